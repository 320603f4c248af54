"""Keeps plans and events in one SQLite file; knows nothing of what they mean.

Appending is one short transaction in the write-ahead log: a kill at any moment loses no
recorded event. The flusher makes it survive a power cut too, within a second.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from orchestrator.run.events import TYPE_NAMES, Recorded, RunStarted, SubtaskEvent
from orchestrator.run.ports import Clock
from orchestrator.stores import leases, removing
from orchestrator.stores.chain import link
from orchestrator.stores.faults import explained
from orchestrator.stores.flusher import Flusher
from orchestrator.stores.ids import RunIds
from orchestrator.stores.imported import take_in
from orchestrator.stores.inbox import SqliteInbox, forget_posted, post, stored_text
from orchestrator.stores.projection import Projection, attempt_of
from orchestrator.stores.reading import (
    BUSY_TIMEOUT_S,
    Queries,
    Reader,
    connect,
    readable,
    refuse_planted_files,
)
from orchestrator.stores.schema import PLACE_BITS, migrate, refuse_newer, version_of
from orchestrator.stores.soundness import refuse_unsound

if TYPE_CHECKING:
    from orchestrator.operations.past import ImportedRow, Space
    from orchestrator.operations.project import Lease
    from orchestrator.packed import Packed

T = TypeVar("T")
_PIECE_MS = 20
_MANY = 5000
# seq, time, type, subtask, attempt, data, chain
_EventRow = tuple[int, str, str, str | None, int | None, str, str]


class SqliteStore(Queries):
    """A store in the file at `path`, made for its owner alone when it is not there.
    `patience_s` is how long another program's hold on the file is waited for.

    Raises:
        StorageError: the file cannot be used; from every method.
    """

    def __init__(self, path: Path, *, clock: Clock, patience_s: float = BUSY_TIMEOUT_S) -> None:
        super().__init__(path)
        self._clock = clock
        self._patience_s = patience_s
        self._ids = RunIds()
        self._task_paths: dict[str, str | None] = {}
        self._chains: dict[str, str] = {}
        self._numbers: dict[str, int] = {}
        with explained(path):
            _create(path)
            self._connection = _open(path, patience_s)
        self._projection = Projection(self._connection)
        self._flusher = Flusher(path)

    @staticmethod
    def open_readonly(path: Path, *, beside_writers: bool = False) -> Reader:
        """The records for looking only: makes nothing, changes nothing. `beside_writers` is for a
        process that writes at the same time in other threads.

        Raises:
            StorageError: the file cannot be read.
        """
        return Reader(path, beside_writers=beside_writers)

    def new_run(self, task: str, task_path: str | None) -> str:
        """An id for a run; the run is there with its first event, so a kill before that
        leaves no run without events."""
        latest = self._rows("select run from runs order by number desc limit 1")
        run = self._ids.new(self._clock.now(), after=str(latest[0][0]) if latest else None)
        self._task_paths[run] = task_path and readable(task_path)
        return run

    def has_plan(self, sha256: str) -> bool:
        """Whether a plan's JSON of this digest was saved."""
        return bool(self._rows("select 1 from plans where sha256 = ?", sha256))

    def save_plan(self, packed: Packed) -> str:
        """Keep a plan's JSON, and give its SHA-256 digest in hex."""
        with explained(self._path):
            self._in_transaction(
                lambda: self._connection.execute(
                    "insert into plans (sha256, content) values (?, ?) on conflict do nothing",
                    (packed.sha256, packed.data),
                )
            )
        self._flusher.notify()
        return packed.sha256

    def journal(self, run: str) -> SqliteJournal:
        """Where the further events of a run go."""
        return SqliteJournal(self, run)

    def post(self, run: str, event: SubtaskEvent) -> None:
        """Keep an event that whoever writes the run's journal is to take up."""
        with explained(self._path):
            self._in_transaction(lambda: post(self._connection, run, event))
        self._flusher.notify()

    def inbox(self, run: str) -> SqliteInbox:
        """What has been posted to a run and is not in its journal."""
        return SqliteInbox(self._rows, run, self._path)

    def claim(
        self, run: str, candidates: Sequence[str], holder: str, now: str, until: str
    ) -> Lease | None:
        """Take the first of the candidates that nobody has a live lease on."""
        return self._leased(
            lambda: leases.claim(self._connection, run, candidates, holder, now, until)
        )

    def renew(self, token: str, now: str, until: str) -> Lease | None:
        """Keep a lease until then, unless its subtask is somebody else's by now."""
        return self._leased(lambda: leases.renew(self._connection, readable(token), now, until))

    def release(self, token: str) -> None:
        """Give a lease back, if it is there."""
        self._leased(lambda: leases.release(self._connection, readable(token)))

    def take_in(self, rows: Sequence[ImportedRow]) -> int:
        """Keep imported attempts in one transaction, but for those whose key is there; how many
        were new."""
        with explained(self._path):
            before = self._connection.total_changes
            self._in_transaction(lambda: take_in(self._connection, rows, self._clock.now()))
            self._flusher.notify()
            return self._connection.total_changes - before

    def remove_runs(self, runs: Sequence[str]) -> None:
        """Forget runs of one task, which the caller holds, in one transaction."""
        with explained(self._path):
            self._in_transaction(lambda: removing.remove_runs(self._connection, runs))
            self._flusher.notify()

    def remove_imported(self, before: str, task: str | None) -> int:
        """Forget imported attempts that had ended by then; how many. Others may write between."""
        removed, again = 0, _MANY
        with explained(self._path):
            while again == _MANY:
                before_now = self._connection.total_changes
                self._in_transaction(
                    lambda: removing.remove_imported(self._connection, before, task, _MANY)
                )
                again = self._connection.total_changes - before_now
                removed += again
            self._flusher.notify()
        return removed

    def space(self) -> Space:
        """What the file takes, as of the last transaction."""
        with explained(self._path):
            return removing.space(self._connection)

    def shrink(self) -> None:
        """Give free space back to the disk."""
        with explained(self._path):
            removing.shrink(self._connection, self._patience_s)

    def append(
        self, records: Sequence[Recorded], meanwhile: Callable[[], None] | None = None
    ) -> None:
        """Keep the records, all of one run, in one transaction: all of them, or none. While
        another program keeps the file locked, `meanwhile` is called again and again."""
        if records:
            with explained(self._path):
                run = records[0].run
                chain = self._chains.get(run) or self._last_link(run)
                rows: list[_EventRow] = []
                for record in records:
                    event = record.event
                    kind, data = TYPE_NAMES[type(event)], stored_text(event)
                    chain = link(chain, (record.seq, record.time, kind, data))
                    subtask, attempt = getattr(event, "subtask", None), attempt_of(event)
                    rows.append((record.seq, record.time, kind, subtask, attempt, data, chain))
                self._in_transaction(lambda: self._write(run, records, rows), meanwhile)
                self._chains[run] = chain
            self._flusher.notify()

    def close(self) -> None:
        """Bring everything to the disk and free the file."""
        with explained(self._path):
            try:
                self._flusher.close()
            finally:
                self._connection.close()

    def _rows(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        with explained(self._path):
            return self._connection.execute(sql, values).fetchall()

    def _leased(self, work: Callable[[], T]) -> T:
        with explained(self._path):
            done = self._in_transaction(work)
        self._flusher.notify()
        return done

    def _in_transaction(
        self, work: Callable[[], T], meanwhile: Callable[[], None] | None = None
    ) -> T:
        self._begin(meanwhile)
        try:
            done = work()
            self._connection.execute("commit")
            return done
        except BaseException:
            # SQLite may have rolled back by itself, as on a full disk.
            with contextlib.suppress(sqlite3.Error):
                self._connection.execute("rollback")
            raise

    def _begin(self, meanwhile: Callable[[], None] | None) -> None:
        until = time.monotonic() + self._patience_s
        while True:
            try:
                self._connection.execute("begin immediate")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorname != "SQLITE_BUSY" or time.monotonic() >= until:
                    raise
                if meanwhile is not None:
                    meanwhile()

    def _last_link(self, run: str) -> str:
        found = self._connection.execute(
            "select chain from events where run = ? order by number desc limit 1", (run,)
        ).fetchone()
        return str(found[0]) if found else ""

    def _write(self, run: str, records: Sequence[Recorded], rows: Sequence[_EventRow]) -> None:
        # A run gets its number with its first event, which begins no attempt.
        begins = isinstance(records[0].event, RunStarted)
        number = 0 if begins else self._numbers.get(run) or self._number_of(run)
        for record in records:
            place = number << PLACE_BITS | record.seq
            self._projection.take(record, place, self._task_paths.get(run))
            forget_posted(self._connection, record)
            number = number or self._number_of(run)
        first = number << PLACE_BITS
        self._connection.executemany(
            "insert into journal (number, time, type, subtask, attempt, data, chain)"
            " values (?, ?, ?, ?, ?, ?, ?)",
            [(first | seq, *rest) for seq, *rest in rows],
        )
        self._numbers[run] = number

    def _number_of(self, run: str) -> int:
        found = self._connection.execute("select number from runs where run = ?", (run,))
        row = found.fetchone()
        if row is None:
            raise sqlite3.IntegrityError(f"the run {run} was never begun")
        return int(row[0])


class SqliteJournal:
    """The journal of one run in a store."""

    def __init__(self, store: SqliteStore, run: str) -> None:
        self._store = store
        self._run = run

    def append(
        self, records: Sequence[Recorded], meanwhile: Callable[[], None] | None = None
    ) -> None:
        """Keep all of them in one transaction, or none; see the port.

        Raises:
            StorageError: they could not be written, or another process writes to this run.
        """
        assert all(record.run == self._run for record in records)
        self._store.append(records, meanwhile)


def _create(path: Path) -> None:
    """Make an empty file that only its owner can read; SQLite's side files inherit that."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Looked at without opening: closing a file drops the locks SQLite has on it.
    refuse_planted_files(path)
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o600))


def _open(path: Path, patience_s: float) -> sqlite3.Connection:
    # A newer database must stay as it is, and even the closing of a writer would change it.
    with contextlib.closing(connect(path, "mode=ro")) as looking:
        refuse_newer(version_of(looking), str(path))
        refuse_unsound(looking, path)
    connection = connect(path, "mode=rw", timeout_s=patience_s)
    try:
        _use_log(connection, patience_s)
        connection.execute("pragma synchronous = normal")
        # Whoever records an event would otherwise now and then do the flusher's work.
        connection.execute("pragma wal_autocheckpoint = 0")
        migrate(connection, path)
        # From now on waiting is done in small pieces, so that there is time for other things.
        connection.execute(f"pragma busy_timeout = {_PIECE_MS}")
    except BaseException:
        connection.close()
        raise
    return connection


def _use_log(connection: sqlite3.Connection, patience_s: float) -> None:
    """Switch to a write-ahead log; several processes may try at once on a new file, and
    SQLite does not wait its usual time for that."""
    until = time.monotonic() + patience_s
    while True:
        try:
            connection.execute("pragma journal_mode = wal").fetchone()
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname != "SQLITE_BUSY" or time.monotonic() >= until:
                raise
            time.sleep(0.01)
