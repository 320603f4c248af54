"""What running checks again means: which subtasks it concerns, and how a regression is told."""

from __future__ import annotations

from msgspec.structs import replace

from orchestrator.plan.model import ActionKind, Plan, Subtask
from orchestrator.run.state import RunState, SubtaskState
from orchestrator.run.status import Status
from orchestrator.verify.verdict import step_is_done

REGRESSION = "regression: "

_CAN_BE_VALIDATED = frozenset(
    {Status.SUCCEEDED, Status.FAILED, Status.TIMED_OUT, Status.INTERRUPTED}
)


def to_validate(plan: Plan, state: RunState) -> frozenset[str]:
    """The subtasks that have something to validate: their steps are done, and they have checks
    or declared outputs."""
    return frozenset(
        subtask.id for subtask in plan.subtasks if _can_be_validated(subtask, state.of(subtask.id))
    )


def loosened(plan: Plan) -> Plan:
    """The plan for an order in which checks run: the failure of one holds up no other."""
    return replace(
        plan, subtasks=tuple(replace(each, allow_failure=True) for each in plan.subtasks)
    )


def _can_be_validated(subtask: Subtask, seen: SubtaskState) -> bool:
    if seen.status not in _CAN_BE_VALIDATED or not (subtask.checks or subtask.outputs):
        return False
    facts = seen.facts()
    return all(
        step.optional
        or step_is_done(step, facts)
        # A step that only its check can show is done when that check says so.
        or (step.action.kind is ActionKind.MANUAL and bool(step.checks))
        for step in subtask.steps
    )
