"""The SQLite store on a real disk: kills, power cuts, rights, other versions, readers."""

from __future__ import annotations

import contextlib
import hashlib
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from orchestrator.diagnostics import StorageError
from orchestrator.packed import pack
from orchestrator.run import events as ev
from orchestrator.stores.reading import Reader
from orchestrator.stores.schema import VERSION
from orchestrator.stores.sqlite import SqliteStore
from orchestrator.wiring import open_project

PLAN = pack([b'{"marker": "kept"}'])

WRITE = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from orchestrator.run import events as ev
from orchestrator.stores.sqlite import SqliteStore

class Clock:
    def now(self): return datetime.now(UTC)
    def monotonic(self): return 0.0

store = SqliteStore(Path(sys.argv[1]), clock=Clock())
run = store.new_run("012_ship", None)
journal = store.journal(run)
def append(seq, event):
    journal.append([ev.Recorded(seq=seq, time="2026-03-01T12:00:00Z", run=run, event=event)])

append(1, ev.RunStarted(task="012_ship", plan="p", trace_id="t", selected=(), jobs=1, pid=1))
for number in range(int(sys.argv[2])):
    append(number + 2, ev.SubtaskReset(subtask=f"task_{number}", reason="x"))
    print(number, flush=True)
if sys.argv[3] == "wait":
    sys.stdin.read()
