"""Everything that can happen in a run: a closed set of frozen events, and their JSON.

The type name in JSON is the class name in snake case. Sequence number, time and run id
belong to the record (`Recorded`), not to the event: the store gives them.
"""

import re

from msgspec import Struct

from orchestrator.verify.model import Answer, Artifact, Attestation, Cause, CommandResult


class Event(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Base of all events."""


class SubtaskEvent(Event, frozen=True, kw_only=True):
    """Base of the events of one subtask."""

    subtask: str


class AttemptEvent(SubtaskEvent, frozen=True, kw_only=True):
    """Base of the events of one attempt; attempts count from 1."""

    attempt: int


# --- the run -----------------------------------------------------------------------------


class RunStarted(Event, frozen=True, kw_only=True):
    """A new run of the plan whose JSON has this digest. `selected` are the ids that may run;
    `order`, `agent` and `dialect` are what was asked for in place of what the file says. `args`
    are the arguments that were given, without the value of one that may be a secret, or that
    the environment of the caller has."""

    task: str
    plan: str  # SHA-256 of the plan's JSON, under which the store keeps it
    trace_id: str
    selected: tuple[str, ...]
    jobs: int
    pid: int
    parent_span: str | None = None  # of whoever called, in a trace of theirs
    env_names: tuple[str, ...] = ()  # of --env; values are not kept
    args: tuple[tuple[str, str | None], ...] = ()
    order: str | None = None
    agent: str | None = None
    dialect: str | None = None


class RunResumed(Event, frozen=True, kw_only=True):
    """A run goes on, perhaps with an edited plan. `round` counts from 2 where it goes on by
    itself because something was not complete; `validates` says that only checks run. What was
    given before and not anew still counts."""

    plan: str
    selected: tuple[str, ...]
    jobs: int
    pid: int
    env_names: tuple[str, ...] = ()
    args: tuple[tuple[str, str | None], ...] = ()
    order: str | None = None
    agent: str | None = None
    dialect: str | None = None
    round: int | None = None
    validates: bool = False


class RunInterrupted(Event, frozen=True, kw_only=True):
    """The process that drove the run is gone; recorded by whoever goes on with it."""

    reason: str


class RunFinished(Event, frozen=True, kw_only=True):
    """The run ended with this state (`RunOutcome` value) and exit code."""

    state: str
    complete: bool
    percent: float
    exit_code: int
    duration_ms: int


class RunAssessed(Event, frozen=True, kw_only=True):
    """Where an ended run stands now that somebody gave evidence or an answer."""

    state: str
    complete: bool
    percent: float
    exit_code: int


class TaskFileChanged(Event, frozen=True, kw_only=True):
    """The task file is not what it was when the run read it; the plan made then still rules.

    `sha256` is of the file's bytes now, None when it is gone.
    """

    path: str
    sha256: str | None


# --- a subtask ---------------------------------------------------------------------------


class SubtaskStarted(AttemptEvent, frozen=True, kw_only=True):
    """An attempt begins. `continues` is True when a waiting attempt goes on after its
    waiting step; then results recorded earlier in the same attempt stay. `parents` are the
    attempts whose success it builds on, as `task_1.2`; for `waited_ms` nothing but a free place
    was lacking. `args_sha256` digests the value of each argument, shortened; None where it asks
    for none."""

    idempotency_key: str
    log: str
    continues: bool = False
    inputs_sha256: str | None = None
    args_sha256: dict[str, str] | None = None
    parents: tuple[str, ...] = ()
    waited_ms: int = 0
    queue: str | None = None


class ValidationStarted(AttemptEvent, frozen=True, kw_only=True):
    """Its checks run again, as an attempt of their own; what its steps achieved stands."""

    idempotency_key: str
    log: str


class MendFinished(AttemptEvent, frozen=True, kw_only=True):
    """An agent was given the reasons why the subtask is not complete, and has ended."""

    result: CommandResult


class StepFinished(AttemptEvent, frozen=True, kw_only=True):
    """A step's command ended. `values` are the key=value lines it handed on."""

    step: str
    result: CommandResult
    values: tuple[tuple[str, str], ...] = ()


class CheckFinished(AttemptEvent, frozen=True, kw_only=True):
    """A check's command ended."""

    check: str
    result: CommandResult


class ConditionFinished(AttemptEvent, frozen=True, kw_only=True):
    """The condition was asked; exit code 0 means run."""

    result: CommandResult


class CompensationFinished(AttemptEvent, frozen=True, kw_only=True):
    """Compensation number `index` (from 0, in the plan's order) ran."""

    index: int
    result: CommandResult


class CleanupFinished(AttemptEvent, frozen=True, kw_only=True):
    """Cleanup number `index` (from 0, in the plan's order) ran."""

    index: int
    result: CommandResult


class SubtaskSucceeded(AttemptEvent, frozen=True, kw_only=True):
    """All commands of the attempt did what was expected of them."""

    duration_ms: int
    exit_code: int | None = None
    artifacts: tuple[Artifact, ...] = ()


class SubtaskFailed(AttemptEvent, frozen=True, kw_only=True):
    """The last attempt failed; as a `regression` where it is a validation of what was good.
    `error` tells the cause; events of before have none."""

    reason: str
    duration_ms: int
    exit_code: int | None = None
    artifacts: tuple[Artifact, ...] = ()
    regression: bool = False
    error: Cause | None = None


class SubtaskTimedOut(AttemptEvent, frozen=True, kw_only=True):
    """The last attempt was stopped by a timeout; as a `regression` as with a failure."""

    reason: str
    duration_ms: int
    exit_code: int | None = None
    artifacts: tuple[Artifact, ...] = ()
    regression: bool = False
    error: Cause | None = None


class SubtaskRetried(AttemptEvent, frozen=True, kw_only=True):
    """The attempt failed; another follows after `delay_s` seconds."""

    reason: str
    delay_s: float
    duration_ms: int
    exit_code: int | None = None
    artifacts: tuple[Artifact, ...] = ()
    timed_out: bool = False
    error: Cause | None = None


class SubtaskWaiting(SubtaskEvent, frozen=True, kw_only=True):
    """The subtask waits for a person or an approval. `attempt` is None before one.

    `step` is the id of the step it waits at; None where it waits for an approval. Before an
    attempt `args_sha256` is as in that: an answer is for these arguments.
    """

    reason: str
    kind: str  # a `Wait`
    attempt: int | None = None
    step: str | None = None
    args_sha256: dict[str, str] | None = None


class SubtaskBlocked(SubtaskEvent, frozen=True, kw_only=True):
    """It cannot run, because these subtasks did not end well."""

    because: tuple[str, ...]
    reason: str


class SubtaskSkipped(SubtaskEvent, frozen=True, kw_only=True):
    """It does not run: not selected, or its condition is false."""

    reason: str
    selected: bool  # False: not selected; True: the condition said no
    attempt: int | None = None


class SubtaskCancelled(SubtaskEvent, frozen=True, kw_only=True):
    """Stopped by a person, a signal, --fail-fast, a rejected approval or a rollback.

    `voided` is True when a recorded success was rolled back.
    """

    reason: str
    attempt: int | None = None
    voided: bool = False
    duration_ms: int = 0


class SubtaskInterrupted(AttemptEvent, frozen=True, kw_only=True):
    """Its process is gone without a recorded end."""

    reason: str


class ValidationStopped(AttemptEvent, frozen=True, kw_only=True):
    """What had succeeded was not checked to the end, so that what is known of it stays."""

    reason: str


class SubtaskReset(SubtaskEvent, frozen=True, kw_only=True):
    """It is to run again; `reason` says why. With `edited`, attestations are void too."""

    reason: str
    edited: bool = False


class SubtaskRemoved(SubtaskEvent, frozen=True, kw_only=True):
    """The edited task file no longer has it."""


class Attested(SubtaskEvent, frozen=True, kw_only=True):
    """Somebody gave evidence for a step, a criterion or the subtask."""

    attestation: Attestation


class Answered(SubtaskEvent, frozen=True, kw_only=True):
    """Somebody approved the subtask, or rejected it; a rejection is followed by its end."""

    answer: Answer


EVENT_TYPES: dict[str, type[Event]] = {
    re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower(): kind
    for kind in (
        RunStarted,
        RunResumed,
        RunInterrupted,
        RunFinished,
        RunAssessed,
        TaskFileChanged,
        SubtaskStarted,
        ValidationStarted,
        MendFinished,
        StepFinished,
        CheckFinished,
        ConditionFinished,
        CompensationFinished,
        CleanupFinished,
        SubtaskSucceeded,
        SubtaskFailed,
        SubtaskTimedOut,
        SubtaskRetried,
        SubtaskWaiting,
        SubtaskBlocked,
        SubtaskSkipped,
        SubtaskCancelled,
        SubtaskInterrupted,
        ValidationStopped,
        SubtaskReset,
        SubtaskRemoved,
        Attested,
        Answered,
    )
}
TYPE_NAMES: dict[type[Event], str] = {kind: name for name, kind in EVENT_TYPES.items()}


class Recorded(Struct, frozen=True, kw_only=True):
    """An event with its place in the run: `seq` counts from 1, `time` is RFC 3339 UTC."""

    seq: int
    time: str
    run: str
    event: Event
