"""Where a subtask or a run may stand: one enum of states, one table of legal moves."""

from __future__ import annotations

from enum import StrEnum

from orchestrator.run import events as ev


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


class Wait(StrEnum):
    """Whom a waiting subtask waits for."""

    PERSON = "person"  # to do a step
    APPROVAL = "approval"


class RunOutcome(StrEnum):
    """Where a run stands."""

    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    WAITING = "waiting"
    CANCELLED = "cancelled"  # by a person or a signal
    INTERRUPTED = "interrupted"  # its process is gone


_TO_PENDING: dict[type[ev.Event], Status] = {ev.SubtaskReset: Status.PENDING}
# What ended can be validated: its checks run again.
_ENDED: dict[type[ev.Event], Status] = {ev.ValidationStarted: Status.RUNNING, **_TO_PENDING}
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
        ev.MendFinished: Status.RUNNING,
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
        ev.ValidationStopped: Status.SUCCEEDED,
    },
    Status.WAITING: _NOT_STARTED,
    Status.SUCCEEDED: {
        # A rollback runs the compensations of what had succeeded, and voids the success.
        ev.CompensationFinished: Status.SUCCEEDED,
        ev.SubtaskCancelled: Status.CANCELLED,
        **_ENDED,
    },
    Status.FAILED: _ENDED,
    Status.TIMED_OUT: _ENDED,
    Status.BLOCKED: _TO_PENDING,
    Status.SKIPPED: _TO_PENDING,
    Status.CANCELLED: _TO_PENDING,
    # A broken-off attempt can go on where it was, so it is open like one not started.
    Status.INTERRUPTED: {**_NOT_STARTED, **_ENDED},
}

ENDED_WELL = frozenset({Status.SUCCEEDED, Status.SKIPPED})
ENDED_BADLY = frozenset({Status.FAILED, Status.TIMED_OUT, Status.BLOCKED, Status.CANCELLED})
