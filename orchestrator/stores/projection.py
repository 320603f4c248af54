"""What an event changes in the tables that lists and history read; knows no state machine.

Runs in the transaction that records the event, so that tables and events always agree. What an
attempt's commands used is summed up here and written with its end, so that a command costs no
write; of an attempt that was killed, it is lost with the process that summed it up.
"""

from __future__ import annotations

import sqlite3

from msgspec import Struct

from orchestrator.run import events as ev
from orchestrator.stores.rows import seal
from orchestrator.verify.model import CommandResult

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
# An attempt ends a second time when its success is rolled back; what it took and used is kept.
_END = """update attempts set status = ?1, ended_at = ?2, duration_ms = coalesce(?3, duration_ms),
    exit_code = ?4, reason = ?5, error_type = ?6, error_message = ?7, error_hash = ?8,
    cpu_ms = coalesce(cpu_ms + ?9, ?9, cpu_ms),
    memory_kb = coalesce(max(memory_kb, ?10), ?10, memory_kb),
    output_bytes = coalesce(output_bytes + ?11, ?11, output_bytes)
    where run = ?12 and subtask = ?13 and attempt = ?14"""


class _Used(Struct):
    """What the commands of an attempt used so far."""

    cpu_ms: int = 0
    memory_kb: int = 0
    output_bytes: int = 0

    def add(self, result: CommandResult) -> None:
        self.cpu_ms += result.cpu_ms
        self.memory_kb = max(self.memory_kb, result.memory_kb)
        self.output_bytes += result.output_bytes


class Projection:
    """The tables of one database."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._used: dict[tuple[str, str, int], _Used] = {}

    def take(self, record: ev.Recorded, place: int, task_path: str | None) -> None:
        """Change the tables by one record; `place` is its number in the journal (of the first
        one of a run there is none yet), `task_path` where a new run's task was read.

        Raises:
            sqlite3.IntegrityError: the run or the attempt is there already.
            sqlite3.Error: the tables cannot be written.
        """
        event = record.event
        if isinstance(event, ev.AttemptEvent) and (result := getattr(event, "result", None)):
            # The most, and nothing that a list tells.
            self._used.setdefault((record.run, event.subtask, event.attempt), _Used()).add(result)
        elif isinstance(event, ev.SubtaskStarted | ev.ValidationStarted):
            _begin_attempt(self._connection, record, event, place)
        elif isinstance(event, ev.SubtaskRetried):
            status = "timed_out" if event.timed_out else "failed"
            self._end_attempt(record, event.subtask, event.attempt, status)
        elif not isinstance(event, ev.SubtaskEvent):
            _change_run(self._connection, record, task_path)
            seal(self._connection, record.run)
        elif type(event) in _END_OF_ATTEMPT:
            status = _END_OF_ATTEMPT[type(event)]
            self._end_attempt(record, event.subtask, attempt_of(event), status)

    def _end_attempt(
        self, record: ev.Recorded, subtask: str, attempt: int | None, status: str
    ) -> None:
        if attempt is None:  # it waits, is skipped or is cancelled before any attempt
            return
        event = record.event
        used = self._used.pop((record.run, subtask, attempt), None)
        error = getattr(event, "error", None)
        self._connection.execute(
            _END,
            (
                status,
                record.time,
                None if getattr(event, "voided", False) else getattr(event, "duration_ms", None),
                getattr(event, "exit_code", None),
                getattr(event, "reason", None),
                *((error.type, error.message, error.hash) if error else (None, None, None)),
                *((used.cpu_ms, used.memory_kb, used.output_bytes) if used else (None, None, None)),
                record.run,
                subtask,
                attempt,
            ),
        )


def attempt_of(event: ev.Event) -> int | None:
    """The attempt that an event belongs to, if any."""
    attempt = getattr(event, "attempt", None)
    return attempt if isinstance(attempt, int) else None


def _change_run(connection: sqlite3.Connection, record: ev.Recorded, task_path: str | None) -> None:
    run, time = record.run, record.time
    match record.event:
        case ev.RunStarted() as event:
            connection.execute(
                "insert into runs (run, task, task_path, plan, state, started_at, pid, trace_id)"
                " values (?, ?, ?, ?, 'running', ?, ?, ?)",
                (run, event.task, task_path, event.plan, time, event.pid, event.trace_id),
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
    place: int,
) -> None:
    # The key is unique in the database: one attempt can never be recorded as begun twice.
    connection.execute(
        "insert into attempts (run, subtask, attempt, status, started_at, idempotency_key, log,"
        " event, validates, queue, waited_ms) values (?, ?, ?, 'running', ?, ?, ?, ?, ?, ?, ?)",
        (
            record.run,
            event.subtask,
            event.attempt,
            record.time,
            event.idempotency_key,
            event.log,
            place,
            isinstance(event, ev.ValidationStarted),
            getattr(event, "queue", None),
            getattr(event, "waited_ms", None),
        ),
    )
