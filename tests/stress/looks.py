"""Looking at a run that was killed: it changes not a byte, nor even a time, of any file."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from random import Random

from tests.e2e.project import Project
from tests.stress.points import STARTING, Point
from tests.stress.probes import SMALL_SETTINGS, TASK, lay_out, small
from tests.stress.record import read_record
from tests.stress.starts import at_once, crash, run
from tests.stress.trial import Tally
from tests.stress.witness import processes_of

LOOKS = (
    ("task_status",),
    ("task_status", TASK, "--json"),
    ("execute_task", TASK, "--dry-run"),
    ("execute_task", TASK, "--resume", "--dry-run"),
    ("list_reports",),
    ("task_graph", TASK),
    ("logs", TASK),
)
# Most of the points that a run comes by several times lie in the midst of it.
_POINTS = [point for point in STARTING if point.times > 1]
_GOOD, _BAD_INPUT = 0, 2

# Of a file its content, its rights and when it was changed; of a folder only its rights.
_Seen = dict[str, tuple[bytes, int, int]]


def looked_at(folder: Path, count: int, random: Random) -> Tally:
    """So many looks, some of them or all at each of the runs that were killed."""
    jobs = []
    for number, first in enumerate(range(0, count, len(LOOKS))):
        looks = random.sample(LOOKS, min(count - first, len(LOOKS)))
        point = random.choice(_POINTS)
        nth = random.randint(1, point.times)
        jobs.append(partial(_look, folder / f"run{number}", point, nth, looks))
    wrong = [line for lines in at_once(jobs) for line in lines]
    return Tally(count, tuple(wrong), {"runs": len(jobs)})


def _look(root: Path, point: Point, nth: int, looks: Sequence[Sequence[str]]) -> list[str]:
    root.mkdir()
    lay_out(project := Project(root), small(), SMALL_SETTINGS)
    crash(project, point, nth, "execute_task", TASK, "--quiet")
    _end_orphans(project)
    wrong = []
    before = _seen(root)
    for look in looks:
        exit_ = run(project, *look)
        if exit_ not in (_GOOD, _BAD_INPUT):
            wrong.append(f"killed when {point.name}, {' '.join(look)} leaves with {exit_}")
        after = _seen(root)
        changed = sorted(name for name in before | after if before.get(name) != after.get(name))
        wrong += [f"killed when {point.name}, {' '.join(look)} changes {each}" for each in changed]
        before = after
    return wrong


def _end_orphans(project: Project) -> None:
    """Nobody but who looks may be at work."""
    record = read_record(project.root)
    run_ = record.latest_run() if record else None
    while left := processes_of(project.root, run_):
        for pid in left:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.02)


def _seen(root: Path) -> _Seen:
    found: _Seen = {}
    for path in sorted(root.rglob("*")):
        facts = path.lstat()
        is_file = path.is_file()
        found[str(path.relative_to(root))] = (
            path.read_bytes() if is_file else b"",
            facts.st_mode,
            facts.st_mtime_ns if is_file else 0,
        )
    return found
