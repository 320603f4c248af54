"""What the commands of history are asked with, and how attempts and moments are told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from orchestrator.cli.parameters import Parameter, option, whole_number
from orchestrator.cli.rows import Row, Table
from orchestrator.operations.history.find import task_named
from orchestrator.operations.moments import moment
from orchestrator.operations.past import Asked, AttemptRow
from orchestrator.operations.project import Project
from orchestrator.plan.scrub import scrub
from orchestrator.report.times import in_words
from orchestrator.report.visible import visible_line

END_OF_ID = 12  # as many of an id's characters as it is known by
TONES = {
    "succeeded": "good", "failed": "bad", "timed_out": "bad", "interrupted": "bad",
    "cancelled": "bad", "waiting": "open", "running": "open", "skipped": "quiet",
}  # fmt: skip
_AGO = ((60, "s", 1), (3600, "min", 60), (2 * 86400, "h", 3600))

OF_TASK = option("--task", value="ID", help="Of this task alone.")
STATUS = option("--status", value="STATUS", many=True, help="succeeded, failed, timed_out, …")
SINCE = option("--since", value="MOMENT", help="From 2h, 30d, yesterday or 2026-11-22T10:30 on.")
UNTIL = option("--until", value="MOMENT", help="Before that moment.")
QUEUE = option("--queue", value="NAME", help="Of this queue alone.")

ERROR = option("--error", value="HASH", help="Of this cause alone; `errors` tells its hash.")


def limit(least: int, default: int | None, *spellings: str) -> Parameter:
    """How many at most; 0 is all of them, where that is allowed."""
    return option(
        *spellings,
        name="limit",
        value="N",
        read=whole_number(least),
        default=default,
        help=f"At most N; {default} unless said{', 0 is all' if least == 0 else ''}.",
    )


def asked(
    project: Project,
    *,
    task: str | None = None,
    since: str | None = None,
    until: str | None = None,
    queue: str | None = None,
    error: str | None = None,
    statuses: Sequence[str] = (),
    limit: int | None = None,
) -> Asked:
    """Which attempts are meant.

    Raises:
        InputError: a moment is none, or nothing is recorded of the task.
    """
    now = here(project)
    return Asked(
        task=None if task is None else task_named(project, task),
        statuses=tuple(statuses),
        since=moment("--since", since, now),
        until=moment("--until", until, now),
        queue=queue and scrub(queue),  # as it is recorded
        error_hash=error,
        limit=limit or None,
    )


def here(project: Project) -> datetime:
    """Now, in the zone of whoever asks."""
    return project.clock.now().astimezone()


def when(time: str | None, now: datetime) -> str:
    """A moment both ways: `2026-11-22 02:10:05Z (3 h ago)`."""
    if time is None:
        return ""
    return f"{time.replace('T', ' ')[:19]}Z ({ago(time, now)})"


def ago(time: str, now: datetime) -> str:
    """How long ago a moment was: `12 s ago`, `3 h ago`, `5 d ago`."""
    try:
        seconds = (now - datetime.fromisoformat(time)).total_seconds()
    except (ValueError, TypeError):
        return "?"
    for below, unit, size in _AGO:
        if abs(seconds) < below:
            return f"{seconds / size:.0f} {unit} ago"
    return f"{seconds / 86400:.0f} d ago"


def attempts_table(rows: Sequence[AttemptRow], now: datetime) -> Table:
    """Attempts in the order given."""
    head = ("task", "subtask", "try", "status", "took", "started", "run", "why")
    return Table(head=head, rows=tuple(_row(row, now) for row in rows))


def why(row: AttemptRow) -> str:
    """Why an attempt did not do well, in a line."""
    if row.error_type:
        said = f"{row.error_type}: {row.error_message}" if row.error_message else row.error_type
        return f"{said} [{row.error_hash}]" if row.error_hash else said
    return row.reason or ""


def took(duration_ms: int | None) -> str:
    """A duration that may not be known."""
    return "" if duration_ms is None else in_words(duration_ms)


def _row(row: AttemptRow, now: datetime) -> Row:
    run = (row.run or "")[-END_OF_ID:] or "(imported)"
    number = f"{row.attempt} (checks)" if row.validates else str(row.attempt)
    cells = (
        *(row.task, row.subtask, number, row.status, took(row.duration_ms)),
        *(when(row.started_at, now), run, why(row)),
    )
    return Row(cells=tuple(map(visible_line, cells)), tone=TONES.get(row.status, "quiet"))
