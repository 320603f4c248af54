"""What keeps a run from being complete: failures, who blocks whom, what waits and for whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from orchestrator.plan.model import Plan, Subtask
from orchestrator.report.sections.task_summary import DependencyRow, dependencies
from orchestrator.run.summary import RunSummary, SubtaskSummary

_FAILED = frozenset({"failed", "timed_out", "cancelled", "interrupted"})
_HELD_UP = frozenset({"pending", "blocked"})
_ENDED_WELL = frozenset({"succeeded", "skipped"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A subtask that did not end well by itself; `log` is relative to the root."""

    id: str
    title: str
    status: str
    allowed: bool
    reasons: tuple[str, ...]
    exit_code: int | None
    line: int
    log: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked:
    """A subtask that could not start, and the dependencies that hold it up."""

    id: str
    title: str
    status: str
    by: tuple[DependencyRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A subtask that waits for a person, an approval or an agent; `step` is where. One that
    has been answered waits for nothing but a resume."""

    id: str
    title: str
    waits_for: str
    step: str | None
    what: str


def failures(plan: Plan, summary: RunSummary) -> tuple[Failure, ...]:
    """In document order."""
    allowed = {subtask.id for subtask in plan.subtasks if subtask.allow_failure or subtask.optional}
    return tuple(
        Failure(
            id=row.id,
            title=row.title,
            status=row.status,
            allowed=row.id in allowed,
            reasons=row.reasons,
            exit_code=row.exit_code,
            line=row.line,
            log=_log(row),
        )
        for row in summary.subtasks
        if row.status in _FAILED
    )


def _log(row: SubtaskSummary) -> str | None:
    """Where to read what went wrong: a check has a log of its own."""
    failed = (check.log for check in row.checks if check.status in _FAILED)
    return next(filter(None, failed), row.log)


def blocked(plan: Plan, summary: RunSummary) -> tuple[Blocked, ...]:
    """In document order; each with the dependencies that have not ended well."""
    rows = {row.id: row for row in summary.subtasks}
    return tuple(
        Blocked(id=row.id, title=row.title, status=row.status, by=holding)
        for subtask in plan.subtasks
        if (row := rows.get(subtask.id)) is not None
        and row.status in _HELD_UP
        and (holding := tuple(_holding(subtask, rows)))
    )


def waiting(plan: Plan, summary: RunSummary) -> tuple[Waiting, ...]:
    """In document order."""
    subtasks = {subtask.id: subtask for subtask in plan.subtasks}
    return tuple(
        _waiting(row, subtasks.get(row.id)) for row in summary.subtasks if row.status == "waiting"
    )


def _holding(subtask: Subtask, rows: Mapping[str, SubtaskSummary]) -> Iterator[DependencyRow]:
    row = rows[subtask.id]
    for dependency in dependencies(subtask, rows):
        if dependency.id in row.blocked_by or (
            not row.blocked_by and dependency.status not in _ENDED_WELL
        ):
            yield dependency


def _waiting(row: SubtaskSummary, subtask: Subtask | None) -> Waiting:
    step = next((step for step in row.steps if step.status == "waiting"), None)
    if row.waits_for == "approval":
        what = (subtask.approval if subtask else None) or "approval"
    elif step is not None and row.waits_for is not None:
        what = step.text
    else:
        what = "; ".join(row.reasons[:1] if row.waits_for is None else row.reasons)
    return Waiting(
        id=row.id,
        title=row.title,
        waits_for=row.waits_for or "nothing",
        step=step.id if step and row.waits_for not in ("approval", None) else None,
        what=what,
    )
