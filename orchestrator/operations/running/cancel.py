"""Stop a run: ask the process that drives it, or record it of one that nobody drives."""

from __future__ import annotations

import contextlib
import os
import signal
import time

from orchestrator.diagnostics import InputError
from orchestrator.operations.converting.find import id_of
from orchestrator.operations.later import call_off
from orchestrator.operations.project import Project
from orchestrator.operations.records import state_of
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
        InputError: there is nothing to cancel.
    """
    id_ = id_of(project, task)
    waited = call_off(project, id_)
    holder = project.holder(id_)
    if holder is None and waited is not None:
        return f"called off: the run of {id_} that was to begin at {waited.at}"
    if holder is None:
        return _record(project, id_)
    if holder.pid is None:
        raise InputError(f"{id_} is only just starting", hint="try again in a moment")
    with contextlib.suppress(ProcessLookupError):
        os.kill(holder.pid, signal.SIGTERM)
    until = time.monotonic() + patience_s
    while time.monotonic() < until:
        now = project.holder(id_)
        if now is None or now.pid != holder.pid:
            return f"cancelled: process {holder.pid} has ended the run of {id_}"
        time.sleep(_PAUSE_S)
    return f"process {holder.pid} was told to stop the run of {id_}, and is still ending it"


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
