"""What people say to a run: recorded at once, or handed to the process that drives it.

The journal of a run has one writer. While another process drives the run, an event is posted
to its inbox, where the driver takes it up; else it is recorded here, with what follows from it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from msgspec import Struct

from orchestrator.diagnostics import HeldError
from orchestrator.operations.project import Project, Store
from orchestrator.operations.records import state_of
from orchestrator.plan.catalogue import as_asked
from orchestrator.plan.codec import from_own_json
from orchestrator.plan.model import Plan
from orchestrator.run import events as ev
from orchestrator.run.blocking import blocked_by
from orchestrator.run.endings import blocking, rejection
from orchestrator.run.fold import apply
from orchestrator.run.moments import stamp
from orchestrator.run.state import RunState
from orchestrator.run.status import RunOutcome, Status
from orchestrator.run.summarize import outcome_of, summarize

_PATIENCE_S = 2.0
_PAUSE_S = 0.05
_ASSESSED = (RunOutcome.SUCCEEDED, RunOutcome.FAILED, RunOutcome.WAITING)


class Said(Struct, frozen=True, kw_only=True):
    """Whether the run's journal has it, and who drives the run if another process does."""

    recorded: bool
    driven: bool


def say(project: Project, task: str, run: str, event: ev.SubtaskEvent) -> Said:
    """Have the run's journal take the event.

    Raises:
        StorageError: it cannot be kept.
    """
    store = project.store()
    try:
        store.post(run, event)
        until = time.monotonic() + _PATIENCE_S
        while True:
            try:
                with project.lock(task):
                    take_up(project, store, run)
                return Said(recorded=True, driven=False)
            except HeldError:
                if not store.inbox(run).take():
                    return Said(recorded=True, driven=True)
            if time.monotonic() >= until:
                return Said(recorded=False, driven=True)
            time.sleep(_PAUSE_S)
    finally:
        store.close()


def take_up(project: Project, store: Store, run: str) -> None:
    """Record what was posted to a run that nobody drives; the caller holds the task's lock.

    Raises:
        StorageError: it cannot be recorded.
    """
    posted = store.inbox(run).take()
    if not posted:
        return
    state = state_of(store.events(run))
    plan = from_own_json(store.plan(state.plan))
    records = []
    moment = stamp(project.clock.now())
    for event in _with_consequences(plan, state, posted):
        record = ev.Recorded(seq=state.seq + 1, time=moment, run=run, event=event)
        apply(state, record)
        records.append(record)
    store.journal(run).append(records)


def _with_consequences(
    plan: Plan, state: RunState, posted: Sequence[ev.SubtaskEvent]
) -> Iterator[ev.Event]:
    """The events with what follows from each; `state` is changed by them on the way."""
    for event in posted:
        yield event
        if isinstance(event, ev.Answered) and not event.answer.approved:
            seen = state.of(event.subtask)
            if seen.status in (Status.PENDING, Status.WAITING):
                yield rejection(event.subtask, event.answer)
                for each in blocked_by(as_asked(plan, state.selected), state, event.subtask):
                    yield blocking(each.subtask, each.because)
    if state.outcome in _ASSESSED:
        summary = summarize(plan, state)
        yield ev.RunAssessed(
            state=outcome_of(plan, state),
            complete=summary.complete,
            percent=summary.percent,
            exit_code=summary.exit_code,
        )
