"""Events become state: the one fold.

State is never stored; it is what the events say. `apply` refuses an event that the table of
`run.status` does not allow, and leaves the state as it was. Nothing else changes a status.
"""

from __future__ import annotations

from collections.abc import Iterable

from orchestrator.run import events as ev
from orchestrator.run.state import Earlier, RunState, SubtaskState
from orchestrator.run.status import TRANSITIONS, RunOutcome, Status
from orchestrator.verify.model import Outcome

# How many failed attempts of a subtask are remembered for whoever is to mend it.
_REMEMBERED = 5


class IllegalTransitionError(ValueError):
    """An event that the table does not allow in the present state."""


def replay(records: Iterable[ev.Recorded]) -> RunState:
    """Fold recorded events, oldest first, into the state that they describe."""
    state = RunState()
    for record in records:
        apply(state, record)
    return state


def apply(state: RunState, record: ev.Recorded) -> None:
    """Change `state` by one recorded event.

    Raises:
        IllegalTransitionError: the table does not allow it; nothing has changed.
    """
    event = record.event
    if isinstance(event, ev.SubtaskEvent):
        _apply_to_subtask(state, event, record.time)
    elif isinstance(event, ev.RunStarted | ev.RunResumed):
        _begin(state, event, record)
    elif isinstance(event, ev.RunInterrupted):
        state.outcome = RunOutcome.INTERRUPTED
        state.ended_at = record.time
    elif isinstance(event, ev.RunFinished):
        state.outcome = RunOutcome(event.state)
        state.exit_code = event.exit_code
        state.ended_at = record.time
        state.duration_ms += event.duration_ms
    elif isinstance(event, ev.RunAssessed):
        state.outcome = RunOutcome(event.state)
        state.exit_code = event.exit_code
    elif isinstance(event, ev.TaskFileChanged):
        state.changed_file = event.sha256 or ""
    state.seq = record.seq


def _begin(state: RunState, event: ev.RunStarted | ev.RunResumed, record: ev.Recorded) -> None:
    if isinstance(event, ev.RunStarted):
        state.run = record.run
        state.task = event.task
        state.trace_id = event.trace_id
        state.started_at = record.time
    elif event.round is not None:
        state.round = event.round
    if state.plan != event.plan:
        state.changed_file = None
    state.plan = event.plan
    state.selected = frozenset(event.selected)
    state.asked_for |= state.selected
    state.jobs = event.jobs
    state.order = event.order or state.order
    state.agent = event.agent or state.agent
    state.dialect = event.dialect or state.dialect
    if isinstance(event, ev.RunStarted) or not event.validates:
        _take_given(state, event)
    state.pid = event.pid
    state.outcome = RunOutcome.RUNNING
    state.ended_at = None
    state.exit_code = None


def _take_given(state: RunState, event: ev.RunStarted | ev.RunResumed) -> None:
    """What a review is given is for that alone; all else counts until it is given anew."""
    for name in event.env_names:
        state.args.pop(name, None)  # given as a variable it is no argument any more
    state.args.update(event.args)
    state.env_names |= frozenset(event.env_names)


def _apply_to_subtask(state: RunState, event: ev.SubtaskEvent, time: str) -> None:
    if isinstance(event, ev.SubtaskRemoved):
        state.subtasks.pop(event.subtask, None)
        return
    subtask = state.subtasks.get(event.subtask, SubtaskState())
    if isinstance(event, ev.Attested):
        subtask.attestations = (*subtask.attestations, event.attestation)
    elif isinstance(event, ev.Answered):
        subtask.answers = (*subtask.answers, event.answer)
    else:
        following = TRANSITIONS[subtask.status].get(type(event))
        if following is None:
            raise IllegalTransitionError(
                f"{event.subtask}: {ev.TYPE_NAMES[type(event)]} is not possible "
                f"while it is {subtask.status}"
            )
        _remember(subtask, event, time)
        subtask.status = following
    state.subtasks[event.subtask] = subtask