store.close()
"""


@dataclass
class WallClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


def writer(path: Path, events: int, end: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITE, str(path), str(events), end],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def killed_after(path: Path, events: int) -> int:
    """Let a process record events and kill it; how many it knows to be recorded."""
    process = writer(path, events, "wait")
    assert process.stdout is not None
    known = 0
    for line in process.stdout:
        known = int(line) + 1
        if known == events:
            break
    process.send_signal(signal.SIGKILL)
    process.communicate()
    return known


def recorded(run: str, seq: int, *events: ev.Event) -> list[ev.Recorded]:
    return [
        ev.Recorded(seq=number, time="2026-03-01T12:00:00.000Z", run=run, event=event)
        for number, event in enumerate(events, seq)
    ]


START = ev.RunStarted(task="a", plan="p", trace_id="t", selected=(), jobs=1, pid=1)


def digests(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
        if not path.name.endswith("-shm")  # the index to the log, made anew by each first opener
    }


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "state.db"


def test_a_kill_loses_no_recorded_event(path: Path) -> None:
    known = killed_after(path, 300)
    store = SqliteStore(path, clock=WallClock())
    (row,) = store.runs(5)
    assert row.last_seq == len(list(store.events(row.run))) == known + 1
    store.close()


def test_a_reader_changes_nothing_of_what_a_killed_writer_left(path: Path) -> None:
    killed_after(path, 30)
    before = digests(path.parent)
    assert "state.db-wal" in before
    reader = SqliteStore.open_readonly(path)
    (row,) = reader.runs(5)
    assert len(list(reader.events(row.run))) == 31
    reader.close()
    assert digests(path.parent) == before


def test_a_reader_makes_nothing_beside_a_closed_database(path: Path) -> None:
    writer(path, 3, "close").communicate()
    before = digests(path.parent)
    reader = SqliteStore.open_readonly(path)
    assert len(reader.runs(5)) == 1
    reader.close()
    assert digests(path.parent) == before
    assert sorted(os.listdir(path.parent)) == ["state.db"]


def test_without_a_database_there_are_no_runs_and_none_is_made(path: Path) -> None:
    reader = SqliteStore.open_readonly(path)
    assert reader.runs(5) == []
    assert reader.run("x") is None
    assert reader.latest_run("x") is None
    assert list(reader.events("x")) == []
    with pytest.raises(StorageError):
        reader.plan("x")
    reader.close()
    assert not path.parent.exists()


def test_a_reader_that_came_first_sees_what_a_writer_adds(path: Path) -> None:
    reader = SqliteStore.open_readonly(path)
    assert reader.runs(5) == []
    writer(path, 1, "close").communicate()
    assert len(reader.runs(5)) == 1
    process = writer(path, 1, "wait")
    assert process.stdout is not None
    process.stdout.readline()
    assert len(reader.runs(5)) == 2
    process.communicate()
    assert len(reader.runs(5)) == 2
    reader.close()


def test_files_are_for_their_owner_alone(path: Path) -> None:
    mask = os.umask(0)
    try:
        store = SqliteStore(path, clock=WallClock())
    finally:
        os.umask(mask)
    store.save_plan(PLAN)
    modes = {entry.name: entry.stat().st_mode & 0o777 for entry in path.parent.iterdir()}
    assert modes == {"state.db": 0o600, "state.db-wal": 0o600, "state.db-shm": 0o600}
    assert path.parent.stat().st_mode & 0o777 == 0o700
    store.close()


def test_commits_reach_the_database_file_within_seconds(path: Path) -> None:
    store = SqliteStore(path, clock=WallClock())
    digest = store.save_plan(PLAN)
    until = time.monotonic() + 8
    while PLAN.data not in path.read_bytes():
        assert time.monotonic() < until, "the log was never flushed into the file"
        time.sleep(0.05)
    assert store.plan(digest) is not None
    store.close()


def test_an_idle_store_has_no_thread(path: Path) -> None:
    before = threading.active_count()
    store = SqliteStore(path, clock=WallClock())
    store.runs(5)
    assert threading.active_count() == before
    store.save_plan(PLAN)
    assert threading.active_count() == before + 1
    store.close()
    assert threading.active_count() == before


def test_a_newer_database_is_refused_and_left_as_it_is(path: Path) -> None:
    writer(path, 2, "close").communicate()
    with sqlite3.connect(path) as connection:
        connection.execute(f"pragma user_version = {VERSION + 1}")
    connection.close()
    before = digests(path.parent)
    with pytest.raises(StorageError, match="newer release"):
        SqliteStore(path, clock=WallClock())
    with pytest.raises(StorageError, match="newer release"):
        SqliteStore.open_readonly(path)
    assert {name: digests(path.parent)[name] for name in before} == before


def test_a_broken_file_is_named_with_a_next_step(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"this is no database, whatever its name says" * 50)
    before = path.read_bytes()
    openings: list[Callable[[], object]] = [
        lambda: SqliteStore(path, clock=WallClock()),
        lambda: SqliteStore.open_readonly(path),
    ]
    for opening in openings:
        with pytest.raises(StorageError) as caught:
            opening()
        assert str(path) in caught.value.message
        assert "move it away" in (caught.value.hint or "")
    assert path.read_bytes() == before


def test_a_database_that_is_a_link_is_refused(path: Path, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"")
    path.parent.mkdir()
    path.symlink_to(victim)
    with pytest.raises(StorageError, match="symbolic link"):
        SqliteStore(path, clock=WallClock())
    assert victim.read_bytes() == b""


def test_a_full_disk_is_said_and_what_was_recorded_stays(path: Path) -> None:
    store = SqliteStore(path, clock=WallClock())
    run = store.new_run("a", None)
    journal = store.journal(run)
    journal.append(recorded(run, 1, START))
    # SQLite's own limit on pages fails with the error of a full disk.
    (pages,) = store._connection.execute("pragma page_count").fetchone()
    store._connection.execute(f"pragma max_page_count = {pages}")
    with pytest.raises(StorageError, match="disk is full") as caught:
        journal.append(recorded(run, 2, ev.SubtaskReset(subtask="t", reason="x" * 100_000)))
    assert "--resume" in (caught.value.hint or "")
    store._connection.execute(f"pragma max_page_count = {pages + 1000}")
    journal.append(recorded(run, 2, ev.SubtaskReset(subtask="t", reason="x")))
    assert [record.seq for record in store.events(run)] == [1, 2]
    store.close()


def test_six_processes_can_make_the_same_database_at_once(path: Path) -> None:
    writers = [writer(path, 5, "close") for _ in range(6)]
    for process in writers:
        process.communicate()
    assert [process.returncode for process in writers] == [0] * 6
    reader = SqliteStore.open_readonly(path)
    rows = reader.runs(10)
    assert [row.last_seq for row in rows] == [6] * 6
    reader.close()


@pytest.mark.parametrize("share", [0.0, 0.3, 0.5, 0.77, 0.99])
def test_a_log_cut_anywhere_opens_as_a_prefix_of_the_run(path: Path, share: float) -> None:
    killed_after(path, 40)
    log = path.with_name("state.db-wal")
    os.truncate(log, int(log.stat().st_size * share))
    path.with_name("state.db-shm").unlink()
    store = SqliteStore(path, clock=WallClock())
    rows = store.runs(5)
    for row in rows:
        seqs = [record.seq for record in store.events(row.run)]
        assert seqs == list(range(1, row.last_seq + 1))
    store.close()


def test_attempts_are_kept_as_they_end(path: Path) -> None:
    store = SqliteStore(path, clock=WallClock())
    run = store.new_run("a", None)
    journal = store.journal(run)
    journal.append(recorded(run, 1, START))
    for number, end in enumerate(
        (
            ev.SubtaskRetried(
                subtask="s", attempt=1, reason="r", delay_s=0, duration_ms=5, exit_code=3
            ),
            ev.SubtaskRetried(
                subtask="s", attempt=2, reason="r", delay_s=0, duration_ms=6, timed_out=True
            ),
            ev.SubtaskSucceeded(subtask="s", attempt=3, duration_ms=7, exit_code=0),
        ),
        start=1,
    ):
        begin = ev.SubtaskStarted(
            subtask="s", attempt=number, idempotency_key=f"k{number}", log="l"
        )
        journal.append(recorded(run, 2 * number, begin, end))
    sql = "select attempt, status, duration_ms, exit_code from attempts order by attempt"
    assert store._rows(sql) == [
        (1, "failed", 5, 3),
        (2, "timed_out", 6, None),
        (3, "succeeded", 7, 0),
    ]
    store.close()


def test_looking_after_a_kill_changes_no_byte_of_any_file(path: Path) -> None:
    killed_after(path, 40)
    before = {each.name: each.read_bytes() for each in path.parent.iterdir()}
    assert "state.db-shm" in before
    reader = SqliteStore.open_readonly(path)
    (row,) = reader.runs(5)
    assert len(list(reader.events(row.run))) == row.last_seq
    reader.close()
    assert {each.name: each.read_bytes() for each in path.parent.iterdir()} == before


@pytest.mark.parametrize("looks", ["records", "history"])
def test_a_look_in_a_server_keeps_no_other_thread_from_writing(tmp_path: Path, looks: str) -> None:
    path = tmp_path / ".orchestrator" / "state.db"
    path.parent.mkdir()
    killed_after(path, 40)
    project = open_project(tmp_path, {}, serves=True)
    reader = getattr(project, looks)()
    assert reader.traces("x" * 8) == [] if looks == "history" else reader.runs(5)
    store = project.store()
    store.release("nobody's")
    store.close()
    reader.close()


class Torn(Reader):
    """Is opened first while a writer is at work, so that what it sees does not fit together."""

    def _connect(self) -> None:
        super()._connect()
        with contextlib.closing(sqlite3.connect(self._path)) as connection:
            if connection.execute("select count(*) from plans").fetchone() == (0,):
                connection.execute("insert into plans (sha256, content) values ('x', 'x')")
                connection.commit()
                raise StorageError("damaged")


def test_what_a_writer_is_about_is_not_taken_for_damage(path: Path) -> None:
    SqliteStore(path, clock=WallClock()).close()
    reader = Torn(path)
    assert reader.runs(5) == []
    reader.close()


def test_a_log_without_its_index_is_read_all_the_same(path: Path) -> None:
    killed_after(path, 40)
    path.with_name("state.db-shm").unlink()
    reader = SqliteStore.open_readonly(path)
    (row,) = reader.runs(5)
    assert row.last_seq >= 40
    reader.close()


@pytest.mark.timeout(10)
@pytest.mark.parametrize("suffix", ["", "-wal", "-shm", "-journal"])
@pytest.mark.parametrize("kind", ["a pipe", "a hard link", "a link"])
def test_what_lies_where_a_file_of_sqlite_belongs_is_refused(
    tmp_path: Path, suffix: str, kind: str
) -> None:
    path, victim = tmp_path / "state.db", tmp_path / "victim"
    victim.write_text("mine")
    planted = path.with_name(path.name + suffix)
    if kind == "a pipe":
        os.mkfifo(planted)
    elif kind == "a link":
        planted.symlink_to(victim)
    else:
        planted.hardlink_to(victim)
    with pytest.raises(StorageError):
        SqliteStore(path, clock=WallClock())
    with pytest.raises(StorageError):
        SqliteStore.open_readonly(path)
    assert victim.read_text() == "mine"


def test_a_name_that_is_no_utf8_means_no_run(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    SqliteStore(path, clock=WallClock()).close()
    records = SqliteStore.open_readonly(path)
    assert records.latest_run("caf\udce9") is None
    assert records.run("caf\udce9") is None


def test_who_waits_for_a_locked_journal_does_other_things_meanwhile(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    store = SqliteStore(path, clock=WallClock())
    run = store.new_run("t", None)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("begin immediate")
    told: list[None] = []

    def meanwhile() -> None:
        told.append(None)
        if len(told) == 3:
            other.execute("rollback")

    store.journal(run).append(recorded(run, 1, START), meanwhile)
    assert len(told) == 3
    assert [record.seq for record in store.events(run)] == [1]
    other.close()
    store.close()
