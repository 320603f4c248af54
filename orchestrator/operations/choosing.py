"""Which subtasks a run is to have: those that are named, or those that it had before."""

from __future__ import annotations

from orchestrator.operations.options import ExecuteOptions
from orchestrator.plan.catalogue import is_catalogue
from orchestrator.plan.model import Plan
from orchestrator.run.selection import select
from orchestrator.run.state import RunState


def chosen(plan: Plan, asked: ExecuteOptions, before: RunState | None) -> frozenset[str]:
    """The ids that may run. Of a catalogue a resumed run goes on with all that it was asked for;
    `before` is what is known of it, None where a run begins.

    Raises:
        InputError: what is named is not there, or nothing is left.
    """
    if before is not None and is_catalogue(plan) and not asked.selection.names:
        left = {subtask.id for subtask in plan.subtasks} & before.asked_for
        if left:
            return frozenset(left)
    return select(plan, asked.selection)