def _remember(subtask: SubtaskState, event: ev.SubtaskEvent, time: str) -> None:
    """Keep what an allowed event says, apart from the status."""
    match event:
        case ev.SubtaskStarted():
            _start(subtask, event, time)
        case ev.StepFinished():
            subtask.steps[event.step] = event.result
            subtask.values.update(event.values)
            subtask.log_bytes += event.result.output_bytes
        case ev.SubtaskSucceeded() | ev.SubtaskFailed() | ev.SubtaskTimedOut():
            _end(subtask, event, time)
        case ev.CheckFinished():
            subtask.checks[event.check] = event.result
            subtask.log_bytes += event.result.output_bytes
        case ev.ValidationStarted():
            _validate(subtask, event)
        case ev.MendFinished():
            subtask.mend = event.result
            subtask.log_bytes += event.result.output_bytes
        case ev.ConditionFinished():
            subtask.condition = event.result
            subtask.log_bytes += event.result.output_bytes
        case ev.CompensationFinished():
            subtask.compensations[event.index] = event.result
            subtask.log_bytes += event.result.output_bytes
        case ev.CleanupFinished():
            subtask.cleanups[event.index] = event.result
            subtask.log_bytes += event.result.output_bytes
        case ev.SubtaskRetried():
            _note_failure(subtask, event)
            subtask.reason = event.reason
            subtask.exit_code = event.exit_code
            subtask.duration_ms += event.duration_ms
        case ev.SubtaskWaiting():
            subtask.reason, subtask.waits_for = event.reason, event.kind
            subtask.waiting_step = event.step
            if event.attempt is None:
                subtask.args_sha256 = event.args_sha256
        case ev.SubtaskBlocked():
            subtask.reason, subtask.blocked_by = event.reason, event.because
        case ev.SubtaskSkipped():
            subtask.reason, subtask.condition_false = event.reason, event.selected
            subtask.ended_at = time
        case ev.SubtaskCancelled():
            subtask.reason, subtask.voided = event.reason, event.voided
            subtask.waits_for = subtask.waiting_step = None
            subtask.ended_at = time
            subtask.duration_ms += event.duration_ms
        case ev.SubtaskInterrupted():
            subtask.reason, subtask.ended_at = event.reason, time
        case ev.ValidationStopped():
            _stay_good(subtask, time)
        case ev.SubtaskReset():
            _reset(subtask, event)


def _validate(subtask: SubtaskState, event: ev.ValidationStarted) -> None:
    """Only what checks showed is asked again."""
    was_good = subtask.status is Status.SUCCEEDED
    subtask.good = (subtask.checks, subtask.artifacts) if was_good else None
    subtask.attempts = event.attempt
    subtask.log = event.log
    subtask.validating = True
    subtask.validations += 1
    subtask.reason = subtask.ended_at = subtask.mend = None
    subtask.checks, subtask.artifacts = {}, ()
    subtask.log_bytes = 0


def _stay_good(subtask: SubtaskState, time: str) -> None:
    """What a validation had not found out when it was stopped is as it was."""
    if subtask.good is not None:
        subtask.checks, subtask.artifacts = subtask.good
    subtask.reason, subtask.ended_at = None, time


def _start(subtask: SubtaskState, event: ev.SubtaskStarted, time: str) -> None:
    subtask.attempts = event.attempt
    subtask.log = event.log
    subtask.logs = (*subtask.logs, event.log) if event.continues else (event.log,)
    subtask.inputs_sha256 = event.inputs_sha256
    subtask.args_sha256 = event.args_sha256
    subtask.reason = subtask.waits_for = subtask.waiting_step = None
    subtask.started_at = subtask.started_at or time
    subtask.ended_at = None
    subtask.validating = subtask.regression = False
    if not event.continues:
        _forget_results(subtask)


def _end(
    subtask: SubtaskState,
    event: ev.SubtaskSucceeded | ev.SubtaskFailed | ev.SubtaskTimedOut,
    time: str,
) -> None:
    if isinstance(event, ev.SubtaskSucceeded):
        subtask.succeeded_in = event.attempt
    else:
        _note_failure(subtask, event)
    subtask.exit_code = event.exit_code
    subtask.duration_ms += event.duration_ms
    subtask.ended_at = time
    subtask.regression = not isinstance(event, ev.SubtaskSucceeded) and event.regression
    subtask.reason = None if isinstance(event, ev.SubtaskSucceeded) else event.reason
    subtask.artifacts = event.artifacts


def _note_failure(
    subtask: SubtaskState, event: ev.SubtaskRetried | ev.SubtaskFailed | ev.SubtaskTimedOut
) -> None:
    commands = (*subtask.steps.items(), *subtask.checks.items())
    failed = tuple(each for each in commands if each[1].outcome is not Outcome.SUCCEEDED)
    failure = Earlier(attempt=event.attempt, reason=event.reason, commands=failed)
    subtask.earlier = (*subtask.earlier, failure)[-_REMEMBERED:]


def _reset(subtask: SubtaskState, event: ev.SubtaskReset) -> None:
    """Back to pending; attempts go on counting, what was said of something else is void."""
    if event.edited:
        subtask.attestations, subtask.earlier = (), ()
    # What was approved was to succeed once, whatever became of that success.
    had_succeeded = subtask.status is Status.SUCCEEDED or subtask.voided or subtask.regression
    if event.edited or had_succeeded:
        subtask.answers = ()
    _forget_results(subtask)
    subtask.reason = event.reason
    subtask.blocked_by = ()
    subtask.condition_false = False
    subtask.waits_for = subtask.waiting_step = None
    subtask.started_at = subtask.ended_at = None
    subtask.duration_ms = 0
    subtask.exit_code = None


def _forget_results(subtask: SubtaskState) -> None:
    """What an earlier attempt achieved counts no more."""
    subtask.steps, subtask.checks, subtask.values = {}, {}, {}
    subtask.condition = subtask.mend = None
    subtask.compensations, subtask.cleanups = {}, {}
    subtask.artifacts = ()
    subtask.log_bytes = 0
    subtask.voided = False
