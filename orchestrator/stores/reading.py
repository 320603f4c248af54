"""Reads runs, events and plans from the database; never changes a byte of it."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from orchestrator.diagnostics import InputError, StorageError
from orchestrator.operations.project import RunRow
from orchestrator.run.codec import event_from_data
from orchestrator.run.events import Recorded
from orchestrator.stores.chain import link
from orchestrator.stores.faults import explained
from orchestrator.stores.schema import refuse_newer, version_of

BUSY_TIMEOUT_S = 10.0
_COLUMNS = (
    "run, task, task_path, plan, state, complete, percent, exit_code, started_at, ended_at, pid"
)
_LAST_SEQ = "(select max(seq) from events where events.run = runs.run)"
_Rows = list[tuple[object, ...]]


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
        found = self._runs("where task = ? order by number desc limit 1", task)
        return found[0] if found else None

    def events(self, run: str) -> Iterator[Recorded]:
        """Everything that happened in a run, oldest first.

        Raises:
            StorageError: an event cannot be read, or was changed after it was recorded.
        """
        before = ""
        for seq, time, kind, data, chain in self._rows(self._events_sql(), run):
            if chain or before:
                before = link(before, (seq, time, kind, data))
                self._refuse_changed(before == chain, f"event {seq} of run {run}")
            try:
                event = event_from_data(str(kind), json.loads(str(data)))
            except ValueError as error:
                raise StorageError(
                    f"{self._path}: event {seq} of run {run} cannot be read: {error}",
                    hint="it was written by another release, or changed by hand",
                ) from error
            yield Recorded(seq=int(str(seq)), time=str(time), run=run, event=event)

    def plan(self, sha256: str) -> str:
        """The plan's JSON that was saved under this digest.

        Raises:
            StorageError: there is none.
        """
        found = self._rows("select json from plans where sha256 = ?", sha256)
        if not found:
            raise StorageError(
                f"{self._path}: the plan {sha256[:12]} is not there",
                hint="the run cannot be shown without it; was the database copied in part?",
            )
        json = str(found[0][0])
        digest = hashlib.sha256(json.encode("utf-8", "surrogatepass")).hexdigest()
        self._refuse_changed(digest == sha256, f"the plan {sha256[:12]}")
        return json

    def _events_sql(self) -> str:
        # A database of an earlier release that is only looked at stays as it is.
        known = self._rows("select 1 from pragma_table_info('events') where name = 'chain'")
        chain = "chain" if known else "''"
        return f"select seq, time, type, data, {chain} from events where run = ? order by seq"

    def _refuse_changed(self, is_unchanged: bool, what: str) -> None:
        if not is_unchanged:
            raise StorageError(
                f"{self._path}: {what} is not as it was recorded",
                hint="the database was changed by something else; start a new run",
            )

    def _runs(self, where: str, *values: object) -> list[RunRow]:
        rows = self._rows(f"select {_COLUMNS}, {_LAST_SEQ} from runs {where}", *values)
        names = [*_COLUMNS.split(", "), "last_seq"]
        return [_run_row(dict(zip(names, row, strict=True))) for row in rows]


def _run_row(values: dict[str, object]) -> RunRow:
    values["complete"] = bool(values["complete"])
    return RunRow(**values)  # type: ignore[arg-type]  # the columns are declared with these types


class Reader(Queries):
    """Questions to a database that is only looked at; where there is none, there are no runs.

    A live or killed writer leaves a write-ahead log beside the file, and SQLite reads both.
    Without a log, opening would make one, so the file alone is read then (`immutable`), and
    read again should a writer have come meanwhile.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._connection: sqlite3.Connection | None = None
        self._seen: object = None
        with explained(path):
            self._open()

    def close(self) -> None:
        """Free the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _rows(self, sql: str, *values: object) -> _Rows:
        with explained(self._path):
            while True:
                if self._connection is None:
                    self._open()
                    if self._connection is None:
                        return []
                try:
                    rows = self._connection.execute(sql, values).fetchall()
                except sqlite3.DatabaseError:
                    if not self._outdated():
                        raise
                else:
                    if not self._outdated():
                        return rows
                self.close()

    def _open(self) -> None:
        self._seen = None
        if not self._path.exists():
            return
        seen = _look(self._path)
        if seen[-1]:
            mode = "mode=ro"
            if self._path.with_name(self._path.name + "-shm").exists():
                # Else SQLite would note in that file, the log's index, that it was read.
                mode += "&readonly_shm=1"
        else:
            mode = "mode=ro&immutable=1"
            self._seen = seen
        self._connection = connect(self._path, mode)
        version = version_of(self._connection)
        refuse_newer(version, str(self._path))
        if version == 0:  # made a moment ago, and nothing in it yet
            self.close()

    def _outdated(self) -> bool:
        """Whether the file that is read as if it could not change has changed."""
        return self._seen is not None and self._seen != _look(self._path)


def connect(path: Path, mode: str, *, timeout_s: float = BUSY_TIMEOUT_S) -> sqlite3.Connection:
    """A connection that leaves transactions to its user."""
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?{mode}",
        uri=True,
        timeout=timeout_s,
        isolation_level=None,
    )


def _look(path: Path) -> tuple[int, int, int]:
    """When the file was changed, its size, and the size of the log beside it."""
    facts = path.stat()
    try:
        log = path.with_name(path.name + "-wal").stat().st_size
    except FileNotFoundError:
        log = 0
    return facts.st_mtime_ns, facts.st_size, log
