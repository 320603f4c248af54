"""A long past to ask: how long history takes to answer about many attempts.

Usage: python -m bench.past [--attempts N] [--keep FOLDER]

Runs of a hundred subtasks are recorded through the store as a run would record them, one in ten
with a failure and its retry. Each question is asked as a person would, as a command, several
times over; the median counts. The project's own interpreter starts each of them, so that the time
of `--version` stands beside.
"""

from __future__ import annotations

import contextlib
import getopt
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from orchestrator.packed import pack
from orchestrator.plan.codec import json_pieces
from orchestrator.plan.model import Plan
from orchestrator.run import events as ev
from orchestrator.run.work import idempotency_key
from orchestrator.stores.sqlite import SqliteStore
from orchestrator.verify.model import Artifact, CommandResult, Outcome
from tests.builders import plan, subtask

_SUBTASKS = 100
_ROUNDS = 5
_BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


class _Clock:
    """A past that goes on by what is recorded."""

    def __init__(self) -> None:
        self.moment = _BEGIN

    def now(self) -> datetime:
        """The moment that is recorded."""
        return self.moment

    def monotonic(self) -> float:
        """Seconds since its beginning."""
        return (self.moment - _BEGIN).total_seconds()

    def text(self) -> str:
        """A moment later, in RFC 3339."""
        self.moment += timedelta(milliseconds=40)
        return self.moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def fill(path: Path, attempts: int) -> list[str]:
    """Record runs until there are so many attempts; the ids of the runs."""
    clock = _Clock()
    store = SqliteStore(path, clock=clock)
    of = plan(*(subtask(f"s{number}") for number in range(_SUBTASKS)))
    sha256 = store.save_plan(pack(json_pieces(of)))
    runs = []
    made = 0
    while made < attempts:
        run = store.new_run(f"task_{len(runs) % 20}", "docs/tasks/task.md")
        records = []
        for event in _run_of(of, sha256, run, clock, fails=len(runs) % 5 == 0):
            made += isinstance(event, ev.SubtaskStarted)
            records.append(
                ev.Recorded(seq=len(records) + 1, time=clock.text(), run=run, event=event)
            )
        store.journal(run).append(records)
        runs.append(run)
    store.close()
    return runs


def _run_of(of: Plan, sha256: str, run: str, clock: _Clock, *, fails: bool) -> Iterator[ev.Event]:
    ids = tuple(each.id for each in of.subtasks)
    trace = run.replace("-", "")
    yield ev.RunStarted(
        task=f"task_{int(trace[-2:], 16) % 20}", plan=sha256, trace_id=trace, selected=ids, jobs=2,
        pid=1,
    )  # fmt: skip
    for number, each in enumerate(of.subtasks):
        for attempt in (1, 2) if fails and number % 10 == 0 else (1,):
            failed = fails and number % 10 == 0 and attempt == 1
            yield ev.SubtaskStarted(
                subtask=each.id,
                attempt=attempt,
                idempotency_key=idempotency_key(run, each, attempt),
                log=f".orchestrator/runs/{run}/{each.id}.{attempt}.log",
                parents=(f"{ids[number - 1]}.1",) if number else (),
            )
            result = CommandResult(
                outcome=Outcome.FAILED if failed else Outcome.SUCCEEDED,
                started_at=clock.text(),
                duration_ms=number + 1,
                exit_code=int(failed),
                output_bytes=100,
                cpu_ms=3,
            )
            yield ev.StepFinished(subtask=each.id, attempt=attempt, step="1", result=result)
            if failed:
                yield ev.SubtaskRetried(
                    subtask=each.id, attempt=1, reason="exit code 1, expected 0", delay_s=0.0,
                    duration_ms=number + 1, exit_code=1,
                )  # fmt: skip
            else:
                made = (Artifact(pattern="a", path="a", size=1, sha256="0" * 64, fresh=True),)
                yield ev.SubtaskSucceeded(
                    subtask=each.id, attempt=attempt, duration_ms=number + 1, exit_code=0,
                    artifacts=() if number else made,
                )  # fmt: skip
    yield ev.RunFinished(
        state="succeeded", complete=True, percent=100.0, exit_code=0, duration_ms=_SUBTASKS * 40
    )


def main(arguments: Sequence[str]) -> int:
    """Make a past, and print how long each question takes."""
    given = dict(getopt.getopt(list(arguments), "", ["attempts=", "keep="])[0])
    with contextlib.ExitStack() as stack:
        root = given.get("--keep") or stack.enter_context(tempfile.TemporaryDirectory())
        database = Path(root, ".orchestrator/state.db")
        database.parent.mkdir(parents=True, exist_ok=True)
        began = time.perf_counter()
        runs = fill(database, int(given.get("--attempts", "100000")))
        size = database.stat().st_size / 1e6
        print(f"made in {time.perf_counter() - began:.1f} s, {size:.0f} MB, {len(runs)} runs")
        first, last = runs[0], runs[-1]
        for words in (
            ("--version",),
            ("history", "list"),
            ("history", "list", "--task", "task_3"),
            ("history", "list", "--status", "failed"),
            ("history", "list", "--since", "2026-01-01", "--until", "2026-01-02"),
            ("history", "trace", last),
            ("history", "last_failed"),
            ("history", "errors"),
            ("history", "stats"),
            ("history", "compare", first, last),
            ("history", "show", last),
        ):
            print(f"{_milliseconds(words, root):7.0f} ms  {' '.join(words)}")
        _hand_on(root)
    return 0


def _hand_on(root: str) -> None:
    """Export all, import it elsewhere, import that again, and throw most of it away; of each how
    long it takes."""
    with tempfile.TemporaryDirectory() as elsewhere:
        file = str(Path(elsewhere, "past.ndjson"))
        for words in (
            ("export", "-C", root, "-o", file),
            ("import", "-C", elsewhere, file),
            ("import", "-C", elsewhere, file),
            ("prune", "-C", root, "--keep", "1", "--dry-run"),
            ("prune", "-C", elsewhere, "--keep", "0d"),
        ):
            milliseconds = _milliseconds(("history", *words), root, rounds=1)
            print(f"{milliseconds:7.0f} ms  history {words[0]} {' '.join(words[3:])}")


def _milliseconds(words: Sequence[str], root: str, *, rounds: int = _ROUNDS) -> float:
    """The median time of a command."""
    taken = []
    for _ in range(rounds):
        began = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "orchestrator", *words],
            cwd=root, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        taken.append((time.perf_counter() - began) * 1000)
    return median(taken)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
