"""Run a plan, or go on with its latest run: lock, begin, drive, report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from orchestrator.operations.beginning import Beginning, begin
from orchestrator.operations.convert import write_plan
from orchestrator.operations.inputs import inputs_digest
from orchestrator.operations.interpreters import refuse_missing_interpreters
from orchestrator.operations.options import ExecuteOptions, run_options, wants_reports
from orchestrator.operations.project import Project, Store
from orchestrator.operations.records import refuse_gaps
from orchestrator.operations.report import write_reports
from orchestrator.plan.model import Plan
from orchestrator.run.driver import Driver, Ports
from orchestrator.run.ports import Sink
from orchestrator.run.selection import select
from orchestrator.run.state import RunState
from orchestrator.run.summarize import closing_failures, summarize
from orchestrator.run.summary import RunSummary


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """Who looks on: `sinks_for` gets the plan and the notes of the beginning, `on_started`
    the driver, which can be told to stop."""

    sinks_for: Callable[[Plan, tuple[str, ...]], Sequence[Sink]]
    on_started: Callable[[Driver], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Execution:
    """How a run ended. `notes` are lines for the user, `reports` the files written."""

    plan: Plan
    summary: RunSummary
    notes: tuple[str, ...]
    reports: tuple[Path, ...]


def execute(project: Project, plan: Plan, asked: ExecuteOptions, watch: Watch) -> Execution:
    """Run the plan to its end.

    Raises:
        InputError: an interpreter is missing, or the selection is empty.
        HeldError: another process runs this task.
        StorageError: state or a report cannot be written.
    """
    selected = select(plan, asked.selection)
    refuse_missing_interpreters(project, plan, selected)
    project.workspace.prepare()
    with project.lock(plan.id) as lock:
        # From now on the id alone finds the task, wherever its file lies.
        write_plan(project, plan, None)
        store = project.store()
        try:
            beginning = begin(project, store, plan, selected, asked)
            lock.note(beginning.run)
            state = _drive(project, store, plan, beginning, asked, watch)
            swept = project.sweep(beginning.run)
            records = list(store.events(beginning.run))
            refuse_gaps(records, state.seq)
        finally:
            store.close()
        written, notes = (
            write_reports(project, plan, state, records)
            if wants_reports(project, asked)
            else ((), ())
        )
    told = (*_about_left_behind(swept), *_about_closing(plan, state), *notes)
    return Execution(plan=plan, summary=summarize(plan, state), notes=told, reports=written)


def _about_left_behind(swept: int) -> tuple[str, ...]:
    if not swept:
        return ()
    return (f"ended {swept} process(es) that steps had left running when they ended",)


def _about_closing(plan: Plan, state: RunState) -> tuple[str, ...]:
    """What cleanups and compensations did not do; they change no verdict."""
    return tuple(
        f"{subtask.id}: {failure}"
        for subtask in plan.subtasks
        for failure in closing_failures(state.of(subtask.id))
    )


def _drive(
    project: Project,
    store: Store,
    plan: Plan,
    beginning: Beginning,
    asked: ExecuteOptions,
    watch: Watch,
) -> RunState:
    run, workspace = beginning.run, project.workspace
    sinks = watch.sinks_for(plan, beginning.notes)
    engine = project.engine()
    ports = Ports(
        journal=store.journal(run),
        engine=engine,
        sinks=sinks,
        clock=project.clock,
        log_of=lambda subtask, attempt: workspace.log_file(run, subtask, attempt),
        inputs_of=lambda subtask: inputs_digest(workspace.root, subtask),
    )
    try:
        options = run_options(project, asked)
        driver = Driver(plan, beginning.state, options, ports, run=run, go_on=beginning.go_on)
        watch.on_started(driver)
        return driver.run(beginning.events)
    finally:
        engine.close()
        for sink in sinks:
            sink.close()
