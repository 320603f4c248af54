"""What is recorded of runs, for looking; changes nothing, also after a crash."""

from __future__ import annotations

import shlex
import time
from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from orchestrator.diagnostics import InputError
from orchestrator.operations.converting.find import id_of
from orchestrator.operations.converting.names import means_task, other_names
from orchestrator.operations.later import appointed
from orchestrator.operations.project import Project, Records, RunRow
from orchestrator.operations.records import state_of
from orchestrator.plan.codec import from_own_json
from orchestrator.plan.model import Plan
from orchestrator.run.events import Recorded
from orchestrator.run.state import RunState
from orchestrator.run.status import RunOutcome, Status
from orchestrator.run.summarize import summarize
from orchestrator.run.summary import RunSummary

_PAUSE_S = 0.1


class LoadedRun(Struct, frozen=True, kw_only=True):
    """A recorded run: its plan, its events, and its state as it really is now."""

    plan: Plan
    state: RunState
    records: tuple[Recorded, ...]


def load_run(project: Project, task: str, run: str | None = None) -> LoadedRun:
    """The latest run of a task, or the one of that id.

    Raises:
        InputError: there is none.
    """
    records = project.records()
    try:
        row = _row(project, records, task, run)
        events = tuple(records.events(row.run))
        state = state_of(events)
        plan = from_own_json(records.plan(state.plan))
    finally:
        records.close()
    _see_interruption(project, state)
    _count_up(state, until=_last_moment(project, state, events))
    return LoadedRun(plan=plan, state=state, records=events)


def has_run(project: Project, task: str) -> bool:
    """Whether there is any run of what `task` means."""
    records = project.records()
    try:
        return _latest(project, records, task) is not None
    finally:
        records.close()


def latest_run(project: Project, task: str) -> RunRow | None:
    """The latest run of the task of that id as it is recorded, if there is one."""
    if not project.workspace.database.exists():
        return None
    records = project.records()
    try:
        return records.latest_run(task)
    finally:
        records.close()


def status(project: Project, task: str, run: str | None = None) -> RunSummary:
    """Where a run of the task stands.

    Raises:
        InputError: there is no such run.
    """
    loaded = load_run(project, task, run)
    return summarize(loaded.plan, loaded.state)


def changed(project: Project, before: RunSummary, wait_s: float) -> RunSummary:
    """The run when something of it has changed but the time that it takes, or it is driven no
    more, or `wait_s` are over."""
    until = time.monotonic() + wait_s
    now = before
    while now.state == RunOutcome.RUNNING and standing(now) == standing(before):
        left = until - time.monotonic()
        if left <= 0:
            break
        time.sleep(min(left, _PAUSE_S))
        now = status(project, before.task, before.run)
    return now


def standing(summary: RunSummary) -> tuple[object, ...]:
    """What of a run changes by events alone."""
    rows = (
        (row.status, row.attempts, row.reasons, row.waits_for, [step.status for step in row.steps])
        for row in summary.subtasks
    )
    return (summary.state, summary.percent, summary.rounds, *rows)


def latest_runs(project: Project, limit: int) -> Sequence[RunRow]:
    """The newest runs of all tasks; those whose process is gone say `interrupted`."""
    records = project.records()
    try:
        rows = records.runs(limit)
    finally:
        records.close()
    return [
        replace(row, state=RunOutcome.INTERRUPTED.value)
        if row.state == RunOutcome.RUNNING and not is_driven(project, row.task, row.run)
        else row
        for row in rows
    ]


def _row(project: Project, records: Records, task: str, run: str | None) -> RunRow:
    if run is not None:
        row = records.run(run)
        if row is None:
            raise InputError(f"there is no run {run}", hint="`task_status` lists the latest runs")
        return row
    row = _latest(project, records, task)
    if row is None:
        id_ = id_of(project, task)
        if (waiting := appointed(project, id_)) is not None:
            raise InputError(
                f"there is no run of {task} yet: process {waiting.pid} waits until {waiting.at}",
                hint=f"call that off with: orchestrator cancel {shlex.quote(task)}",
            )
        raise InputError(f"there is no run of {task}", hint=_hint(project, records, task))
    return row


def _latest(project: Project, records: Records, task: str) -> RunRow | None:
    return records.latest_run(task) or records.latest_run(id_of(project, task))


def _hint(project: Project, records: Records, task: str) -> str:
    """What to name instead, or how to run what was named, if it can be run."""
    known = sorted({each.task for each in records.runs(50)})
    others = f"tasks with runs: {', '.join(known[:8])}" if known else ""
    if not means_task(project, task):
        return others or other_names(project, task)
    run_it = f"run it: orchestrator execute_task {shlex.quote(task)}"
    return f"{run_it}; {others}" if known else run_it


def _see_interruption(project: Project, state: RunState) -> None:
    """Show a run whose process is gone as it is; the record of that comes with a resume."""
    if state.outcome is not RunOutcome.RUNNING or is_driven(project, state.task, state.run):
        return
    state.outcome = RunOutcome.INTERRUPTED
    for seen in state.subtasks.values():
        if seen.status is Status.RUNNING:
            seen.status = Status.INTERRUPTED
            seen.reason = "its process is gone"


def _last_moment(project: Project, state: RunState, events: Sequence[Recorded]) -> datetime:
    """Until when something is known to have gone on: now, or the last thing recorded."""
    if state.outcome is RunOutcome.RUNNING:
        return project.clock.now()
    return datetime.fromisoformat(events[-1].time)


def _count_up(state: RunState, until: datetime) -> None:
    """Show what is not over with the time it has taken so far."""
    if state.outcome in (RunOutcome.RUNNING, RunOutcome.INTERRUPTED):
        state.duration_ms += _since(state.started_at, until)
    for seen in state.subtasks.values():
        if seen.status in (Status.RUNNING, Status.INTERRUPTED):
            seen.duration_ms += _since(seen.started_at, until)


def _since(start: str | None, until: datetime) -> int:
    if start is None:
        return 0
    return max(round((until - datetime.fromisoformat(start)).total_seconds() * 1000), 0)


def is_driven(project: Project, task: str, run: str) -> bool:
    """Whether a process drives the run at this moment."""
    holder = project.holder(task)
    return holder is not None and holder.run in (None, run)
