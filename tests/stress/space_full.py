"""Disks that are full: of the state, of the logs alone, of the reports alone; and limits on
the size of files."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.e2e.project import Project, Result
from tests.stress import space_runs as runs
from tests.stress.space_disk import PAGE, Disk, small_disk
from tests.stress.trial import Tally

_PAGES = 600
# A run of the task takes about so many pages, and so long once its first step has begun.
_MOST_PAGES, _LONGEST_S = 90, 0.7
# So long the program has to notice by itself, before the step that still runs ends.
_NOTICE_S = 1.0


@dataclass(frozen=True)
class _Round:
    """One filling: before the run but for a share of what it takes, or after a share of it."""

    root: Path
    before: bool
    share: float

    def __str__(self) -> str:
        return f"{self.root.name} ({'before' if self.before else 'during'}, {self.share:.3f})"


@dataclass(frozen=True)
class _Seen:
    """What came of it; `kept` successes were recorded when the disk was full."""

    wrong: tuple[str, ...]
    exit: int
    kept: int
    means: str


def full_disk(folder: Path, count: int, random: Random) -> Tally:
    """Fill the disk of the state folder before a run or in it, free it, and go on."""
    rounds = [
        _Round(folder / str(number), random.random() < 0.5, random.random())
        for number in range(count)
    ]
    with ThreadPoolExecutor(max_workers=2) as pool:
        seen = list(pool.map(_tried, rounds))
    wrong = [line for each in seen for line in each.wrong]
    unharmed = sum(each.exit == 0 for each in seen)
    if unharmed > count / 2:
        wrong.append(f"the disk was full in time in {count - unharmed} of {count} runs alone")
    kept = sum(each.kept for each in seen)
    figures = {"means": seen[0].means, "successes kept": kept, "unharmed": unharmed}
    return Tally(count, tuple(wrong), figures)


def _tried(asked: _Round) -> _Seen:
    project = runs.project_at(asked.root)
    with small_disk(asked.root, ".orchestrator", _PAGES) as disk:
        stopped = _run_into_it(asked, project, disk)
        wrong = [*_wrong_while_full(project, disk, stopped)]
        kept = runs.successes(disk.seen)
        disk.free()
        wrong += runs.broken_promises(project, disk, kept)
        means = disk.kind
    return _Seen(tuple(f"{asked}: {line}" for line in wrong), stopped.exit, len(kept), means)


def _run_into_it(asked: _Round, project: Project, disk: Disk) -> Result:
    if asked.before:
        disk.fill(leave=int(asked.share * _MOST_PAGES) * PAGE)
    process = runs.start(project, disk, "execute_task", runs.TASK, "-j", "3")
    if not asked.before:
        _wait(lambda: process.poll() is not None or any((asked.root / "effects").iterdir()), 10)
        time.sleep(asked.share * _LONGEST_S)
        disk.fill_under(process.pid)
    _wait(lambda: process.poll() is not None, _NOTICE_S + asked.before)
    (asked.root / "go").touch()
    return runs.ended(process, project, "execute_task")


def _wait(happened: Callable[[], bool], seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and not happened():
        time.sleep(0.01)


def _wrong_while_full(project: Project, disk: Disk, stopped: Result) -> Iterator[str]:
    if stopped.exit != 0:
        yield from runs.complaints(stopped, 74)
    yield from runs.left_running(project)
    yield from runs.unsound(disk.seen)
    status = runs.run_on(project, disk, "task_status", runs.TASK, "--json")
    recorded = runs.last_attempts(disk.seen)
    # A run may have begun, and none of its subtasks.
    if status.exit not in ((0,) if recorded else (0, 2)):
        yield f"the status cannot be read: {status!r}"
    elif recorded:
        rows = {row["id"]: row["status"] for row in status.json()["subtasks"]}
        if wrong := [each for each in runs.successes(disk.seen) if rows[each] != "succeeded"]:
            yield f"the status says otherwise of {wrong}"
