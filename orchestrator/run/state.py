"""The state of a run: one enum of states, one table of transitions, one fold.

State is never stored; it is what the events say. `apply` refuses an event that the table
does not allow, and leaves the state as it was. Nothing else changes a status.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from orchestrator.run import events as ev
from orchestrator.verify.model import Artifact, Attestation, CommandResult, Facts


class Status(StrEnum):
    """Where a subtask stands."""

    PENDING = "pending"  # not started, or to be started again
    RUNNING = "running"  # an attempt is under way
    WAITING = "waiting"  # for a person, an approval or an agent
    SUCCEEDED = "succeeded"  # every command did what was expected of it
    FAILED = "failed"
    TIMED_OUT = "timed_out"
    BLOCKED = "blocked"  # a dependency did not end well
    SKIPPED = "skipped"  # not selected, or its condition is false
    CANCELLED = "cancelled"  # stopped, rejected or rolled back
    INTERRUPTED = "interrupted"  # its process is gone without a recorded end


class RunOutcome(StrEnum):
    """Where a run stands."""

    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    WAITING = "waiting"
    CANCELLED = "cancelled"  # by a person or a signal
    INTERRUPTED = "interrupted"  # its process is gone


_TO_PENDING: dict[type[ev.Event], Status] = {ev.SubtaskReset: Status.PENDING}
_NOT_STARTED: dict[type[ev.Event], Status] = {
    ev.SubtaskStarted: Status.RUNNING,
    ev.SubtaskBlocked: Status.BLOCKED,
    ev.SubtaskSkipped: Status.SKIPPED,
    ev.SubtaskCancelled: Status.CANCELLED,
    ev.SubtaskWaiting: Status.WAITING,
    **_TO_PENDING,
}

# Every legal move of a subtask. An event that is not listed under the present status is a
# mistake of the caller, or a journal that was tampered with.
TRANSITIONS: dict[Status, dict[type[ev.Event], Status]] = {
    Status.PENDING: _NOT_STARTED,
    Status.RUNNING: {
        ev.StepFinished: Status.RUNNING,
        ev.CheckFinished: Status.RUNNING,
        ev.ConditionFinished: Status.RUNNING,
        ev.CompensationFinished: Status.RUNNING,
        ev.CleanupFinished: Status.RUNNING,
        ev.SubtaskSucceeded: Status.SUCCEEDED,
        ev.SubtaskFailed: Status.FAILED,
        ev.SubtaskTimedOut: Status.TIMED_OUT,
        ev.SubtaskRetried: Status.PENDING,
        ev.SubtaskWaiting: Status.WAITING,
        ev.SubtaskSkipped: Status.SKIPPED,
        ev.SubtaskCancelled: Status.CANCELLED,
        ev.SubtaskInterrupted: Status.INTERRUPTED,
    },
    Status.WAITING: _NOT_STARTED,
    Status.SUCCEEDED: {
        # A rollback runs the compensations of what had succeeded, and voids the success.
        ev.CompensationFinished: Status.SUCCEEDED,
        ev.SubtaskCancelled: Status.CANCELLED,
        **_TO_PENDING,
    },
    Status.FAILED: _TO_PENDING,
    Status.TIMED_OUT: _TO_PENDING,
    Status.BLOCKED: _TO_PENDING,
    Status.SKIPPED: _TO_PENDING,
    Status.CANCELLED: _TO_PENDING,
    # A broken-off attempt can go on where it was, so it is open like one not started.
    Status.INTERRUPTED: _NOT_STARTED,
}

ENDED_WELL = frozenset({Status.SUCCEEDED, Status.SKIPPED})
ENDED_BADLY = frozenset({Status.FAILED, Status.TIMED_OUT, Status.BLOCKED, Status.CANCELLED})


class IllegalTransitionError(ValueError):
    """An event that the table does not allow in the present state."""


@dataclass(slots=True, kw_only=True)
class SubtaskState:
    """What the events say of one subtask. Results are those of the latest attempt.

    `log_bytes` counts what the latest attempt printed. `values` are the key=value pairs that
    steps handed on. `fingerprint` is of the definition that the latest attempt ran.
    """

    status: Status = Status.PENDING
    attempts: int = 0
    reason: str | None = None
    blocked_by: tuple[str, ...] = ()
    condition_false: bool = False
    voided: bool = False
    waits_for: str | None = None
    waiting_step: str | None = None
    started_at: str | None = None
    ended_at: str | None = None
    duration_ms: int = 0
    exit_code: int | None = None
    log: str | None = None
    log_bytes: int = 0
    inputs_sha256: str | None = None
    steps: dict[str, CommandResult] = field(default_factory=dict)
    checks: dict[str, CommandResult] = field(default_factory=dict)
    condition: CommandResult | None = None
    compensations: dict[int, CommandResult] = field(default_factory=dict)
    cleanups: dict[int, CommandResult] = field(default_factory=dict)
    artifacts: tuple[Artifact, ...] = ()
    attestations: tuple[Attestation, ...] = ()
    values: dict[str, str] = field(default_factory=dict)

    def facts(self) -> Facts:
        """What the verdict is made from."""
        return Facts(
            steps=self.steps,
            checks=self.checks,
            attestations=self.attestations,
            artifacts=self.artifacts,
        )


@dataclass(slots=True, kw_only=True)
class RunState:
    """What the events say of a run. Subtasks appear with their first event."""

    run: str = ""
    task: str = ""
    trace_id: str = ""
    plan: str = ""
    selected: frozenset[str] = frozenset()
    outcome: RunOutcome = RunOutcome.RUNNING
    pid: int | None = None
    jobs: int = 1
    started_at: str | None = None
    ended_at: str | None = None
    exit_code: int | None = None
    duration_ms: int = 0
    seq: int = 0
    subtasks: dict[str, SubtaskState] = field(default_factory=dict)

    def of(self, subtask: str) -> SubtaskState:
        """The state of one subtask, pending if nothing has happened to it."""
        return self.subtasks.get(subtask) or SubtaskState()


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
    state.seq = record.seq


def _begin(state: RunState, event: ev.RunStarted | ev.RunResumed, record: ev.Recorded) -> None:
    if isinstance(event, ev.RunStarted):
        state.run = record.run
        state.task = event.task
        state.trace_id = event.trace_id
        state.started_at = record.time
    state.plan = event.plan
    state.selected = frozenset(event.selected)
    state.jobs = event.jobs
    state.pid = event.pid
    state.outcome = RunOutcome.RUNNING
    state.ended_at = None
    state.exit_code = None


def _apply_to_subtask(state: RunState, event: ev.SubtaskEvent, time: str) -> None:
    if isinstance(event, ev.SubtaskRemoved):
        state.subtasks.pop(event.subtask, None)
        return
    subtask = state.subtasks.get(event.subtask, SubtaskState())
    if isinstance(event, ev.Attested):
        subtask.attestations = (*subtask.attestations, event.attestation)
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
        case ev.CheckFinished():
            subtask.checks[event.check] = event.result
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
        case ev.SubtaskSucceeded() | ev.SubtaskFailed() | ev.SubtaskTimedOut():
            _end(subtask, event, time)
        case ev.SubtaskRetried():
            subtask.reason = event.reason
            subtask.exit_code = event.exit_code
            subtask.duration_ms += event.duration_ms
        case ev.SubtaskWaiting():
            subtask.reason, subtask.waits_for = event.reason, event.kind
            subtask.waiting_step = event.step
        case ev.SubtaskBlocked():
            subtask.reason, subtask.blocked_by = event.reason, event.because
        case ev.SubtaskSkipped():
            subtask.reason, subtask.condition_false = event.reason, event.selected
            subtask.ended_at = time
        case ev.SubtaskCancelled():
            subtask.reason, subtask.voided = event.reason, event.voided
            subtask.ended_at = time
            subtask.duration_ms += event.duration_ms
        case ev.SubtaskInterrupted():
            subtask.reason, subtask.ended_at = event.reason, time
        case ev.SubtaskReset():
            _reset(subtask, event)


def _start(subtask: SubtaskState, event: ev.SubtaskStarted, time: str) -> None:
    subtask.attempts = event.attempt
    subtask.log = event.log
    subtask.inputs_sha256 = event.inputs_sha256
    subtask.reason = subtask.waits_for = subtask.waiting_step = None
    subtask.started_at = subtask.started_at or time
    subtask.ended_at = None
    if not event.continues:
        _forget_results(subtask)


def _end(
    subtask: SubtaskState,
    event: ev.SubtaskSucceeded | ev.SubtaskFailed | ev.SubtaskTimedOut,
    time: str,
) -> None:
    subtask.exit_code = event.exit_code
    subtask.duration_ms += event.duration_ms
    subtask.ended_at = time
    subtask.reason = None if isinstance(event, ev.SubtaskSucceeded) else event.reason
    if not isinstance(event, ev.SubtaskTimedOut):
        subtask.artifacts = event.artifacts


def _reset(subtask: SubtaskState, event: ev.SubtaskReset) -> None:
    """Back to pending; attempts go on counting, evidence for another definition is void."""
    if event.edited:
        subtask.attestations = ()
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
    subtask.condition = None
    subtask.compensations, subtask.cleanups = {}, {}
    subtask.artifacts = ()
    subtask.log_bytes = 0
    subtask.voided = False
