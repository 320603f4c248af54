"""What keeps a run from being complete: failures, who blocks whom, what waits and for whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from orchestrator.plan.model import ActionKind, CriteriaPolicy, Plan, Subtask
from orchestrator.report.faults import Fault, faults
from orchestrator.report.sections.task_summary import DependencyRow, dependencies
from orchestrator.run.state import RunState
from orchestrator.run.summary import COMPLETE, RunSummary, SubtaskSummary

_FAILED = frozenset({"failed", "timed_out", "cancelled", "interrupted"})
_HELD_UP = frozenset({"pending", "blocked"})
_ENDED_WELL = frozenset({"succeeded", "skipped"})
# So many failures are shown with what was expected and what came; the others are named.
MOST_SHOWN = 20


class Failure(Struct, frozen=True, kw_only=True):
    """A subtask that did not end well by itself; `log` is relative to the root. `faults` are
    the first of what was not as expected, where there is room for that."""

    id: str
    title: str
    status: str
    allowed: bool
    reasons: tuple[str, ...]
    exit_code: int | None
    line: int
    log: str | None
    faults: tuple[Fault, ...] = ()

    @property
    def other_reasons(self) -> tuple[str, ...]:
        """The reasons that no fault explains."""
        return tuple(
            reason
            for reason in self.reasons
            if not any(fault.explains(reason) for fault in self.faults)
        )


class Blocked(Struct, frozen=True, kw_only=True):
    """A subtask that could not start, and the dependencies that hold it up."""

    id: str
    title: str
    status: str
    by: tuple[DependencyRow, ...]


class Waiting(Struct, frozen=True, kw_only=True):
    """A subtask that waits for a person, an approval or an agent; `step` is where. One that
    has been answered waits for nothing but a resume. `open` are the steps and criteria that
    somebody will have to show besides."""

    id: str
    title: str
    waits_for: str
    step: str | None
    what: str
    open: tuple[str, ...] = ()


def failures(plan: Plan, summary: RunSummary, state: RunState | None = None) -> tuple[Failure, ...]:
    """In document order; with a state the first of them show their faults."""
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
            faults=faults(row, state.of(row.id)) if state and number < MOST_SHOWN else (),
        )
        for number, row in enumerate(row for row in summary.subtasks if row.status in _FAILED)
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
    needs_criteria = plan.criteria_policy is CriteriaPolicy.REQUIRED
    return tuple(
        _waiting(row, subtasks.get(row.id), needs_criteria=needs_criteria)
        for row in summary.subtasks
        if row.status == "waiting"
    )


def _holding(subtask: Subtask, rows: Mapping[str, SubtaskSummary]) -> Iterator[DependencyRow]:
    row = rows[subtask.id]
    for dependency in dependencies(subtask, rows):
        if dependency.id in row.blocked_by or (
            not row.blocked_by and dependency.status not in _ENDED_WELL
        ):
            yield dependency


def _waiting(row: SubtaskSummary, subtask: Subtask | None, *, needs_criteria: bool) -> Waiting:
    step = next((step for step in row.steps if step.status == "waiting"), None)
    at = step.id if step and row.waits_for not in ("approval", None) else None
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
        step=at,
        what=what,
        open=tuple(_open(row, subtask, at, needs_criteria=needs_criteria)) if subtask else (),
    )


def _open(
    row: SubtaskSummary, subtask: Subtask, at: str | None, *, needs_criteria: bool
) -> Iterator[str]:
    """What somebody has to show, apart from step `at`: no command and no check does it."""
    pending = {step.id for step in row.steps if step.verdict != COMPLETE}
    for step in subtask.steps:
        is_manual = step.action.kind is ActionKind.MANUAL and not step.checks
        if is_manual and not step.optional and step.id in pending and step.id != at:
            yield f"step {step.id}: {step.text}"
    unmet = {criterion.id for criterion in row.criteria if criterion.status != "met"}
    for criterion in subtask.criteria if needs_criteria else ():
        if criterion.id in unmet and not (criterion.optional or criterion.checks):
            yield f"{criterion.id} ({criterion.part}): {criterion.text}"
