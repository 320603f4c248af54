"""Run a plan, or go on with its latest run: lock, open, drive, report."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from orchestrator.diagnostics import InputError
from orchestrator.operations.convert import refuse_second_owner
from orchestrator.operations.inputs import inputs_digest
from orchestrator.operations.opening import (
    close_interrupted,
    open_new,
    open_resumed,
    ticks_as_attested,
)
from orchestrator.operations.project import Lock, Project, Records, RunRow, Store
from orchestrator.operations.report import write_reports
from orchestrator.plan.codec import from_own_json, to_json
from orchestrator.plan.model import ActionKind, Check, Plan, Script, Subtask
from orchestrator.run import events as ev
from orchestrator.run.driver import Driver
from orchestrator.run.ports import Sink
from orchestrator.run.resume import Choice, Decision, decide_resume
from orchestrator.run.selection import Selection, select
from orchestrator.run.state import RunState, apply, replay
from orchestrator.run.summary import RunSummary, summarize
from orchestrator.run.work import RunOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecuteOptions:
    """What was asked for on the command line; None is what was not."""

    jobs: int | None = None
    resume: bool = False
    selection: Selection = Selection()
    fail_fast: bool = False
    timeout_s: float | None = None
    retries: int | None = None
    env: Mapping[str, str] = field(default_factory=dict)
    rollback: bool = False
    accept_ticks: bool | None = None
    report: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Execution:
    """How a run ended. `notes` are lines for the user, `reports` the files written."""

    plan: Plan
    summary: RunSummary
    notes: tuple[str, ...]
    reports: tuple[Path, ...]


def execute(
    project: Project,
    plan: Plan,
    options: ExecuteOptions,
    *,
    sinks_for: Callable[[Plan, tuple[str, ...]], Sequence[Sink]],
    on_started: Callable[[Driver], None] = lambda driver: None,
) -> Execution:
    """Run the plan to its end. `sinks_for` gets the plan and the notes of the opening.

    Raises:
        InputError: an interpreter is missing, or the selection is empty.
        HeldError: another process runs this task.
        StorageError: state or a report cannot be written.
    """
    selected = select(plan, options.selection)
    refuse_missing_interpreters(project, plan, selected)
    refuse_second_owner(project, plan)
    project.workspace.prepare()
    with project.lock(plan.id) as lock:
        store = project.store()
        try:
            return _drive(project, store, lock, plan, selected, options, sinks_for, on_started)
        finally:
            store.close()


def _drive(
    project: Project,
    store: Store,
    lock: Lock,
    plan: Plan,
    selected: frozenset[str],
    options: ExecuteOptions,
    sinks_for: Callable[[Plan, tuple[str, ...]], Sequence[Sink]],
    on_started: Callable[[Driver], None],
) -> Execution:
    opening = _open(project, store, plan, selected, options)
    lock.note(opening.run)
    sinks = sinks_for(plan, opening.notes)
    engine = project.engine()
    try:
        driver = Driver(
            plan,
            opening.state,
            _run_options(project, options),
            run=opening.run,
            journal=store.journal(opening.run),
            engine=engine,
            sinks=sinks,
            clock=project.clock,
            log_of=lambda subtask, attempt: project.workspace.log_file(
                opening.run, subtask, attempt
            ),
            inputs_of=lambda subtask: inputs_digest(project.workspace.root, subtask),
            go_on=opening.go_on,
        )
        on_started(driver)
        state = driver.run(opening.events)
    finally:
        engine.close()
        for sink in sinks:
            sink.close()
    summary = summarize(plan, state)
    wanted = project.settings.report if options.report is None else options.report
    written, notes = (
        write_reports(project, plan, state, list(store.events(opening.run)))
        if wanted
        else ((), ())
    )
    return Execution(plan=plan, summary=summary, notes=notes, reports=written)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opening:
    run: str
    state: RunState
    events: tuple[ev.Event, ...]
    go_on: frozenset[str]
    notes: tuple[str, ...]


def _open(
    project: Project,
    store: Store,
    plan: Plan,
    selected: frozenset[str],
    options: ExecuteOptions,
) -> _Opening:
    """The run to drive and the events that open it."""
    latest = store.latest_run(plan.id)
    if latest is not None and options.resume:
        return _open_resumed(project, store, latest, plan, selected, options)
    notes = _about_the_last(latest)
    if options.resume:
        notes = ("there is no run to go on with, so this starts one",)
    if latest is not None and latest.state == "running":
        project.sweep(latest.run)
    run = store.new_run(plan.id, plan.source.path)
    start = ev.RunStarted(
        task=plan.id,
        plan=store.save_plan(to_json(plan)),
        trace_id=run.replace("-", ""),
        selected=tuple(each.id for each in plan.subtasks if each.id in selected),
        jobs=_run_options(project, options).jobs,
        pid=os.getpid(),
        env_names=tuple(sorted(options.env)),
    )
    events = [*open_new(plan, start)]
    if _accepts_ticks(project, options):
        events += ticks_as_attested(plan, RunState(), project.clock.now())
    return _Opening(
        run=run, state=RunState(), events=tuple(events), go_on=frozenset(), notes=notes
    )


def _open_resumed(
    project: Project,
    store: Store,
    latest: RunRow,
    plan: Plan,
    selected: frozenset[str],
    options: ExecuteOptions,
) -> _Opening:
    state, decisions, ticks, lost = resume_decisions(
        project, store, latest, plan, selected, ticks=_accepts_ticks(project, options)
    )
    swept = project.sweep(latest.run)
    resume = ev.RunResumed(
        plan=store.save_plan(to_json(plan)),
        selected=tuple(each.id for each in plan.subtasks if each.id in selected),
        jobs=_run_options(project, options).jobs,
        pid=os.getpid(),
        env_names=tuple(sorted(options.env)),
    )
    events = (*lost, *open_resumed(state, resume, decisions), *ticks)
    original = replay(store.events(latest.run))
    notes = [f"{each.subtask}: {each.choice}, {each.why}" for each in decisions]
    if swept:
        notes.insert(0, f"ended {swept} process(es) that the interrupted run had left behind")
    return _Opening(
        run=latest.run,
        state=original,
        events=events,
        go_on=frozenset(each.subtask for each in decisions if each.choice is Choice.GO_ON),
        notes=(f"resuming run {latest.run}", *notes),
    )


def resume_decisions(
    project: Project,
    records: Records,
    latest: RunRow,
    plan: Plan,
    selected: frozenset[str],
    *,
    ticks: bool,
) -> tuple[RunState, list[Decision], tuple[ev.Attested, ...], tuple[ev.Event, ...]]:
    """The state of the run once what is lost is told, the decision for each subtask, the
    attestations that ticks give, and the events that tell what is lost. Writes nothing."""
    state = replay(records.events(latest.run))
    old = from_own_json(records.plan(state.plan))
    lost = tuple(close_interrupted(state))
    for number, event in enumerate(lost, start=state.seq + 1):
        apply(state, ev.Recorded(seq=number, time=latest.started_at, run=latest.run, event=event))
    attested = tuple(ticks_as_attested(plan, state, project.clock.now())) if ticks else ()
    inputs = {
        subtask.id: inputs_digest(project.workspace.root, subtask) for subtask in plan.subtasks
    }
    decisions = decide_resume(
        old,
        plan,
        state,
        selected=selected,
        inputs=inputs,
        attested_now=frozenset(
            (each.subtask, each.attestation.step)
            for each in attested
            if each.attestation.step is not None
        ),
    )
    return state, decisions, attested, lost


def refuse_missing_interpreters(project: Project, plan: Plan, selected: frozenset[str]) -> None:
    """Raise InputError, before anything runs, for each language without an interpreter."""
    lines: dict[str, int] = {}
    for subtask in plan.subtasks:
        if subtask.id in selected:
            for language, line in commands_of(subtask):
                lines.setdefault(language, line)
    missing = project.missing(list(lines))
    if missing:
        where = ", ".join(f"{language} (line {lines[language]})" for language in missing)
        raise InputError(
            f"no interpreter is installed for: {where}",
            hint="install it, put it on PATH, or name another under `languages` in the settings",
        )


def commands_of(subtask: Subtask) -> list[tuple[str, int]]:
    """Language and line of everything of the subtask that may run."""
    actions = [
        (step.action.language or "", step.action.line)
        for step in subtask.steps
        if step.action.kind is ActionKind.COMMAND
    ]
    others: list[Check | Script] = [*subtask.checks, *subtask.compensations, *subtask.cleanups]
    if subtask.condition is not None:
        others.append(subtask.condition)
    return actions + [(each.language, each.line) for each in others]


def _about_the_last(latest: RunRow | None) -> tuple[str, ...]:
    """A line about a run that was left unfinished, for who may have meant to go on with it."""
    left = {"failed": "failed", "waiting": "is waiting", "cancelled": "was stopped"}
    left["running"] = "was interrupted"
    left["interrupted"] = "was interrupted"
    if latest is None or latest.state not in left:
        return ()
    return (f"the last run {left[latest.state]}; this is a new one, --resume goes on with that",)


def _run_options(project: Project, options: ExecuteOptions) -> RunOptions:
    return RunOptions(
        jobs=options.jobs or project.settings.jobs,
        fail_fast=options.fail_fast,
        rollback=options.rollback,
        timeout_s=options.timeout_s,
        retries=options.retries,
        env=options.env,
        capacity=project.capacity,
    )


def _accepts_ticks(project: Project, options: ExecuteOptions) -> bool:
    asked = options.accept_ticks
    return project.settings.accept_ticks if asked is None else asked
