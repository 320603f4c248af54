"""Every schema that ever was has a fixture, and all of them end as the present one."""

from __future__ import annotations

import contextlib
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from orchestrator.diagnostics import StorageError
from orchestrator.run import events as ev
from orchestrator.stores.copies import copy_of
from orchestrator.stores.schema import VERSION, migrate
from orchestrator.stores.sqlite import SqliteStore

CASES = Path(__file__).parents[2] / "cases/schema"
FIXTURES = sorted(CASES.glob("v*.sql"))
TASK = "041_old"


class WallClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return 0.0


def laid_out(fixture: Path, path: Path) -> Path:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("pragma journal_mode = wal")
        connection.executescript(fixture.read_text())
    return path


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def columns(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """The columns of each table, however its statement is spelled."""
    tables = rows(path, "select name from sqlite_master where type = 'table' order by name")
    return {str(name): rows(path, f"pragma table_info({name})") for (name,) in tables}


def version_of(fixture: Path) -> int:
    return int(fixture.stem.partition("-")[0].removeprefix("v"))


def opened(path: Path) -> SqliteStore:
    return SqliteStore(path, clock=WallClock())


def test_there_is_a_fixture_of_every_version() -> None:
    assert {version_of(fixture) for fixture in FIXTURES} == set(range(1, VERSION + 1))


def test_the_fixture_of_the_present_version_is_what_the_present_code_makes(
    tmp_path: Path,
) -> None:
    opened(tmp_path / "fresh.db").close()
    old = laid_out(CASES / f"v{VERSION}.sql", tmp_path / "fixture.db")
    assert columns(old) == columns(tmp_path / "fresh.db")


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda path: path.stem)
def test_every_schema_ends_as_the_present_one(fixture: Path, tmp_path: Path) -> None:
    path = laid_out(fixture, tmp_path / "state.db")
    events = rows(path, "select run, seq, time, type, data from events")
    store = opened(path)
    killed, finished = store.runs(5)
    assert (killed.state, finished.state, finished.complete) == ("running", "succeeded", False)
    assert [record.seq for record in store.events(killed.run)] == list(range(1, 6))
    assert store.plan(killed.plan)
    said = store.inbox(killed.run).take()
    assert len(said) == (0 if version_of(fixture) == 1 else 1)
    claimed = [each.subtask for each in store.leases(finished.run, "2026-01-01T00:00:00.000Z")]
    assert claimed == (["task_3"] if version_of(fixture) >= 7 else [])
    # A run can be begun there, which an old column might have forbidden.
    run = store.new_run(TASK, None)
    start = ev.RunStarted(task=TASK, plan="p", trace_id="t", selected=(), jobs=1, pid=1)
    record = ev.Recorded(seq=1, time="2026-03-01T12:00:00.000Z", run=run, event=start)
    store.journal(run).append([record])
    latest = store.latest_run(TASK)
    assert latest is not None
    assert latest.run == run > killed.run
    store.close()
    assert rows(path, "pragma user_version") == [(VERSION,)]
    assert rows(path, "pragma integrity_check") == [("ok",)]
    kept = rows(path, "select run, seq, time, type, data from events")
    assert set(kept) > set(events)
    opened(tmp_path / "fresh.db").close()
    assert columns(path) == columns(tmp_path / "fresh.db")


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda path: path.stem)
def test_looking_at_an_old_database_leaves_it(fixture: Path, tmp_path: Path) -> None:
    path = laid_out(fixture, tmp_path / "state.db")
    before = path.read_bytes()
    reader = SqliteStore.open_readonly(path)
    rows_ = reader.runs(5)
    assert [row.task for row in rows_] == [TASK, TASK]
    claimed = [each.subtask for each in reader.leases(rows_[1].run, "2026-01-01T00:00:00.000Z")]
    assert claimed == (["task_3"] if version_of(fixture) >= 7 else [])
    reader.close()
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["state.db"]


def test_a_number_of_the_inbox_is_given_once(tmp_path: Path) -> None:
    path = laid_out(CASES / "v2-first.sql", tmp_path / "state.db")
    store = opened(path)
    store.close()
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("delete from inbox")
        connection.execute("insert into inbox (run, type, data) values ('r', 't', 'd')")
        assert connection.execute("select number from inbox").fetchall() == [(2,)]


def test_what_it_was_before_is_kept_as_a_copy(tmp_path: Path) -> None:
    path = laid_out(CASES / "v2.sql", tmp_path / "state.db")
    before = rows(path, "select * from events")
    (tmp_path / "state.db.bak.new").write_text("left by one that was killed")
    opened(path).close()
    copy = copy_of(path, 2)
    assert copy.name == "state.db.v2.bak"
    assert copy.stat().st_mode & 0o777 == 0o600
    assert rows(copy, "select * from events") == before
    assert rows(copy, "pragma user_version") == [(2,)]
    opened(path).close()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["state.db", "state.db.v2.bak"]


def test_without_room_for_the_copy_nothing_is_changed(tmp_path: Path) -> None:
    path = laid_out(CASES / "v2.sql", tmp_path / "state.db")
    # Something that cannot be put aside stands in its way, as a full disk would.
    (tmp_path / "state.db.bak.new").mkdir()
    before = path.read_bytes()
    with pytest.raises(StorageError, match="no copy of it could be kept") as caught:
        opened(path)
    assert "then try again" in (caught.value.hint or "")
    assert path.read_bytes() == before


def test_a_statement_that_fails_leaves_the_old_schema(tmp_path: Path) -> None:
    path = laid_out(CASES / "v1.sql", tmp_path / "state.db")
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("create table inbox (number integer)")
    before = columns(path)
    with pytest.raises(sqlite3.OperationalError):
        migrate(connection, path)
    connection.close()
    assert columns(path) == before
    assert rows(path, "pragma user_version") == [(1,)]
