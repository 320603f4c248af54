"""Stop a run: ask the process that drives it, or record it of one that nobody drives."""

from __future__ import annotations

import contextlib
import os
import signal
import time

from orchestrator.diagnostics import InputError
from orchestrator.operations.converting.find import id_of
from orchestrator.operations.later import call_off
from orchestrator.operations.project import Holder, Project
from orchestrator.operations.records import state_of
from orchestrator.operations.reporting.status import latest_run
from orchestrator.operations.running.opening import close_interrupted
from orchestrator.operations.running.tidying import clear_without_receipt
from orchestrator.run import events as ev
from orchestrator.run.moments import stamp
from orchestrator.run.status import RunOutcome

_UNFINISHED = (RunOutcome.RUNNING, RunOutcome.WAITING, RunOutcome.INTERRUPTED)
_PAUSE_S = 0.05


def cancel(project: Project, task: str, *, patience_s: float = 15.0) -> str:
    """Cancel the latest run of the task, or the wait for the moment at which one was to begin; what
    was done, in a line.

    Raises:
        HeldError: another process has the task, and drives no run of it.
        InputError: there is nothing to cancel.
    """
    id_ = id_of(project, task)
    waited = call_off(project, id_)
    until = time.monotonic() + patience_s
    holder = _driver(project, id_, until)
    if holder is None and waited is not None:
        return f"called off: the run of {id_} that was to begin at {waited.at}"
    if holder is None or holder.pid is None:
        return _record(project, id_)
    with contextlib.suppress(ProcessLookupError):
        os.kill(holder.pid, signal.SIGTERM)
    while time.monotonic() < until:
        now = project.holder(id_)
        if now is None or now.pid != holder.pid:
            row = latest_run(project, id_)
            if now is None and (row is None or row.state != RunOutcome.CANCELLED):
                # It had come to its own end just before, or was killed.
                return _record(project, id_)
            return f"cancelled: process {holder.pid} has ended the run of {id_}"
        time.sleep(_PAUSE_S)
    return f"process {holder.pid} was told to stop the run of {id_}, and is still ending it"


def _driver(project: Project, id_: str, until: float) -> Holder | None:
    """Who drives a run of the task. Whoever has its lock for something else has yet to begin one,
    or only writes something down and may be anybody, a server too: that is waited for."""
    while (holder := project.holder(id_)) is not None and time.monotonic() < until:
        row = latest_run(project, id_)
        if row is not None and row.run == holder.run:
            return holder
        time.sleep(_PAUSE_S)
    return None


def _record(project: Project, id_: str) -> str:
    """Record the end of a run that waits or was interrupted."""
    if not project.workspace.database.exists():
        raise InputError(f"there is no run of {id_}", hint="run it: execute_task")
    with project.lock(id_):
        store = project.store()
        try:
            row = store.latest_run(id_)
            if row is None or row.state not in _UNFINISHED:
                has_ended = "there is none" if row is None else f"the latest one is {row.state}"
                raise InputError(
                    f"nothing to cancel: of the runs of {id_} {has_ended}", hint="see task_status"
                )
            project.sweep(row.run)
            clear_without_receipt(project.workspace, row.run)
            state = state_of(store.events(row.run))
            lost = list(close_interrupted(state))
            end = ev.RunFinished(
                state=RunOutcome.CANCELLED,
                complete=False,
                percent=row.percent,
                exit_code=128 + signal.SIGTERM,
                duration_ms=0,
            )
            moment = stamp(project.clock.now())
            store.journal(row.run).append(
                [
                    ev.Recorded(seq=seq, time=moment, run=row.run, event=event)
                    for seq, event in enumerate([*lost, end], start=state.seq + 1)
                ]
            )
            return f"cancelled: the run of {id_}, which nobody was driving"
        finally:
            store.close()
