"""How a run begins: as a new one, or as the latest one going on. Writes the plan, no event."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec import Struct

from orchestrator.operations.concealing import about_short_secrets
from orchestrator.operations.converting.plantext import PlanText
from orchestrator.operations.project import Project, RunRow, Store
from orchestrator.operations.records import state_of
from orchestrator.operations.running.choosing import again
from orchestrator.operations.running.giving import kept_args, refuse_not_given
from orchestrator.operations.running.opening import open_new, open_resumed, ticks_as_attested
from orchestrator.operations.running.options import ExecuteOptions, accepts_ticks, run_options
from orchestrator.operations.running.tidying import clear_beside_logs
from orchestrator.plan.model import Plan
from orchestrator.run import events as ev
from orchestrator.run.agenda import NOTHING_BEFORE, Agenda
from orchestrator.run.resume import Choice, Decision
from orchestrator.run.state import RunState
from orchestrator.run.trace import VARIABLE, caller_of

if TYPE_CHECKING:
    from orchestrator.operations.running.resuming import Ruling

_LEFT = {
    "failed": "failed",
    "waiting": "is waiting",
    "cancelled": "was stopped",
    "running": "was interrupted",
    "interrupted": "was interrupted",
}


class Beginning(Struct, frozen=True, kw_only=True):
    """The run to drive: its plan, its state so far, the events that open it, what becomes of
    subtasks that have been under way, and what the user should be told."""

    run: str
    plan: Plan
    state: RunState
    events: tuple[ev.Event, ...]
    agenda: Agenda = NOTHING_BEFORE
    notes: tuple[str, ...] = ()


def ruling_of(store: Store, plan: Plan, asked: ExecuteOptions) -> Ruling | None:
    """Of the run that is to go on, which plan counts; None where a run begins."""
    latest = store.latest_run(plan.id) if asked.resume else None
    if latest is None:
        return None
    from orchestrator.operations.running.resuming import rule

    return rule(store, latest, plan)


def begin(
    project: Project,
    store: Store,
    text: PlanText,
    selected: frozenset[str],
    asked: ExecuteOptions,
    ruling: Ruling | None,
) -> Beginning:
    """The run to drive: that of the ruling, or a new one; the caller holds the task's lock."""
    if ruling is not None:
        return _go_on(project, store, ruling, text, selected, asked)
    plan = text.plan
    latest = store.latest_run(plan.id)
    if latest is not None:
        if latest.state == "running":
            # Its process is gone, for the lock is ours; what it started may still be there.
            project.sweep(latest.run)
        clear_beside_logs(project.workspace, latest.run)
    run = store.new_run(plan.id, plan.source.path)
    caller = caller_of(asked.env.get(VARIABLE) or os.environ.get(VARIABLE))
    start = ev.RunStarted(
        task=plan.id,
        plan=text.save(store),
        trace_id=caller.trace_id if caller else run.replace("-", ""),
        parent_span=caller.span_id if caller else None,
        selected=_in_order(plan, selected),
        jobs=run_options(project, asked).jobs,
        pid=os.getpid(),
        env_names=tuple(sorted(asked.env)),
        args=kept_args(project, plan, asked),
        order=asked.asked.order,
        agent=asked.asked.agent,
        dialect=asked.asked.dialect,
    )
    events = [*open_new(plan, start)]
    if accepts_ticks(project, asked):
        events += ticks_as_attested(plan, RunState(), project.clock.now())
    return Beginning(
        run=run,
        plan=plan,
        state=RunState(),
        events=tuple(events),
        notes=(
            *_about_the_last(latest, asked),
            *_about_its_file(store, latest, plan),
            *about_short_secrets(project, plan, asked.variables),
        ),
    )


def _go_on(
    project: Project,
    store: Store,
    ruling: Ruling,
    read: PlanText,
    selected: frozenset[str],
    asked: ExecuteOptions,
) -> Beginning:
    from orchestrator.operations.running.posting import take_up
    from orchestrator.operations.running.resuming import plan_resumption

    latest, plan = ruling.latest, ruling.plan
    take_up(project, store, latest.run)
    coming = plan_resumption(
        project,
        store,
        ruling,
        selected,
        ticks=accepts_ticks(project, asked),
        arguments=asked.arguments,
        again=again(plan, asked),
        unless_done=asked.unless_done,
    )
    refuse_not_given(project, plan, asked, coming.state, coming.decisions)
    text = read if plan is read.plan else PlanText(plan)
    swept = project.sweep(latest.run)
    resume = ev.RunResumed(
        plan=text.save(store),
        selected=_in_order(plan, selected - _chosen(coming.decisions, Choice.LEAVE)),
        jobs=run_options(project, asked).jobs,
        pid=os.getpid(),
        env_names=tuple(sorted(asked.env)),
        args=kept_args(project, plan, asked),
        order=asked.asked.order,
        agent=asked.asked.agent,
        dialect=asked.asked.dialect,
    )
    notes = [f"resuming run {latest.run}", *ruling.notes]
    notes += about_short_secrets(project, plan, asked.variables)
    if swept:
        notes.append(f"ended {swept} process(es) that the interrupted run had left behind")
    notes += [f"{each.subtask}: {each.choice}, {each.why}" for each in coming.decisions]
    opened = open_resumed(coming.state, resume, coming.decisions)
    return Beginning(
        run=latest.run,
        plan=plan,
        state=coming.recorded,
        events=(*coming.lost, *opened, *coming.attested),
        agenda=Agenda(
            go_on=_chosen(coming.decisions, Choice.GO_ON),
            validate=_chosen(coming.decisions, Choice.CHECK),
        ),
        notes=tuple(notes),
    )


def _about_the_last(latest: RunRow | None, asked: ExecuteOptions) -> tuple[str, ...]:
    """A line about a run that was left unfinished, for who may have meant to go on with it."""
    if asked.resume:
        return ("there is no run to go on with, so this starts one",)
    if latest is None or latest.state not in _LEFT:
        return ()
    return (f"the last run {_LEFT[latest.state]}; this is a new one, --resume goes on with that",)


def _about_its_file(store: Store, latest: RunRow | None, plan: Plan) -> tuple[str, ...]:
    """That the file is what the last run itself has made of it."""
    if latest is None or state_of(store.about_run(latest.run)).changed_file != plan.source.sha256:
        return ()
    return (
        f"warning: {plan.source.path} was changed by or during the last run, its checks perhaps "
        "too: look at the change",
    )


def _chosen(decisions: Iterable[Decision], choice: Choice) -> frozenset[str]:
    return frozenset(each.subtask for each in decisions if each.choice is choice)


def _in_order(plan: Plan, selected: frozenset[str]) -> tuple[str, ...]:
    return tuple(subtask.id for subtask in plan.subtasks if subtask.id in selected)
