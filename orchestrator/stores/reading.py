"""Reads runs, events and plans from the database; never changes a byte of it."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING, NoReturn, TypeVar

from orchestrator.diagnostics import InputError, StorageError
from orchestrator.operations.project import Lease, RunRow
from orchestrator.run.codec import event_from_json
from orchestrator.run.events import Event, Recorded
from orchestrator.stores.chain import link
from orchestrator.stores.faults import damaged, explained
from orchestrator.stores.leases import live
from orchestrator.stores.rows import run_row, selected
from orchestrator.stores.schema import refuse_newer, version_of
from orchestrator.stores.soundness import refuse_unsound
from orchestrator.workspace import refuse_planted

if TYPE_CHECKING:
    from tempfile import TemporaryDirectory

BUSY_TIMEOUT_S = 10.0
_PAGE = 1000
# While the last writer leaves it takes the log and its index away, and the first one to come makes
# them: whoever opens them for reading alone in between is refused by one of these names.
_PASSING = ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_BUSY", "SQLITE_PROTOCOL")
_PATIENCE_S, _PAUSE_S = 2.0, 0.01
# A log of this size is a header with nothing after it; SQLite cannot read one without writing.
_LOG_HEADER_BYTES = 32
_Rows = list[tuple[object, ...]]
T = TypeVar("T")


class Queries:
    """The questions that can be asked; a subclass says how rows are had."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def _rows(self, sql: str, *values: object) -> _Rows:
        raise NotImplementedError

    def run(self, run: str) -> RunRow | None:
        """The run with this id, or with an id that alone ends so.

        Raises:
            InputError: several runs end so.
        """
        run = readable(run)
        found = self._runs("where run = ?", run) or self._runs(
            "where substr(run, -length(?)) = ? and length(?) > 0 order by number desc",
            *[run.lower()] * 3,
        )
        if len(found) > 1:
            raise InputError(
                f"{len(found)} runs end in {run}",
                hint="give more of the id: " + ", ".join(row.run for row in found[:5]),
            )
        return found[0] if found else None

    def runs(self, limit: int) -> list[RunRow]:
        """The latest runs of all tasks, newest first."""
        return self._runs("order by number desc limit ?", limit)

    def latest_run(self, task: str) -> RunRow | None:
        """The run of the task that was started last."""
        found = self._runs("where task = ? order by number desc limit 1", readable(task))
        return found[0] if found else None

    def events(self, run: str) -> Iterator[Recorded]:
        """Everything that happened in a run, oldest first.

        Raises:
            StorageError: an event cannot be read, is missing, or was changed after it was
                recorded.
        """
        for seq, time, kind, data in self._unchanged(run):
            event = self._event(run, seq, kind, data)
            yield Recorded(seq=seq, time=str(time), run=run, event=event)

    def count(self, run: str) -> int:
        """How many events of a run there are, each as it was recorded.

        Raises:
            StorageError: one is missing, or was changed after it was recorded.
        """
        return sum(1 for _ in self._unchanged(run))

    def about_run(self, run: str) -> Iterator[Recorded]:
        """What happened to a run itself and not to one of its subtasks, oldest first.

        Raises:
            StorageError: an event cannot be read.
        """
        of_run = "from events where run = ? and subtask is null order by seq"
        sql = f"select seq, time, type, data {of_run}"
        for seq, time, kind, data in self._rows(sql, run):
            yield Recorded(
                seq=int(str(seq)), time=str(time), run=run, event=self._event(run, seq, kind, data)
            )

    def _unchanged(self, run: str) -> Iterator[tuple[int, object, object, object]]:
        before = ""
        for number, (seq, time, kind, data, chain) in enumerate(self._in_pages(run), start=1):
            if seq != number:
                self._refuse_changed(f"event {number} of run {run}")
            if chain or before:
                before = link(before, (seq, time, kind, data))
                if before != chain:
                    self._refuse_changed(f"event {seq} of run {run}")
            yield number, time, kind, data

    def plan(self, sha256: str) -> str:
        """The plan's JSON that was saved under this digest.

        Raises:
            StorageError: there is none.
        """
        column = "content" if self._has_column("plans", "content") else "json"
        found = self._rows(f"select {column} from plans where sha256 = ?", sha256)
        if not found:
            raise StorageError(
                f"{self._path}: the plan {sha256[:12]} is not there",
                hint="the run cannot be shown without it; was the database copied in part?",
            )
        data = _text_of(found[0][0])
        if data is None or hashlib.sha256(data).hexdigest() != sha256:
            self._refuse_changed(f"the plan {sha256[:12]}")
        return data.decode("utf-8", "surrogatepass")

    def leases(self, run: str, now: str) -> list[Lease]:
        """The leases of a run that have not run out by then, in the order of their subtasks."""
        # A database of an earlier release that is only looked at has none.
        return live(self._rows, run, now) if self._has_column("leases", "token") else []

    def _event(self, run: str, seq: object, kind: object, data: object) -> Event:
        try:
            return event_from_json(str(kind), str(data))
        except (ValueError, RecursionError) as error:
            raise StorageError(
                f"{self._path}: event {seq} of run {run} cannot be read: {error}",
                hint="it was written by another release, or changed by hand",
            ) from error

    def _in_pages(self, run: str) -> Iterator[tuple[object, ...]]:
        """The rows of a run's events; all of them at once may take much memory."""
        # A database of an earlier release that is only looked at stays as it is.
        chain = "chain" if self._has_column("events", "chain") else "''"
        place = "number" if self._has_column("events", "number") else "seq"
        page = f"where run = ? and {place} > ? order by {place} limit {_PAGE}"
        columns = f"{place}, seq, time, type, data, {chain}"
        last: object = 0
        while rows := self._rows(f"select {columns} from events {page}", run, last):
            yield from (tuple(facts) for _, *facts in rows)
            last = rows[-1][0]

    def _has_column(self, table: str, name: str) -> bool:
        sql = "select 1 from pragma_table_info(?) where name = ?"
        return bool(self._rows(sql, table, name))

    def _refuse_changed(self, what: str) -> NoReturn:
        raise StorageError(
            f"{self._path}: {what} is not as it was recorded",
            hint="the database was changed by something else; start a new run",
        )

    def _runs(self, where: str, *values: object) -> list[RunRow]:
        columns = selected(
            has_digest=self._has_column("runs", "digest"),
            has_journal=self._has_column("journal", "number"),
        )
        rows = self._rows(f"select {columns} from runs {where}", *values)
        try:
            return [run_row(row) for row in rows]
        except (ValueError, RecursionError) as error:
            raise damaged(self._path, str(error)) from error


