"""Which subtasks a run is to have: those that are named, or those that it had before."""

from __future__ import annotations

from orchestrator.operations.options import ExecuteOptions
from orchestrator.operations.project import Project
from orchestrator.operations.records import state_of
from orchestrator.plan.catalogue import is_catalogue
from orchestrator.plan.model import Plan
from orchestrator.run.selection import select


def chosen(project: Project, plan: Plan, asked: ExecuteOptions) -> frozenset[str]:
    """The ids that may run. Of a catalogue a resumed run goes on with what it was begun with.

    Raises:
        InputError: what is named is not there, or nothing is left.
    """
    if asked.resume and is_catalogue(plan) and not asked.selection.names:
        records = project.records()
        try:
            latest = records.latest_run(plan.id)
            before = () if latest is None else state_of(records.events(latest.run)).selected
        finally:
            records.close()
        if left := {subtask.id for subtask in plan.subtasks} & set(before):
            return frozenset(left)
    return select(plan, asked.selection)
