"""Run the checks of a run again, and nothing else of it: is what was proved still so?"""

from __future__ import annotations

import os

from orchestrator.diagnostics import InputError
from orchestrator.operations.beginning import Beginning
from orchestrator.operations.driving import Watch
from orchestrator.operations.execute import Execution, conduct
from orchestrator.operations.find import id_of
from orchestrator.operations.opening import close_interrupted
from orchestrator.operations.options import ExecuteOptions, run_options
from orchestrator.operations.posting import take_up
from orchestrator.operations.project import Project, Store
from orchestrator.operations.records import state_of
from orchestrator.plan.codec import from_own_json
from orchestrator.run import events as ev
from orchestrator.run.agenda import Agenda
from orchestrator.run.fold import apply
from orchestrator.run.validation import to_validate


def revalidate(project: Project, task: str, asked: ExecuteOptions, watch: Watch) -> Execution:
    """Run the checks of the task's latest run again, by the plan that the run had.

    Raises:
        InputError: there is no run.
        HeldError: another process runs this task.
        StorageError: state or a report cannot be written.
    """
    id_ = id_of(project, task)
    if not project.workspace.database.exists():
        raise _no_run(id_)
    return conduct(project, id_, asked, watch, lambda store: _begin(project, store, id_, asked))


def _begin(project: Project, store: Store, task: str, asked: ExecuteOptions) -> Beginning:
    row = store.latest_run(task)
    if row is None:
        raise _no_run(task)
    take_up(project, store, row.run)
    project.sweep(row.run)
    state = state_of(store.events(row.run))
    now = state_of(store.events(row.run))
    lost = tuple(close_interrupted(state))
    for seq, event in enumerate(lost, start=state.seq + 1):
        apply(now, ev.Recorded(seq=seq, time=row.started_at, run=row.run, event=event))
    plan = from_own_json(store.plan(state.plan))
    opening = ev.RunResumed(
        plan=state.plan,
        selected=tuple(each.id for each in plan.subtasks if each.id in state.selected),
        jobs=run_options(project, asked).jobs,
        pid=os.getpid(),
        env_names=tuple(sorted(asked.env)),
        validates=True,
    )
    return Beginning(
        run=row.run,
        plan=plan,
        state=state,
        events=(*lost, opening),
        agenda=Agenda(validate=to_validate(plan, now), only_validate=True),
    )


def _no_run(task: str) -> InputError:
    return InputError(f"there is no run of {task} to validate", hint="run it: execute_task")
