"""Run a plan, or go on with its latest run: lock, begin, drive, report."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from orchestrator.diagnostics import StorageError
from orchestrator.operations.converting.plantext import PlanText, write_converted
from orchestrator.operations.project import Project, Store
from orchestrator.operations.records import refuse_gaps
from orchestrator.operations.running.beginning import Beginning, begin, ruling_of
from orchestrator.operations.running.choosing import chosen
from orchestrator.operations.running.disks import is_full, shared_kind
from orchestrator.operations.running.driving import Session, Watch
from orchestrator.operations.running.giving import state_before, with_arguments
from orchestrator.operations.running.needs import refuse_missing_agents, refuse_missing_interpreters
from orchestrator.operations.running.options import ExecuteOptions, wants_reports
from orchestrator.operations.running.tidying import clear_beside_logs, clear_half_written
from orchestrator.operations.running.trust import hold_to_allowed
from orchestrator.plan.model import Plan
from orchestrator.run.events import Recorded
from orchestrator.run.state import RunState
from orchestrator.run.status import Status
from orchestrator.run.summarize import closing_failures, summarize
from orchestrator.run.summary import RunSummary


class Execution(Struct, frozen=True, kw_only=True):
    """How a run ended. `notes` are lines for the user, `reports` the files written, `outdated`
    says of a review what it could not speak of, because the task file is another by now.
    `fault` is why the reports could not be written."""

    plan: Plan
    state: RunState
    summary: RunSummary
    notes: tuple[str, ...]
    reports: tuple[Path, ...]
    outdated: str | None = None
    fault: StorageError | None = None


def execute(
    project: Project,
    plan: Plan,
    asked: ExecuteOptions,
    watch: Watch,
    *,
    known: str | None = None,
    file: str | None = None,
    keep: Callable[[str], object] = lambda _: None,
) -> Execution:
    """Run the plan to its end. `known` is the digest of its JSON, from before, and `file` what it
    was read from; `keep` is given the digest once the state folder and the plan are there.

    Raises:
        InputError: an interpreter or an agent is missing, the selection is empty, or nobody
            allowed it.
        HeldError: another process runs this task.
        StorageError: state or a report cannot be written.
    """
    before = state_before(project, plan, asked)
    if before is None:
        # Asked here too, so that nothing at all is written for a run that is not to be.
        hold_to_allowed(project, plan, asked, file=file)
    selected = chosen(plan, asked, before)
    asked = with_arguments(project, plan, selected, asked, before)
    refuse_missing_interpreters(project, plan, selected)
    refuse_missing_agents(project, plan, selected, mending=asked.until_complete)
    project.workspace.prepare()

    def going(store: Store) -> Beginning:
        # One reading: what is asked about here is what is driven, whatever the file is by now.
        ruling = ruling_of(store, plan, asked)
        rules = plan if ruling is None else ruling.plan
        hold_to_allowed(project, rules, asked, before=before, file=file)
        # From now on the id alone finds the task, wherever its file lies.
        text = PlanText(plan, known)
        write_converted(project, text)
        keep(text.sha256)
        return begin(project, store, text, selected, asked, ruling)

    return conduct(project, plan.id, asked, watch, going)


def conduct(
    project: Project,
    task: str,
    asked: ExecuteOptions,
    watch: Watch,
    going: Callable[[Store], Beginning],
) -> Execution:
    """Drive what `going` begins under the task's lock, and report.

    Raises:
        HeldError: another process runs this task.
        StorageError: state or a report cannot be written.
    """
    rounds: tuple[str, ...] = ()
    with _held(project, task) as (store, note):
        # What it starts to begin with takes as long as all that is done until it is needed.
        engine = project.engine()
        try:
            beginning = going(store)
            plan = beginning.plan
            note(beginning.run)
            project.workspace.prepare_run(beginning.run)
            clear_half_written(project.workspace, beginning.run, plan.source.path)
            notes = (*_about_the_disk(project), *beginning.notes)
            session = Session(project, store, plan, beginning.run, asked, watch, notes, engine)
        except BaseException:
            engine.close()
            raise
        try:
            state = session.drive(beginning.state, beginning.events, beginning.agenda)
            if asked.until_complete:
                from orchestrator.operations.running.iterate import iterate

                rounds = iterate(session, state, asked.max_rounds)
        finally:
            session.close()
        swept = project.sweep(beginning.run)
        wanted = wants_reports(project, asked)
        records = list(store.events(beginning.run)) if wanted else None
        count = store.count(beginning.run) if records is None else len(records)
        refuse_gaps(count, state.seq)
        if all(seen.status is not Status.INTERRUPTED for seen in state.subtasks.values()):
            clear_beside_logs(project.workspace, beginning.run)
        written, notes, fault = _reported(project, plan, state, records, asked)
    told = (*rounds, *_about_the_file(plan, state), *_about_left_behind(swept))
    told = (*told, *_about_the_logs(project, beginning.run))
    told = (*told, *_about_closing(plan, state), *notes)
    return Execution(
        plan=plan,
        state=state,
        summary=summarize(plan, state),
        notes=told,
        reports=written,
        fault=fault,
    )


def _reported(
    project: Project,
    plan: Plan,
    state: RunState,
    records: Sequence[Recorded] | None,
    asked: ExecuteOptions,
) -> tuple[tuple[Path, ...], tuple[str, ...], StorageError | None]:
    """The reports written, notes on them, and what kept them from being written: a run is
    told of all the same. Without `records` none are wanted."""
    if records is None:
        return (), (), None
    from orchestrator.operations.reporting.report import write_reports

    try:
        return *write_reports(project, plan, state, records, env=asked.variables), None
    except StorageError as error:
        import shlex

        hint = f"mend that, then: orchestrator generate_report {shlex.quote(plan.id)}"
        return (), (), StorageError(error.message, hint=hint)


@contextmanager
def _held(project: Project, task: str) -> Iterator[tuple[Store, Callable[[str | None], None]]]:
    """The store, while this process alone runs the task."""
    with project.lock(task) as lock:
        store = project.store()
        try:
            yield store, lock.note
        finally:
            store.close()


def _about_the_disk(project: Project) -> tuple[str, ...]:
    folder = project.workspace.state_dir
    kind = shared_kind(folder)
    if kind is None:
        return ()
    return (
        f"warning: {folder} is on a file system of the kind {kind}: the database's write-ahead "
        "log does not work over a network; keep the project on a disk of this machine",
    )


def _about_the_logs(project: Project, run: str) -> tuple[str, ...]:
    """Commands write their logs themselves, so that nobody else hears of what was lost."""
    folder = project.workspace.root / Path(project.workspace.log_file(run, "-", 1)).parent
    if not is_full(folder):
        return ()
    return (
        f"warning: the disk of {folder} is full: what the commands printed may be lost, and "
        "some may have failed by that; free some space, then go on with --resume",
    )


def _about_the_file(plan: Plan, state: RunState) -> tuple[str, ...]:
    if not state.file_changed:
        return ()
    return (
        f"warning: {plan.source.path} was changed while it was run; the run was judged by the "
        "plan made when it began",
    )


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
