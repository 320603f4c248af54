"""What can run no more once a subtask has ended badly, as a run's schedule would say; pure."""

from __future__ import annotations

from collections.abc import Sequence

from orchestrator.plan.graph import ranks, topological
from orchestrator.plan.model import Plan
from orchestrator.run.schedule import Blocked, Schedule
from orchestrator.run.state import RunState
from orchestrator.run.status import Status


def blocked_by(plan: Plan, state: RunState, subtask: str) -> Sequence[Blocked]:
    """The subtasks, not begun so far, that the end of this one blocks; the nearest first."""
    schedule = Schedule(plan, jobs=1, ranks=ranks(plan))
    for id_ in topological(plan):
        status = state.of(id_).status
        if id_ != subtask and status is not Status.PENDING:
            schedule.settle(id_, status)
    blocked = schedule.settle(subtask, state.of(subtask).status)
    return [each for each in blocked if state.of(each.subtask).status is Status.PENDING]
