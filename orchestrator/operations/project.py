"""What every operation gets: the project's places and settings, and the ports to act through.

Built in `wiring`; only protocols here, so that operations can be tested with fakes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from orchestrator.settings import Settings
from orchestrator.workspace import Workspace

if TYPE_CHECKING:
    from orchestrator.operations.past import History, ImportedRow, Space, Traces
    from orchestrator.packed import Packed
    from orchestrator.run.events import Recorded, SubtaskEvent
    from orchestrator.run.ports import Clock, Engine, Inbox, Journal


class RunRow(Struct, frozen=True, kw_only=True):
    """A run as the store lists it; `state` is as recorded, so a killed run says `running`."""

    run: str
    task: str
    task_path: str | None
    plan: str
    state: str
    complete: bool
    percent: float
    exit_code: int | None
    started_at: str
    ended_at: str | None
    pid: int | None
    last_seq: int


class Lease(Struct, frozen=True, kw_only=True):
    """A subtask that `holder` has for a while; `token` is known to nobody else. Times are RFC 3339
    in UTC: `until` is the moment at which it is free again."""

    run: str
    subtask: str
    token: str
    holder: str
    taken_at: str
    until: str


class Holder(Struct, frozen=True, kw_only=True):
    """The process that runs a task at this moment, or that waits for the moment `at` (RFC 3339)
    to do so; `pid` None before it says who it is."""

    pid: int | None = None
    started: str | None = None
    run: str | None = None
    at: str | None = None


class Records(Protocol):
    """Recorded runs, for looking. Every method raises StorageError when it cannot read."""

    def latest_run(self, task: str) -> RunRow | None: ...

    def run(self, run: str) -> RunRow | None:
        """The run of that id, or of the only id that ends so."""

    def runs(self, limit: int) -> Sequence[RunRow]:
        """The newest runs first."""

    def events(self, run: str) -> Iterator[Recorded]: ...

    def about_run(self, run: str) -> Iterator[Recorded]:
        """The events that are about no subtask."""

    def count(self, run: str) -> int:
        """How many events there are, each as it was recorded."""

    def plan(self, sha256: str) -> str: ...

    def leases(self, run: str, now: str) -> Sequence[Lease]:
        """Those of a run that have not run out, in the order of their subtasks' ids."""

    def close(self) -> None: ...


class Store(Records, Protocol):
    """Recorded runs, for writing too."""

    def new_run(self, task: str, task_path: str | None) -> str: ...

    def has_plan(self, sha256: str) -> bool: ...

    def save_plan(self, packed: Packed) -> str:
        """Keep a plan's JSON, and give its digest."""

    def journal(self, run: str) -> Journal: ...

    def post(self, run: str, event: SubtaskEvent) -> None:
        """Keep an event for whoever writes the run's journal."""

    def inbox(self, run: str) -> Inbox:
        """What was posted to a run and its journal does not have."""

    def claim(
        self, run: str, candidates: Sequence[str], holder: str, now: str, until: str
    ) -> Lease | None:
        """Take the first of the candidates that nobody has a live lease on; in one transaction."""

    def renew(self, token: str, now: str, until: str) -> Lease | None:
        """Keep a lease until then, also one that ran out; None where it was given back, or somebody
        else has taken its subtask meanwhile."""

    def release(self, token: str) -> None:
        """Give a lease back, if it is there."""

    def take_in(self, rows: Sequence[ImportedRow]) -> int:
        """Keep attempts of another system in one transaction, but for those whose key is there;
        how many were new."""

    def remove_runs(self, runs: Sequence[str]) -> None:
        """Forget runs of one task, which the caller holds, with all that belongs to them alone;
        in one transaction."""

    def remove_imported(self, before: str, task: str | None) -> int:
        """Forget imported attempts that had ended by then; how many."""

    def space(self) -> Space: ...

    def shrink(self) -> None:
        """Give free space back to the disk; others who write wait for it."""


class Lock(AbstractContextManager["Lock"], Protocol):
    """The right to run a task; entering raises HeldError when another process has it."""

    def note(self, run: str | None, *, at: str | None = None) -> None:
        """Say which run is driven, or what is waited for, for those who ask who holds it."""


class Gate(AbstractContextManager["Gate"], Protocol):
    """Where those who are about to run a task wait for one another, before its file is read."""

    def passes(self) -> bool:
        """Whether it is this one's turn; asked again and again, with pauses."""

    def passing(self) -> int | None:
        """The process whose turn it is, where that can be told."""


class Launched(Protocol):
    """Another orchestrator that was started, and goes on without this process."""

    @property
    def pid(self) -> int: ...

    def ended(self) -> int | None:
        """Its exit code, once it has ended."""

    def said(self) -> str:
        """What it has printed to standard error."""


class Allowed(Struct, frozen=True, kw_only=True):
    """What a person allowed to run: of the project at `root` the file at `path`, which gave the
    task, as it was when its bytes had the digest `sha256`; with the order, agent and dialect that
    were asked for in place of what it says."""

    root: str
    path: str
    task: str
    sha256: str
    at: str
    order: str | None = None
    agent: str | None = None
    dialect: str | None = None


class Trust(Protocol):
    """What people allowed to run on this machine, under keys that are digests in hex. It lies
    outside of every project, and what others could have written counts as nothing.

    Every method raises InputError when all of it is such, StorageError when it cannot be read
    or written.
    """

    def allowed(self, key: str) -> bool:
        """Whether that is allowed. Raises InputError when what stands there is not to be
        believed."""

    def allow(self, key: str, about: Allowed) -> None: ...

    def forget(self, key: str) -> None:
        """Allow it no more; nothing happens where it was not allowed."""

    def entries(self) -> Mapping[str, Allowed]:
        """All that is allowed, of every project, by its key."""


class Project(Struct, frozen=True, kw_only=True):
    """A workspace with its settings and adapters.

    `missing` says which of some languages have no interpreter here, `missing_agents` which of
    some agents have no program; `sweep` ends the processes that a run left behind and counts
    them; `inside` says whether this process was started by a step of a run, which a process
    of that id drives, or without a run by a step of any; `holder` tells who runs a task now;
    `gate` is the one at a task file; `trust` is what people allowed to run. `appointment` is the
    right to wait for the moment at which a task is to run, `appointed` tells who does; `launch`
    starts another orchestrator in the root with these words. While `ahead` is entered, the first
    engine that is asked for is there already.
    """

    workspace: Workspace
    settings: Settings
    environ: Mapping[str, str]
    clock: Clock
    store: Callable[[], Store]
    records: Callable[[], Records]
    history: Callable[[], History]
    traces: Callable[[str | None], Traces]
    lock: Callable[[str], Lock]
    holder: Callable[[str], Holder | None]
    gate: Callable[[Path], Gate]
    appointment: Callable[[str], Lock]
    appointed: Callable[[str], Holder | None]
    launch: Callable[[Sequence[str]], Launched]
    engine: Callable[[], Engine]
    ahead: Callable[[], AbstractContextManager[None]] = nullcontext
    missing: Callable[[Collection[str]], Sequence[str]]
    missing_agents: Callable[[Collection[str]], Sequence[str]]
    sweep: Callable[[str], int]
    inside: Callable[[str | None, int | None], bool]
    trust: Callable[[], Trust]
    capacity: Mapping[str, float]
