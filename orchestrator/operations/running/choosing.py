"""Which subtasks a run is to have: those that are named, or those that it had before."""

from __future__ import annotations

from orchestrator.diagnostics import InputError
from orchestrator.operations.running.options import ExecuteOptions
from orchestrator.plan.catalogue import is_catalogue
from orchestrator.plan.model import Plan
from orchestrator.run.selection import EVERYTHING, find, select
from orchestrator.run.state import RunState


def chosen(plan: Plan, asked: ExecuteOptions, before: RunState | None) -> frozenset[str]:
    """The ids that may run. Of a catalogue a resumed run goes on with all that it was asked for,
    of any task with what it had where some are asked for again; `before` is what is known of it,
    None where a run begins.

    Raises:
        InputError: what is named is not there, or nothing is left.
    """
    if asked.again:
        if before is None:
            raise InputError(f"{plan.id} has no run to go on with", hint="leave out --again")
        if asked.selection != EVERYTHING:
            raise InputError(
                "--again names what runs, as --only, --skip, --from and --until do",
                hint="name all that is to run again after --again, and leave out the others",
            )
        return (before.asked_for & {each.id for each in plan.subtasks}) | again(plan, asked)
    if before is not None and is_catalogue(plan) and not asked.selection.names:
        left = {subtask.id for subtask in plan.subtasks} & before.asked_for
        if left:
            return frozenset(left)
    return select(plan, asked.selection)


def again(plan: Plan, asked: ExecuteOptions) -> frozenset[str]:
    """The ids that are asked for again.

    Raises:
        InputError: a name means nothing, or several.
    """
    return frozenset(id_ for name in asked.again for id_ in find(plan, name))
