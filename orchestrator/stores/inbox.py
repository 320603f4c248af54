"""What people say to a run while its journal is another process's to write.

An event is posted, and stays until the journal has it: recording it takes it out in the same
transaction, so that a kill at any moment neither loses it nor has it twice.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

from orchestrator.run.codec import event_from_data, event_to_data, event_to_json
from orchestrator.run.events import TYPE_NAMES, Answered, Attested, Event, Recorded, SubtaskEvent
from orchestrator.stores.faults import damaged

_POSTED = (Attested, Answered)


class SqliteInbox:
    """The events posted to one run; each is given out once by each instance."""

    def __init__(self, rows: Callable[..., list[tuple[object, ...]]], run: str, path: Path) -> None:
        self._rows = rows
        self._path = path
        self._run = run
        self._last = 0

    def take(self) -> Sequence[SubtaskEvent]:
        """What has come since the last time, oldest first.

        Raises:
            StorageError: the file cannot be read, or is damaged.
        """
        rows = self._rows(
            "select number, type, data from inbox where run = ? and number > ? order by number",
            self._run,
            self._last,
        )
        events = []
        for number, type_name, data in rows:
            assert isinstance(number, int)
            self._last = number
            try:
                event = event_from_data(str(type_name), json.loads(str(data)))
            except (ValueError, RecursionError) as error:
                raise damaged(self._path, f"what was said to run {self._run}: {error}") from error
            if isinstance(event, SubtaskEvent):
                events.append(event)
        return events


def post(connection: sqlite3.Connection, run: str, event: SubtaskEvent) -> None:
    """Keep an event until the run's journal has it."""
    connection.execute(
        "insert into inbox (run, type, data) values (?, ?, ?)",
        (run, TYPE_NAMES[type(event)], stored_text(event)),
    )


def forget_posted(connection: sqlite3.Connection, record: Recorded) -> None:
    """Take out what the journal has now; runs in the transaction that records it."""
    if isinstance(record.event, _POSTED):
        connection.execute(
            "delete from inbox where run = ? and type = ? and data = ?",
            (record.run, TYPE_NAMES[type(record.event)], stored_text(record.event)),
        )


def stored_text(event: Event) -> str:
    """An event as the database keeps it."""
    try:
        text = event_to_json(event)
    except UnicodeEncodeError:
        text = ""
    if text.isascii() and text:
        return text
    # Escapes make every text storable: SQLite refuses a surrogate without its partner.
    return json.dumps(event_to_data(event), ensure_ascii=True, separators=(",", ":"))
