"""What is taken out of a real database, and what is left in it."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from orchestrator.operations.past import Asked, ImportedRow, PastRun
from orchestrator.packed import pack
from orchestrator.run import events as ev
from orchestrator.stores.history import HistoryReader
from orchestrator.stores.sqlite import SqliteStore
from orchestrator.verify.model import Answer

ROW = ImportedRow(
    key="k", source="r.json", task="a", subtask="x", attempt=1, status="failed",
    started_at="2026-03-01T00:00:00.000Z", ended_at="2026-03-03T00:00:00.000Z", duration_ms=5,
    run="r", trace_id="t" * 32, queue="q", exit_code=3, reason="why", error_type="Odd",
    error_message="so", error_hash="0123456789abcdef",
)  # fmt: skip
PLANS = [pack([f'{{"plan": {number}}}'.encode()]) for number in range(3)]


class WallClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state.db"


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    with contextlib.closing(SqliteStore(path, clock=WallClock())) as made:
        yield made


@contextlib.contextmanager
def history(path: Path) -> Iterator[HistoryReader]:
    with contextlib.closing(HistoryReader(path)) as reader:
        yield reader


def record(store: SqliteStore, task: str, day: int, *plans: int) -> str:
    """A run of one attempt that was begun with the first of the plans and resumed with others."""
    run = store.new_run(task, None)
    sha256 = [store.save_plan(PLANS[plan]) for plan in plans]
    events: list[ev.Event] = [
        ev.RunStarted(task=task, plan=sha256[0], trace_id="t", selected=("x",), jobs=1, pid=1),
        ev.SubtaskStarted(subtask="x", attempt=1, idempotency_key=f"{run}.x", log="x.log"),
        ev.SubtaskSucceeded(subtask="x", attempt=1, duration_ms=3, exit_code=0),
        *(ev.RunResumed(plan=each, selected=("x",), jobs=1, pid=1) for each in sha256[1:]),
    ]
    store.journal(run).append(
        [
            ev.Recorded(
                seq=seq, time=f"2026-03-{day:02d}T00:00:00.{seq:03d}Z", run=run, event=event
            )
            for seq, event in enumerate(events, start=1)
        ]
    )
    return run


def counts(path: Path) -> dict[str, int]:
    tables = ("runs", "journal", "attempts", "plans", "inbox", "leases", "imported")
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return {
            table: connection.execute(f"select count(*) from {table}").fetchone()[0]
            for table in tables
        }


def test_a_run_goes_with_all_that_is_its_own(store: SqliteStore, path: Path) -> None:
    gone, stays = record(store, "a", 1, 0), record(store, "a", 2, 1)
    answer = Answer(approved=True, by="Ada", at="2026-03-01T00:00:00Z")
    for run in (gone, stays):
        store.post(run, ev.Answered(subtask="x", answer=answer))
        store.claim(run, ["x"], "Ada", "2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z")
    store.remove_runs([gone])
    assert counts(path) == {
        "runs": 1, "journal": 3, "attempts": 1, "plans": 1, "inbox": 1, "leases": 1,
        "imported": 0,
    }  # fmt: skip
    assert [row.run for row in store.runs(5)] == [stays]
    assert [each.seq for each in store.events(stays)] == [1, 2, 3]
    assert store.run(gone) is None
    store.remove_runs([gone, "nothing"])
    assert counts(path)["runs"] == 1


@pytest.mark.parametrize(
    ("gone", "stays", "plans"),
    [
        ((0,), (0,), {0}),
        ((0,), (1,), {1}),
        ((0, 1), (2, 1), {1, 2}),
        # That with which one began is told of it, those between are not.
        ((0,), (0, 1), {0, 1}),
        ((0,), (1, 0, 2), {1, 2}),
    ],
)
def test_a_plan_goes_with_its_last_run(
    gone: tuple[int, ...], stays: tuple[int, ...], plans: set[int], store: SqliteStore
) -> None:
    run = record(store, "a", 1, *gone)
    record(store, "a", 2, *stays)
    store.remove_runs([run])
    found = {number for number, plan in enumerate(PLANS) if store.has_plan(plan.sha256)}
    assert found == plans


def test_a_new_run_never_takes_the_place_of_one_that_went(store: SqliteStore) -> None:
    gone, stays = record(store, "a", 1, 0), record(store, "a", 2, 0)
    store.remove_runs([gone])
    new = record(store, "b", 3, 0)
    assert [row.run for row in store.runs(5)] == [new, stays]
    assert new > stays
    assert len(list(store.events(new))) == len(list(store.events(stays))) == 3


def test_runs_by_their_age(store: SqliteStore, path: Path) -> None:
    first, second = record(store, "a", 1, 0), record(store, "b", 2, 0, 1)
    with history(path) as reader:
        assert reader.past_runs() == [
            PastRun(run=first, task="a", last="2026-03-01T00:00:00.003Z", attempts=1),
            PastRun(run=second, task="b", last="2026-03-02T00:00:00.004Z", attempts=1),
        ]


@pytest.mark.parametrize(
    ("before", "task", "left"),
    [
        ("2026-03-02", None, {"running", "long", "b"}),
        ("2026-03-04", None, {"b"}),
        ("2026-03-04", "b", {"k", "running", "long", "b"}),
        ("2026-03-09", None, set()),
    ],
)
def test_imported_attempts_go_when_they_had_ended_by_then(
    before: str, task: str | None, left: set[str], store: SqliteStore, path: Path
) -> None:
    day = "2026-03-0{}T00:00:00.000Z".format
    store.take_in(
        [
            replace(ROW, started_at=day(1), ended_at=day(1)),
            replace(ROW, key="long", started_at=day(1), ended_at=day(3)),
            replace(ROW, key="running", started_at=day(2), ended_at=None),
            replace(ROW, key="b", task="b", started_at=day(5), ended_at=day(5)),
        ]
    )
    with history(path) as reader:
        weight = reader.weight_of((), before, task)
    assert store.remove_imported(before, task) == weight.imported == 4 - len(left)
    with history(path) as reader:
        assert {row.idempotency_key for row in reader.attempts(Asked())} == left


def test_what_became_free_is_about_what_was_told_before(store: SqliteStore, path: Path) -> None:
    runs = [record(store, "a", 1, 0) for _ in range(300)]
    store.take_in([replace(ROW, key=str(number)) for number in range(2000)])
    with history(path) as reader:
        weight = reader.weight_of(runs[:-1], "2027", None)
    before = store.space()
    store.remove_runs(runs[:-1])
    store.remove_imported("2027", None)
    after = store.space()
    freed = (before.total - before.free) - (after.total - after.free)
    assert weight.attempts == 299
    assert 0.6 < weight.bytes / freed < 1.6
    store.shrink()
    assert store.space().free == 0
    assert store.space().total <= after.total - after.free
    store.close()
    assert path.stat().st_size < before.total / 2
