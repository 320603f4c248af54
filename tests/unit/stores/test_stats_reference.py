"""What is counted of attempts, from a real database: the same as by looking at each of them."""

from __future__ import annotations

import contextlib
import random
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from orchestrator.operations.history.stats import Stats, count
from orchestrator.operations.moments import in_utc
from orchestrator.operations.past import Asked, AttemptRow, ImportedRow
from orchestrator.run import events as ev
from orchestrator.stores.history import HistoryReader
from orchestrator.stores.sqlite import SqliteStore
from tests.unit.stores.test_imported import WallClock

ENDS = ("succeeded", "failed", "timed_out", "retried", "cancelled", "interrupted", "goes on")
PROBE = re.compile(r"(?s)`history stats`.*?```sql\n(.*?)```")
DOCS = Path(__file__).parents[3] / "docs/probes.md"
Rows = Sequence[AttemptRow]


class Made:
    """A past of chance, in which no two attempts begin at once."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self._moment = 1_772_359_200_000

    def moment(self) -> str:
        from datetime import UTC, datetime

        self._moment += self.chance.randrange(1, 5000)
        return in_utc(datetime.fromtimestamp(self._moment / 1000, UTC))

    def record(self, store: SqliteStore) -> None:
        for _ in range(self.chance.randrange(1, 25)):
            task = self.chance.choice("abc")
            run = store.new_run(task, None)
            events: list[ev.Event] = [
                ev.RunStarted(
                    task=task, plan="p", trace_id=run[:32], selected=("x",), jobs=1, pid=1
                )
            ]
            for subtask in self.chance.sample("xyz", self.chance.randrange(1, 4)):
                for attempt in range(1, self.chance.randrange(2, 6)):
                    events += self._attempt(run, subtask, attempt)
            store.journal(run).append(
                [
                    ev.Recorded(seq=seq, time=self.moment(), run=run, event=event)
                    for seq, event in enumerate(events, start=1)
                ]
            )

    def _attempt(self, run: str, subtask: str, attempt: int) -> Iterator[ev.Event]:
        key, took = f"{run}.{subtask}.{attempt}", self.chance.randrange(100)
        checks = self.chance.random() < 0.15
        begun = ev.ValidationStarted if checks else ev.SubtaskStarted
        yield begun(subtask=subtask, attempt=attempt, idempotency_key=key, log="l")
        of = {"subtask": subtask, "attempt": attempt}
        match self.chance.choice(ENDS):
            case "succeeded":
                yield ev.SubtaskSucceeded(**of, duration_ms=took)
            case "failed":
                yield ev.SubtaskFailed(**of, reason="r", duration_ms=took)
            case "timed_out":
                yield ev.SubtaskTimedOut(**of, reason="r", duration_ms=took)
            case "retried":
                yield ev.SubtaskRetried(
                    **of, reason="r", delay_s=0, duration_ms=took, timed_out=took % 2 == 0
                )
            case "cancelled":
                yield ev.SubtaskCancelled(**of, reason="r", duration_ms=took)
            case "interrupted":
                yield ev.SubtaskInterrupted(**of, reason="r")

    def imported(self) -> Iterator[ImportedRow]:
        for number in range(self.chance.randrange(60)):
            took = self.chance.choice([None, self.chance.randrange(100)])
            yield ImportedRow(
                key=f"k{number}", source="s", task=self.chance.choice("abd"),
                subtask=self.chance.choice(["", "x", "y"]), attempt=self.chance.randrange(1, 4),
                status=self.chance.choice(["succeeded", "failed", "timed_out", "skipped"]),
                started_at=self.moment(), duration_ms=took,
                run=self.chance.choice([None, "r1", "r2", "r3"]),
            )  # fmt: skip


def slow(rows: Rows) -> dict[tuple[str, str | None], tuple[object, ...]]:
    """By the words of the page of history, one attempt after the other."""
    found: dict[tuple[str, str | None], tuple[object, ...]] = {}
    counted = [row for row in rows if not row.validates and row.status not in ("running",)]
    for task in {row.task for row in counted}:
        of_task = [row for row in counted if row.task == task]
        found[task, None] = _slow(of_task)
        for subtask in {row.subtask for row in of_task}:
            found[task, subtask] = _slow([row for row in of_task if row.subtask == subtask])
    return found


def _slow(rows: Rows) -> tuple[object, ...]:
    good = [row for row in rows if row.status == "succeeded"]
    bad = [row for row in rows if row.status in ("failed", "timed_out")]
    took = sorted(row.duration_ms for row in good + bad if row.duration_ms is not None)
    runs: dict[object, list[AttemptRow]] = defaultdict(list)
    for row in rows:
        runs[row.subtask, row.run or row.started_at].append(row)
    retries = passed = flaky = 0
    for run in runs.values():
        run.sort(key=lambda row: (row.attempt, row.status))
        for at, row in enumerate(run):
            retries += at > 0 and run[at - 1] in bad
            assert row in rows
        firsts = [at for at, row in enumerate(run) if row in good]
        if firsts:
            passed += 1
            flaky += any(row in bad for row in run[: firsts[0]])
    rate = round(len(good) / (len(good) + len(bad)), 4) if good + bad else None
    return (
        *(len(rows), len(good), len(bad), rate, _nearest(took, 50), _nearest(took, 95)),
        *(max(took, default=None), retries, round(flaky / passed, 4) if passed else None, flaky),
    )


def _nearest(took: list[int], percent: int) -> int | None:
    """The first value that so many percent of all do not exceed."""
    for value in took:
        if sum(each <= value for each in took) * 100 >= percent * len(took):
            return value
    return None


def _said(stats: Stats) -> tuple[object, ...]:
    return tuple(getattr(stats, name) for name in Stats.__struct_fields__[2:])


@pytest.fixture(params=range(25))
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    made, path = Made(request.param), tmp_path / "state.db"
    with contextlib.closing(SqliteStore(path, clock=WallClock())) as store:
        made.record(store)
        store.take_in(list(made.imported()))
    return path


def test_every_figure_is_that_of_looking_at_each_attempt(path: Path) -> None:
    with contextlib.closing(HistoryReader(path)) as history:
        everything = history.attempts(Asked())
        middle = everything[len(everything) // 2].started_at
        for asked, rows in (
            (Asked(), everything),
            (Asked(task="a"), [row for row in everything if row.task == "a"]),
            (Asked(since=middle), [row for row in everything if row.started_at >= middle]),
            (Asked(until=middle), [row for row in everything if row.started_at < middle]),
        ):
            tasks, subtasks = count(history.measured(asked))
            told = {(each.task, each.subtask): _said(each) for each in (*tasks, *subtasks)}
            assert told == slow(rows), asked


def test_the_probe_of_the_page_says_the_same(path: Path) -> None:
    (sql,) = PROBE.findall(DOCS.read_text(encoding="utf-8"))
    with contextlib.closing(HistoryReader(path)) as history:
        _, subtasks = count(history.measured(Asked()))
    meant = {
        (each.task, each.subtask): (each.p50_ms, each.p95_ms, each.max_ms)
        for each in subtasks
        if each.succeeded + each.failed
    }
    with contextlib.closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(sql).fetchall()
    assert {(task, subtask): (*took,) for task, subtask, _, _, *took in rows} == meant
