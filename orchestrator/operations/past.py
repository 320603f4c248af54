"""What history is asked, what it answers, and the ports for that; knows no database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from msgspec import Struct

from orchestrator.run.events import Event

STATUSES = (
    *("succeeded", "failed", "timed_out", "skipped", "waiting", "cancelled", "interrupted"),
    "running",
)
FAILED = ("failed", "timed_out")


class Asked(Struct, frozen=True, kw_only=True):
    """Which attempts are meant. `since`, `until` and `upto` are moments in RFC 3339, UTC, of which
    `until` is not included; without `limit` all of them, else the latest."""

    task: str | None = None
    statuses: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    upto: str | None = None
    queue: str | None = None
    error_hash: str | None = None
    limit: int | None = None


class AttemptRow(Struct, frozen=True, kw_only=True):
    """One attempt. `origin` is recorded or imported; spans are 16 hex digits. `waited_ms` is how
    long only a free place was lacking, `cpu_ms` and `memory_kb` what its commands used,
    `output_bytes` what they printed; None where it is not known."""

    origin: str
    run: str | None
    task: str
    subtask: str
    attempt: int
    trace_id: str | None
    span_id: str | None
    retry_of: str | None
    validates: bool
    status: str
    started_at: str
    ended_at: str | None
    duration_ms: int | None
    waited_ms: int | None
    cpu_ms: int | None
    memory_kb: int | None
    output_bytes: int | None
    queue: str | None
    exit_code: int | None
    reason: str | None
    error_type: str | None
    error_message: str | None
    error_hash: str | None
    idempotency_key: str
    log: str | None


class ErrorRow(Struct, frozen=True, kw_only=True):
    """One cause: all attempts that ended by it. `subtask` and `run` are of the last one."""

    hash: str
    type: str
    message: str
    first_seen: str
    last_seen: str
    count: int
    task: str
    subtask: str
    run: str | None


class Measured(Struct, frozen=True, array_like=True):
    """What is counted of an attempt that has ended; `run` is its own among those of the task, and
    how long it took is not always known."""

    task: str
    subtask: str
    run: str
    attempt: int
    status: str
    duration_ms: int | None


class Parent(Struct, frozen=True, kw_only=True):
    """An attempt on whose success another one built."""

    subtask: str
    attempt: int
    span_id: str


class ImportedRow(Struct, frozen=True, kw_only=True):
    """An attempt that an earlier system made. `key` is a digest of what is said of it."""

    key: str
    source: str
    task: str
    subtask: str
    attempt: int
    status: str
    started_at: str
    ended_at: str | None = None
    duration_ms: int | None = None
    run: str | None = None
    trace_id: str | None = None
    queue: str | None = None
    exit_code: int | None = None
    reason: str | None = None
    error_type: str | None = None
    error_message: str | None = None
    error_hash: str | None = None


Attribute = str | int | float | bool | tuple[str, ...]


class Span(Struct, frozen=True, kw_only=True):
    """One span; ids in hex as trace context has them, moments in milliseconds since 1970.
    `links` are spans that it builds on, `error` why it did not go well."""

    name: str
    trace_id: str
    span_id: str
    parent_id: str | None
    start_ms: int
    end_ms: int
    error: str | None = None
    links: tuple[str, ...] = ()
    attributes: Mapping[str, Attribute]


class PastRun(Struct, frozen=True, kw_only=True):
    """A run by its age: `last` is when something was last recorded of it, RFC 3339, UTC."""

    run: str
    task: str
    last: str
    attempts: int


class Weight(Struct, frozen=True, kw_only=True):
    """How much of the database something is; bytes are an estimate by the length of its texts."""

    attempts: int
    imported: int
    bytes: int


class Space(Struct, frozen=True, kw_only=True):
    """What the database takes, in bytes; `free` is of that, and used again for what comes."""

    total: int
    free: int


class History(Protocol):
    """Recorded and imported attempts, for looking. Raises StorageError where it cannot read."""

    def attempts(self, asked: Asked) -> Sequence[AttemptRow]:
        """The latest first."""

    def each_attempt(self, asked: Asked) -> Iterator[AttemptRow]:
        """The oldest first, read in pieces."""

    def of_trace(self, trace_id: str) -> Sequence[AttemptRow]:
        """All of a trace, in the order in which they began."""

    def of_run(self, run: str) -> Sequence[AttemptRow]:
        """All of a run, in the order in which they began."""

    def traces(self, ending: str) -> Sequence[str]:
        """The ids of traces that end so, or have a run that ends so, or a span of that id."""

    def parents(self, run: str) -> dict[tuple[str, int], tuple[Parent, ...]]:
        """Of each attempt of a run, by subtask and number."""

    def events_of(self, run: str, subtask: str, attempt: int) -> Sequence[Event]:
        """What was recorded of one attempt, in order."""

    def errors(self, asked: Asked) -> Sequence[ErrorRow]:
        """The causes, the one seen last first."""

    def known(self, keys: Sequence[str]) -> set[str]:
        """Those of the keys that an attempt has, recorded or imported."""

    def past_runs(self) -> Sequence[PastRun]:
        """All runs, in the order in which they began."""

    def weight_of(self, runs: Sequence[str], before: str | None, task: str | None) -> Weight:
        """Of these runs, and of the attempts that were imported, of a task if one is named, and
        had ended by then; without `before` none of those."""

    def imported_tasks(self) -> set[str]:
        """The tasks of which attempts were imported."""

    def measured(self, asked: Asked) -> Iterable[Measured]:
        """All that have ended, without those that only checked again."""

    def close(self) -> None: ...


class Traces(Protocol):
    """Where spans of finished runs are sent."""

    def send(self, spans: Sequence[Span]) -> None:
        """Send them all.

        Raises:
            MissingExtraError: what sends them is not installed.
            StorageError: they were not taken.
        """
