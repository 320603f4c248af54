"""A row of the table of runs is believed only as it was written."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from orchestrator.diagnostics import StorageError
from orchestrator.run import events as ev
from orchestrator.stores.sqlite import SqliteStore

START = ev.RunStarted(task="a", plan="p", trace_id="t", selected=(), jobs=1, pid=1)
END = ev.RunFinished(state="failed", complete=False, percent=50.0, exit_code=1, duration_ms=1)
WELL = ev.RunAssessed(state="succeeded", complete=True, percent=100.0, exit_code=0)
RESUMED = ev.RunResumed(plan="q", selected=(), jobs=1, pid=2)
TIME = "2026-03-01T12:00:00.000Z"


class WallClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return 0.0


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    made = SqliteStore(tmp_path / "state.db", clock=WallClock())
    yield made
    made.close()


def record(store: SqliteStore, *events: ev.Event) -> str:
    run = store.new_run("a", "docs/tasks/a.md")
    told = [
        ev.Recorded(seq=seq, time=TIME, run=run, event=event)
        for seq, event in enumerate(events, start=1)
    ]
    store.journal(run).append(told)
    return run


def change(path: Path, sql: str) -> None:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(sql)


@pytest.mark.parametrize(
    ("events", "state", "complete"),
    [
        ([START], "running", False),
        ([START, END], "failed", False),
        ([START, END, WELL], "succeeded", True),
        ([START, END, WELL, RESUMED], "running", False),
        ([START, ev.RunInterrupted(reason="gone")], "interrupted", False),
        ([START, END, ev.TaskFileChanged(path="a.md", sha256=None)], "failed", False),
    ],
)
def test_a_row_says_what_its_events_say(
    store: SqliteStore, events: list[ev.Event], state: str, complete: bool
) -> None:
    run = record(store, *events)
    row = store.run(run)
    assert row is not None
    assert (row.state, row.complete, row.last_seq) == (state, complete, len(events))


@pytest.mark.parametrize(
    "setting",
    [
        "complete = 1",
        "state = 'succeeded'",
        "percent = 99.0",
        "percent = 'all'",
        "plan = 'another'",
        "started_at = '2027-03-01T12:00:00.000Z'",
        "exit_code = 0",
        "task_path = 'b.md'",
        "pid = x'00'",
        "digest = 'another'",
        # Without a digest, as of before there was one, the events have the last word.
        "complete = 1, digest = ''",
        "state = 'succeeded', digest = ''",
        "state = x'ff', digest = ''",
    ],
)
def test_a_changed_row_is_refused(store: SqliteStore, tmp_path: Path, setting: str) -> None:
    record(store, START, END)
    assert len(store.runs(5)) == 1
    change(tmp_path / "state.db", f"update runs set {setting}")
    for ask in (lambda: store.runs(5), lambda: store.latest_run("a")):
        with pytest.raises(StorageError, match="it is damaged"):
            ask()


def test_a_run_without_events_is_refused(store: SqliteStore, tmp_path: Path) -> None:
    record(store, START, END)
    change(tmp_path / "state.db", "delete from journal")
    with pytest.raises(StorageError, match="it is damaged"):
        store.runs(5)
