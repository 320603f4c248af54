"""A database that is not as it was written: one error that says so, whatever SQLite makes of it."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from orchestrator.diagnostics import StorageError
from orchestrator.run import events as ev
from orchestrator.stores.faults import explained
from orchestrator.stores.sqlite import SqliteStore
from orchestrator.verify.model import Attestation

START = ev.RunStarted(task="a", plan="p", trace_id="t", selected=(), jobs=1, pid=1)
WORD = ev.Attested(
    subtask="t",
    attestation=Attestation(by="Ada", evidence="seen", at="2026-03-01T12:00:00.000Z", step="1"),
)


class WallClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return 0.0


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database with one run of ten events, closed."""
    path = tmp_path / "state.db"
    store = SqliteStore(path, clock=WallClock())
    run = store.new_run("a", None)
    resets = [ev.SubtaskReset(subtask=f"task_{n}", reason="x") for n in range(9)]
    store.journal(run).append(
        [
            ev.Recorded(seq=seq, time="2026-03-01T12:00:00.000Z", run=run, event=event)
            for seq, event in enumerate([START, *resets], start=1)
        ]
    )
    store.post(run, WORD)
    store.close()
    return path


def change(path: Path, *statements: str) -> None:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def overwrite(path: Path, old: bytes, new: bytes) -> None:
    data = path.read_bytes()
    assert old in data
    assert len(old) == len(new)
    path.write_bytes(data.replace(old, new))


def openings(path: Path) -> list[Callable[[], object]]:
    return [
        lambda: SqliteStore(path, clock=WallClock()),
        lambda: SqliteStore.open_readonly(path),
    ]


def test_an_index_that_lost_an_entry_is_seen_when_it_is_opened(path: Path) -> None:
    change(
        path,
        "pragma writable_schema = on",
        "update sqlite_master set sql = 'create index runs_of_task on runs (plan, number)'"
        " where name = 'runs_of_task'",
    )
    for opening in openings(path):
        with pytest.raises(StorageError, match="it is damaged"):
            opening()


def test_tables_without_a_version_are_not_taken_for_an_empty_database(path: Path) -> None:
    change(path, "pragma user_version = 0")
    before = path.read_bytes()
    for opening in openings(path):
        with pytest.raises(StorageError, match="it has tables and no version"):
            opening()
    assert path.read_bytes() == before


def test_a_schema_in_another_text_encoding_is_damage(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[56:60] = (2).to_bytes(4, "big")  # UTF-16, in the header of the file
    path.write_bytes(data)
    for opening in openings(path):
        with pytest.raises(StorageError, match="damaged"):
            opening()


def test_text_that_is_no_text_is_damage(path: Path) -> None:
    overwrite(path, b'"subtask":"task_4"', b'"subtask":"task_\xff"')
    reader = SqliteStore.open_readonly(path)
    with pytest.raises(StorageError, match="it is damaged"):
        list(reader.events(reader.runs(1)[0].run))
    reader.close()


def test_events_are_counted(path: Path) -> None:
    # Without digests, as runs of before have none.
    change(
        path, "update journal set chain = ''", "delete from journal where number & 4294967295 = 4"
    )
    reader = SqliteStore.open_readonly(path)
    with pytest.raises(StorageError, match=r"event 4 of run .* is not as it was recorded"):
        list(reader.events(reader.runs(1)[0].run))
    reader.close()


@pytest.mark.parametrize("data", ["", "{", "[]", '{"subtask": 1}', "[" * 100_000])
def test_words_that_cannot_be_read_are_damage(path: Path, data: str) -> None:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("update inbox set data = ?", (data,))
    store = SqliteStore(path, clock=WallClock())
    with pytest.raises(StorageError, match="what was said to run"):
        store.inbox(store.runs(1)[0].run).take()
    store.close()


@pytest.mark.parametrize(
    "error",
    [
        sqlite3.OperationalError("no such column: x"),
        sqlite3.DataError("string or blob too big"),
        MemoryError(),
        UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_sqlite_cannot_make_sense_of_is_damage(error: Exception) -> None:
    with pytest.raises(StorageError, match="it is damaged") as caught, explained(Path("x.db")):
        raise error
    assert "restore a copy" in (caught.value.hint or "")


def test_a_log_that_is_a_header_alone_is_read_as_none(path: Path) -> None:
    path.with_name("state.db-wal").write_bytes(bytes(32))
    reader = SqliteStore.open_readonly(path)
    assert len(reader.runs(5)) == 1
    reader.close()
    assert sorted(os.listdir(path.parent)) == ["state.db", "state.db-wal"]


def test_a_log_without_its_index_is_read_where_nothing_is_made(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("delete from inbox")
        data = {name: path.with_name(name).read_bytes() for name in ("state.db", "state.db-wal")}
    for name, content in data.items():
        path.with_name(name).write_bytes(content)
    assert data["state.db-wal"]
    reader = SqliteStore.open_readonly(path)
    (row,) = reader.runs(5)
    assert len(list(reader.events(row.run))) == 10
    assert {each.name: each.read_bytes() for each in path.parent.iterdir()} == data
    # Another writes meanwhile: what was copied is not the last word.
    store = SqliteStore(path, clock=WallClock())
    run = store.new_run("b", None)
    record = ev.Recorded(seq=1, time="2026-03-01T12:00:00.000Z", run=run, event=START)
    store.journal(run).append([record])
    assert len(reader.runs(5)) == 2
    store.close()
    reader.close()


def test_a_hold_beyond_the_patience_is_told_with_a_next_step(path: Path) -> None:
    store = SqliteStore(path, clock=WallClock(), patience_s=0.05)
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("begin immediate")
        with pytest.raises(StorageError, match="another process keeps it locked") as caught:
            store.post("r", WORD)
        other.execute("rollback")
    assert "end the program" in (caught.value.hint or "")
    store.post("r", WORD)
    store.close()


def test_ids_go_on_from_the_last_run_of_another_process(path: Path) -> None:
    class Yesterday(WallClock):
        def now(self) -> datetime:
            return datetime(2020, 1, 1, tzinfo=UTC)

    store = SqliteStore(path, clock=Yesterday())
    assert store.new_run("a", None) > store.runs(1)[0].run
    store.close()
