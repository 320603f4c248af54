"""What is recorded of the runs of a project, read from a copy so that nothing is touched."""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Event:
    """One recorded event."""

    run: str
    seq: int
    type: str
    subtask: str | None
    attempt: int | None
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Record:
    """All events of all runs, oldest first, and what SQLite says of the file (`ok`)."""

    integrity: str
    events: tuple[Event, ...]

    def states(self) -> dict[str, str]:
        """The state of each run by its id; `running` where an end is not recorded."""
        states: dict[str, str] = {}
        for event in self.events:
            if event.type in ("run_started", "run_resumed"):
                states[event.run] = "running"
            elif event.type == "run_finished":
                states[event.run] = event.data["state"]
        return states

    def latest_run(self) -> str | None:
        return self.events[-1].run if self.events else None


def read_record(root: Path) -> Record | None:
    """What is recorded below the root; None where nothing is.

    A writer that was killed leaves its log beside the file; both are copied.
    """
    database = root / ".orchestrator" / "state.db"
    if not database.exists():
        return None
    with tempfile.TemporaryDirectory(prefix="record-") as folder:
        copy = Path(folder) / database.name
        for suffix in ("", "-wal"):
            source = database.with_name(database.name + suffix)
            if source.exists():
                shutil.copyfile(source, copy.with_name(copy.name + suffix))
        connection = sqlite3.connect(copy)
        try:
            return _read(connection)
        finally:
            connection.close()


def _read(connection: sqlite3.Connection) -> Record:
    try:
        (integrity,) = connection.execute("pragma integrity_check").fetchone()
        (version,) = connection.execute("pragma user_version").fetchone()
        rows = connection.execute(_EVENTS).fetchall() if version else []
    except sqlite3.DatabaseError as error:
        return Record(str(error), ())
    return Record(integrity, tuple(Event(*known, json.loads(data)) for *known, data in rows))


_EVENTS = "select run, seq, type, subtask, attempt, data from events order by run, seq"
