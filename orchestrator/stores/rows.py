"""Rows of the table of runs, which is what lists read, believed only where all agrees.

A row has a digest over itself, and where the run stands must be what the run's own last event
says: a run is complete by its events alone.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Mapping, Sequence

from orchestrator.operations.project import RunRow
from orchestrator.run import events as ev
from orchestrator.run.codec import event_from_data

_NAMES = (
    *("run", "task", "task_path", "plan", "state", "complete", "percent", "exit_code"),
    *("started_at", "ended_at", "pid"),
)
_COLUMNS = ", ".join(_NAMES)
# The types that SQLite gives for a column as it was declared and filled; text unless said.
_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "complete": int,
    "percent": (int, float),
    "exit_code": (int, type(None)),
    "pid": (int, type(None)),
    "task_path": (str, type(None)),
    "ended_at": (str, type(None)),
}
_STATES: Mapping[type, str] = {
    ev.RunStarted: "running",
    ev.RunResumed: "running",
    ev.RunInterrupted: "interrupted",
}
_TOLD = (*_STATES, ev.RunFinished, ev.RunAssessed)
_TOLD_TYPES = ", ".join(f"'{ev.TYPE_NAMES[kind]}'" for kind in _TOLD)
# An event's number is made of its run's and its place; before version 4 it had none.
_OF_RUN = (
    "from journal where journal.number between runs.number << 32 and (runs.number + 1 << 32) - 1",
    "order by journal.number desc limit 1",
)
_OF_RUN_BEFORE = ("from events where events.run = runs.run", "order by seq desc limit 1")
_PLACE, _PLACE_BEFORE = "journal.number & 4294967295", "seq"
_DIGEST_CHARS = 32


def selected(*, has_digest: bool, has_journal: bool) -> str:
    """The columns that `run_row` reads; a table of an earlier schema has no digests."""
    of_run, latest = _OF_RUN if has_journal else _OF_RUN_BEFORE
    place = _PLACE if has_journal else _PLACE_BEFORE
    return (
        f"{_COLUMNS}, {'digest' if has_digest else repr('')}, (select {place} {of_run} {latest}),"
        f" (select type || ' ' || data {of_run} and type in ({_TOLD_TYPES}) {latest})"
    )


def run_row(values: Sequence[object]) -> RunRow:
    """The row that the columns gave.

    Raises:
        ValueError: it is not what was written, and says in which way.
    """
    *columns, digest, last_seq, told = values
    row = dict(zip(_NAMES, columns, strict=True))
    for name, value in row.items():
        if not isinstance(value, _TYPES.get(name, str)):
            raise ValueError(f"the {name} of run {row['run']!r} is {value!r}")
    if digest and digest != _digest(columns):
        raise ValueError(f"the entry of run {row['run']!r} is not as it was written")
    state, complete = _standing(told)
    if (row["state"], row["complete"]) != (state, complete):
        raise ValueError(f"run {row['run']} is listed as {row['state']}, its events say {state}")
    row["complete"] = bool(complete)
    return RunRow(**row, last_seq=last_seq)  # type: ignore[arg-type]  # the types were looked at


def seal(connection: sqlite3.Connection, run: str) -> None:
    """Give a row that was changed its digest; runs in the transaction that changed it."""
    values = connection.execute(f"select {_COLUMNS} from runs where run = ?", (run,)).fetchone()
    if values is not None:
        connection.execute("update runs set digest = ? where run = ?", (_digest(values), run))


def _digest(values: Sequence[object]) -> str:
    text = "\n".join(map(repr, values))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST_CHARS]


def _standing(told: object) -> tuple[str, bool]:
    """State and completeness by the event that was recorded last about the run itself."""
    if not isinstance(told, str):
        raise ValueError("a run has no events")
    kind, _, data = told.partition(" ")
    event = event_from_data(kind, json.loads(data))
    if isinstance(event, ev.RunFinished | ev.RunAssessed):
        return event.state, event.complete
    return _STATES[type(event)], False
