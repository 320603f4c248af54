"""What is taken in from elsewhere, in a real database."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from orchestrator.operations.past import Asked, ImportedRow
from orchestrator.run import events as ev
from orchestrator.stores.history import HistoryReader
from orchestrator.stores.sqlite import SqliteStore

ROW = ImportedRow(
    key="k", source="r.json", task="a", subtask="x", attempt=1, status="failed",
    started_at="2026-03-01T00:00:00.000Z", ended_at="2026-03-03T00:00:00.000Z", duration_ms=5,
    run="r", trace_id="t" * 32, queue="q", exit_code=3, reason="why", error_type="Odd",
    error_message="so", error_hash="0123456789abcdef",
)  # fmt: skip


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


def test_what_is_known_is_not_taken_in_again(store: SqliteStore, path: Path) -> None:
    other = replace(ROW, key="other", source="s.json")
    assert store.take_in([ROW, other, replace(ROW, source="t.json")]) == 2
    assert store.take_in([ROW, replace(ROW, key="new")]) == 1
    with history(path) as reader:
        assert len(reader.attempts(Asked())) == 3
        assert reader.known(["k", "new", "nothing"]) == {"k", "new"}


def test_an_attempt_recorded_here_is_known(store: SqliteStore, path: Path) -> None:
    run = store.new_run("a", None)
    events = (
        ev.RunStarted(task="a", plan="p", trace_id="t", selected=("x",), jobs=1, pid=1),
        ev.SubtaskStarted(subtask="x", attempt=1, idempotency_key=f"{run}.x", log="x.log"),
    )
    store.journal(run).append(
        [
            ev.Recorded(seq=seq, time="2026-03-01T00:00:00.000Z", run=run, event=event)
            for seq, event in enumerate(events, start=1)
        ]
    )
    assert store.take_in([replace(ROW, key=f"{run}.x")]) == 0
    with history(path) as reader:
        assert reader.known([f"{run}.x"]) == {f"{run}.x"}


@pytest.mark.parametrize(
    "named", ["Trace-7", "trace-7", "t" * 32, "t" * 12, "Build 9", "5d2f"], ids=str
)
def test_a_trace_is_found_by_what_others_call_it(
    named: str, store: SqliteStore, path: Path
) -> None:
    theirs = replace(ROW, key="theirs", trace_id="Trace-7", run="Build 9")
    store.take_in([ROW, theirs, replace(ROW, key="end", trace_id="9B5D2F", run=None)])
    meant = "t" * 32 if set(named) == {"t"} else "9B5D2F" if named == "5d2f" else "Trace-7"
    with history(path) as reader:
        assert reader.traces(named) == [meant]
        assert len(reader.of_trace(meant)) == 1


def test_an_imported_attempt_says_all_that_was_told_and_makes_no_run(
    store: SqliteStore, path: Path
) -> None:
    store.take_in([ROW])
    with history(path) as reader:
        (row,) = reader.attempts(Asked())
    assert row.origin == "imported"
    assert row.idempotency_key == "k"
    for name in ImportedRow.__struct_fields__[2:]:
        assert getattr(row, name) == getattr(ROW, name), name
    assert store.runs(5) == []
    assert store.latest_run("a") is None
