"""What an event changes in the tables that lists and searches read; knows no state machine.

Runs in the transaction that records the event, so that tables and events always agree.
"""

from __future__ import annotations

import sqlite3

from orchestrator.run import events as ev
from orchestrator.stores.rows import seal

_END_OF_ATTEMPT: dict[type[ev.Event], str] = {
    ev.SubtaskSucceeded: "succeeded",
    ev.SubtaskFailed: "failed",
    ev.SubtaskTimedOut: "timed_out",
    ev.SubtaskWaiting: "waiting",
    ev.SubtaskSkipped: "skipped",
    ev.SubtaskCancelled: "cancelled",
    ev.SubtaskInterrupted: "interrupted",
    ev.ValidationStopped: "interrupted",
}


def project(connection: sqlite3.Connection, record: ev.Recorded, task_path: str | None) -> None:
    """Change the tables by one record; `task_path` is where a new run's task was read.

    Raises:
        sqlite3.IntegrityError: the run or the attempt is there already.
        sqlite3.Error: the tables cannot be written.
    """
    event = record.event
    if isinstance(event, ev.StepFinished | ev.CheckFinished):
        return  # the most, and nothing that a list tells
    if isinstance(event, ev.SubtaskStarted | ev.ValidationStarted):
        _begin_attempt(connection, record, event)
    elif isinstance(event, ev.SubtaskRetried):
        status = "timed_out" if event.timed_out else "failed"
        _end_attempt(connection, record, event.subtask, event.attempt, status)
    elif not isinstance(event, ev.SubtaskEvent):
        _change_run(connection, record, task_path)
        seal(connection, record.run)
    elif type(event) in _END_OF_ATTEMPT:
        status = _END_OF_ATTEMPT[type(event)]
        _end_attempt(connection, record, event.subtask, attempt_of(event), status)


def attempt_of(event: ev.Event) -> int | None:
    """The attempt that an event belongs to, if any."""
    attempt = getattr(event, "attempt", None)
    return attempt if isinstance(attempt, int) else None


def _change_run(connection: sqlite3.Connection, record: ev.Recorded, task_path: str | None) -> None:
    run, time = record.run, record.time
    match record.event:
        case ev.RunStarted() as event:
            connection.execute(
                "insert into runs (run, task, task_path, plan, state, started_at, pid)"
                " values (?, ?, ?, ?, 'running', ?, ?)",
                (run, event.task, task_path, event.plan, time, event.pid),
            )
        case ev.RunResumed() as event:
            connection.execute(
                "update runs set state = 'running', plan = ?, pid = ?, complete = 0,"
                " exit_code = null, ended_at = null where run = ?",
                (event.plan, event.pid, run),
            )
        case ev.RunInterrupted():
            connection.execute(
                "update runs set state = 'interrupted', ended_at = ? where run = ?", (time, run)
            )
        case ev.RunFinished() as event:
            connection.execute(
                "update runs set state = ?, complete = ?, percent = ?, exit_code = ?,"
                " ended_at = ? where run = ?",
                (event.state, event.complete, event.percent, event.exit_code, time, run),
            )
        case ev.RunAssessed() as event:
            connection.execute(
                "update runs set state = ?, complete = ?, percent = ?, exit_code = ? where run = ?",
                (event.state, event.complete, event.percent, event.exit_code, run),
            )


def _begin_attempt(
    connection: sqlite3.Connection,
    record: ev.Recorded,
    event: ev.SubtaskStarted | ev.ValidationStarted,
) -> None:
    if isinstance(event, ev.SubtaskStarted) and event.continues:
        connection.execute(
            "update attempts set status = 'running', ended_at = null"
            " where run = ? and subtask = ? and attempt = ?",
            (record.run, event.subtask, event.attempt),
        )
        return
    # The key is unique in the database: one attempt can never be recorded as begun twice.
    connection.execute(
        "insert into attempts (run, subtask, attempt, status, started_at, idempotency_key, log)"
        " values (?, ?, ?, 'running', ?, ?, ?)",
        (
            record.run,
            event.subtask,
            event.attempt,
            record.time,
            event.idempotency_key,
            event.log,
        ),
    )


def _end_attempt(
    connection: sqlite3.Connection,
    record: ev.Recorded,
    subtask: str,
    attempt: int | None,
    status: str,
) -> None:
    if attempt is None:  # it waits, is skipped or is cancelled before any attempt
        return
    connection.execute(
        "update attempts set status = ?, ended_at = ?, duration_ms = coalesce(?, duration_ms),"
        " exit_code = ? where run = ? and subtask = ? and attempt = ?",
        (
            status,
            record.time,
            getattr(record.event, "duration_ms", None),
            getattr(record.event, "exit_code", None),
            record.run,
            subtask,
            attempt,
        ),
    )