class Reader(Queries):
    """Questions to a database that is only looked at; where there is none, there are no runs.

    A live or killed writer leaves a write-ahead log beside the file, and the log's index, and
    SQLite reads all of them. Without a log, opening would make one, so the file alone is read
    then (`immutable`). A log without its index is of nobody who lives; to read it takes a new
    index, so both are read as copies. Either is read again should a writer have come meanwhile.

    A process that writes in other threads is no mere onlooker: the kernel takes its locks on a file
    away as soon as any thread closes that file behind SQLite's back, and who opened the index for
    reading alone keeps the others from writing. With `beside_writers` the file is opened as writers
    open it, and only asked.
    """

    def __init__(self, path: Path, *, beside_writers: bool = False) -> None:
        super().__init__(path)
        self._beside_writers = beside_writers
        self._connection: sqlite3.Connection | None = None
        self._seen: object = None
        self._copies: TemporaryDirectory[str] | None = None
        with explained(path):
            self._looked(self._connect)

    def close(self) -> None:
        """Free the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if self._copies is not None:
            self._copies.cleanup()
            self._copies = None

    def _rows(self, sql: str, *values: object) -> _Rows:
        with explained(self._path):
            return self._looked(lambda: self._ask(sql, values))

    def _ask(self, sql: str, values: Sequence[object]) -> _Rows:
        if self._connection is None:
            self._connect()
        return [] if self._connection is None else self._connection.execute(sql, values).fetchall()

    def _looked(self, look: Callable[[], T]) -> T:
        """What is seen, with another look where a writer came or left meanwhile: what it was about
        to write looks like damage, and what it takes away like a lack of rights."""
        until = monotonic() + _PATIENCE_S
        while True:
            try:
                seen = look()
            except (StorageError, sqlite3.DatabaseError) as error:
                if not self._outdated():
                    if not _passes(error) or monotonic() >= until:
                        raise
                    sleep(_PAUSE_S)
            else:
                if not self._outdated():
                    return seen
            self.close()

    def _connect(self) -> None:
        self._seen = None
        refuse_planted_files(self._path)
        if not self._path.exists():
            return
        seen = _look(self._path)
        if self._beside_writers:
            self._connection = connect(self._path, "mode=rw")
            self._connection.execute("pragma query_only = on")
        elif seen[-1] <= _LOG_HEADER_BYTES:
            self._seen = seen
            self._connection = connect(self._path, "mode=ro&immutable=1")
        elif self._path.with_name(f"{self._path.name}-shm").exists():
            # Else SQLite would note in that file, the log's index, that it was read.
            self._connection = connect(self._path, "mode=ro&readonly_shm=1")
        else:
            self._seen = seen
            self._connection = connect(self._copied(), "mode=ro")
        version = version_of(self._connection)
        refuse_newer(version, str(self._path))
        refuse_unsound(self._connection, self._path)
        if version == 0:  # made a moment ago, and nothing in it yet
            self.close()

    def _copied(self) -> Path:
        """The file and its log, as copies in a folder that goes with the connection."""
        import shutil
        from tempfile import TemporaryDirectory

        if self._copies is not None:
            self._copies.cleanup()
        self._copies = TemporaryDirectory(prefix="orchestrator-")
        for suffix in ("", "-wal"):
            part = self._path.with_name(self._path.name + suffix)
            if part.exists():
                shutil.copyfile(part, Path(self._copies.name, part.name))
        return Path(self._copies.name, self._path.name)

    def _outdated(self) -> bool:
        """Whether what is read as if it could not change has changed."""
        return self._seen is not None and self._seen != _look(self._path)


def _passes(error: Exception) -> bool:
    """Whether it may be otherwise a moment later, for all that is known."""
    return getattr(error, "sqlite_errorname", "").startswith(_PASSING)


def _text_of(content: object) -> bytes | None:
    """A plan's JSON as it was saved: packed, or by an earlier release as text. None where it
    cannot be unpacked."""
    if not isinstance(content, bytes):
        return str(content).encode("utf-8", "surrogatepass")
    from orchestrator.packed import unpack

    try:
        return b"".join(unpack(content))
    except ValueError:
        return None


def readable(name: str) -> str:
    """A name without its bytes that are no UTF-8, which SQLite would refuse."""
    return os.fsencode(name).decode("utf-8", "replace")


def refuse_planted_files(path: Path) -> None:
    """Refuse whatever is no file of ours in the place of a database, or of one that SQLite
    keeps beside it; SQLite would write through it, or wait for ever.

    Raises:
        StorageError: it is there.
    """
    for suffix in ("", "-wal", "-shm", "-journal"):
        refuse_planted(path.with_name(path.name + suffix))


def connect(path: Path, mode: str, *, timeout_s: float = BUSY_TIMEOUT_S) -> sqlite3.Connection:
    """A connection that leaves transactions to its user."""
    return sqlite3.connect(_address(path, mode), uri=True, timeout=timeout_s, isolation_level=None)


def _address(path: Path, mode: str) -> str:
    return f"{path.absolute().as_uri()}?{mode}"


def _look(path: Path) -> tuple[int, int, int]:
    """When the file was changed, its size, and the size of the log beside it."""
    facts = path.stat()
    try:
        log = path.with_name(path.name + "-wal").stat().st_size
    except FileNotFoundError:
        log = 0
    return facts.st_mtime_ns, facts.st_size, log
