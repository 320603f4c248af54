"""What the driver needs of the world: an engine, a journal, sinks and a clock.

Only protocols and the values that pass through them; implementations live in `engines`,
`stores` and `sinks`, fakes in the tests.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from msgspec import Struct, field

from orchestrator.plan.model import Subtask
from orchestrator.run.events import Event, Recorded, SubtaskEvent
from orchestrator.run.state import RunState
from orchestrator.verify.model import Artifact


class Phase(StrEnum):
    """Which commands of a subtask are to run."""

    ATTEMPT = "attempt"  # condition, steps, checks
    CLOSE = "close"  # compensations in reverse order if `compensate`, then cleanups


class Work(Struct, frozen=True, kw_only=True):
    """One thing for an engine to do: the commands of one attempt, or what closes it.

    `done_steps` are ids of steps that are already done in this attempt, or attested.
    `env` is what the run adds to the caller's environment, declared variables included;
    `secrets` names those whose values are masked. `ask_condition` is True when the
    condition is to be asked first. `timeout_s` is the attempt's, already the smaller of
    timeout and what the total timeout leaves. `since` (RFC 3339) is when the attempt began,
    where it goes on after a wait: files made since then are its own. `prompts` are what the
    agent is asked, by the id of its step; with `mend` it is first asked to mend what was not
    complete. `checks_only` says that the steps are done and only checks are to run.
    `earlier_logs` are those of the attempts that this one goes on from, the oldest first.
    """

    run: str
    task: str
    trace_id: str
    subtask: Subtask
    attempt: int
    log: str  # relative to the root
    idempotency_key: str
    phase: Phase = Phase.ATTEMPT
    done_steps: frozenset[str] = frozenset()
    ask_condition: bool = False
    compensate: bool = False
    env: Mapping[str, str] = field(default_factory=dict)
    secrets: tuple[str, ...] = ()
    timeout_s: float | None = None
    since: str | None = None
    prompts: Mapping[str, str] = field(default_factory=dict)
    mend: str | None = None
    checks_only: bool = False
    earlier_logs: tuple[str, ...] = ()


class AttemptEnd(StrEnum):
    """How a piece of work ended."""

    SUCCEEDED = "succeeded"
    FAILED = "failed"
    TIMED_OUT = "timed_out"
    WAITING = "waiting"  # at a step that is for somebody
    SKIPPED = "skipped"  # the condition is false
    CANCELLED = "cancelled"  # `Engine.stop` was called
    CLOSED = "closed"  # the end of a CLOSE phase


class Ended(Struct, frozen=True, kw_only=True):
    """A piece of work ended. `exit_code` is of the command that decided (the failing one,
    else the last). `waiting_step` is the step it waits at. Duration in milliseconds."""

    subtask: str
    attempt: int
    phase: Phase
    end: AttemptEnd
    duration_ms: int
    reason: str | None = None
    exit_code: int | None = None
    waiting_step: str | None = None
    artifacts: tuple[Artifact, ...] = ()


Report = Event | Ended


class Engine(Protocol):
    """Runs work. All calls come from one thread; `wake` may come from a signal handler."""

    def start(self, work: Work) -> None:
        """Begin; never blocks on the work. A command that cannot start is a failed result."""

    def wait(self, timeout: float | None) -> Sequence[Report]:
        """Events and ends since the last call, in order; blocks until there is one, the
        timeout (seconds) is over or `wake` was called. An empty answer means one of the latter.
        Whoever calls this or `start` has recorded all that was told before."""

    def attend(self) -> None:
        """Keep what runs to its time, without waiting for it: timeouts, and what follows a stop.
        What happens is told by the next `wait`."""

    def stop(self, subtask: str | None = None, *, grace_s: float | None = None) -> None:
        """Stop one piece of work, or all: SIGTERM to its process trees, after the grace
        SIGKILL. Its `Ended` (CANCELLED) comes through `wait`. Grace 0 kills at once."""

    def wake(self) -> None:
        """Make a blocked `wait` return."""

    def close(self, *, grace_s: float = 0.0, recorded: bool = True) -> None:
        """End what is left, within the grace, and free everything. Without `recorded`, what was
        told last could not be kept: whoever goes on can still take it up."""


class Journal(Protocol):
    """Where the events of one run go."""

    def append(
        self, records: Sequence[Recorded], meanwhile: Callable[[], None] | None = None
    ) -> None:
        """Keep all of them in one transaction, or none. While somebody else keeps the journal
        locked, `meanwhile` is called again and again.

        Raises:
            StorageError: they could not be written.
        """


class Inbox(Protocol):
    """What people say to a run while it goes on: evidence and answers."""

    def take(self) -> Sequence[SubtaskEvent]:
        """What has come since the last time, oldest first: `Attested` and `Answered` alone."""


class Sink(Protocol):
    """Who is told of events. Must not raise; `state` is the state after the event."""

    def tell(self, record: Recorded, state: RunState) -> None: ...

    def close(self) -> None: ...


class Clock(Protocol):
    """Time: `now` for records (aware, UTC), `monotonic` (seconds) for all waits."""

    def now(self) -> datetime: ...

    def monotonic(self) -> float: ...
