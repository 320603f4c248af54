"""Run the checks of a run again, and nothing else of it: is what was proved still so?"""

from __future__ import annotations

import os
from collections.abc import Iterator

from msgspec.structs import replace

from orchestrator.diagnostics import InputError
from orchestrator.operations.converting.find import find_as_run
from orchestrator.operations.project import Project, Store
from orchestrator.operations.records import state_of
from orchestrator.operations.reporting.status import load_run
from orchestrator.operations.running.beginning import Beginning
from orchestrator.operations.running.driving import Watch
from orchestrator.operations.running.execute import Execution, conduct
from orchestrator.operations.running.giving import refuse_not_given_to, with_arguments
from orchestrator.operations.running.opening import close_interrupted
from orchestrator.operations.running.options import ExecuteOptions, run_options
from orchestrator.operations.running.posting import take_up
from orchestrator.operations.running.trust import hold_to_allowed
from orchestrator.plan.codec import from_own_json
from orchestrator.plan.model import Plan
from orchestrator.run import events as ev
from orchestrator.run.agenda import Agenda
from orchestrator.run.fold import apply
from orchestrator.run.rounds import complete
from orchestrator.run.state import RunState
from orchestrator.run.validation import to_validate


def revalidate(project: Project, task: str, asked: ExecuteOptions, watch: Watch) -> Execution:
    """Run the checks of the task's latest run again, by the plan that the run had.

    Raises:
        InputError: there is no such task, or no run of it, what it was given is not kept, or
            nobody allowed it.
        HeldError: another process runs this task.
        StorageError: state or a report cannot be written.
    """
    # Asked first of all, for it names what there is where there is no such task or run.
    before = load_run(project, task)
    id_ = before.plan.id
    asked = with_arguments(project, before.plan, before.state.selected, asked, before.state)
    refuse_not_given_to(
        project, before.plan, asked, before.state, to_validate(before.plan, before.state)
    )
    done = conduct(project, id_, asked, watch, lambda store: _begin(project, store, id_, asked))
    outdated = _outdated(project, task, done.plan)
    told = (*_not_validated(done), *_other_outputs(before.state, done))
    if outdated is not None:
        told = (*told, f"warning: {outdated}; the review is of what the run was given")
    return replace(done, notes=(*done.notes, *told), outdated=outdated)


def _outdated(project: Project, task: str, plan: Plan) -> str | None:
    """What the task file says now that the run was not given; None where that is nothing."""
    try:
        now = find_as_run(project, task).plan
    except InputError:
        return None  # a task whose file is gone is what its runs were given
    if now is None:
        return f"{plan.source.path} has errors by now"
    then = {subtask.id: subtask.fingerprint for subtask in plan.subtasks}
    others = [each.id for each in now.subtasks if then.get(each.id) != each.fingerprint]
    if not others:
        return None
    return f"{plan.source.path} was edited since the run: {', '.join(others[:5])}"


def _begin(project: Project, store: Store, task: str, asked: ExecuteOptions) -> Beginning:
    row = store.latest_run(task)
    assert row is not None, "runs are never taken out while their task is held"
    before = state_of(store.about_run(row.run))
    plan = from_own_json(store.plan(before.plan))
    hold_to_allowed(project, plan, asked, before=before)
    take_up(project, store, row.run)
    project.sweep(row.run)
    state = state_of(store.events(row.run))
    now = state_of(store.events(row.run))
    lost = tuple(close_interrupted(state))
    for seq, event in enumerate(lost, start=state.seq + 1):
        apply(now, ev.Recorded(seq=seq, time=row.started_at, run=row.run, event=event))
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


def _not_validated(done: Execution) -> Iterator[str]:
    """Which subtasks are COMPLETE without anything that could have run again."""
    without = complete(done.plan, done.state) - to_validate(done.plan, done.state)
    if without:
        names = ", ".join(each.id for each in done.plan.subtasks if each.id in without)
        yield f"without a check that could run again: {names}"


def _other_outputs(before: RunState, done: Execution) -> Iterator[str]:
    """Which outputs are there, but are not what they were when they were made."""
    for subtask in done.plan.subtasks:
        was = {each.path: each.sha256 for each in before.of(subtask.id).artifacts}
        for artifact in done.state.of(subtask.id).artifacts:
            if was.get(artifact.path, artifact.sha256) != artifact.sha256:
                yield f"warning: {subtask.id}: output {artifact.path} is not what it was"
