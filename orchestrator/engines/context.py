"""What an engine lends to its attempts, and an attempt to its commands; values only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from msgspec import Struct, field

from orchestrator.engines import environment
from orchestrator.engines.before import note_before
from orchestrator.engines.freshness import Freshness
from orchestrator.engines.log import Log
from orchestrator.engines.loop import Loop
from orchestrator.engines.masker import Masker
from orchestrator.engines.orphans import Orphans, Window
from orchestrator.engines.spawner import Spawner
from orchestrator.run.moments import stamp
from orchestrator.run.ports import Work


class EngineContext(Struct, frozen=True, kw_only=True):
    """What all attempts share. `root` is resolved; `inherited` are the caller's variables;
    `nothing` is a handle to read nothing from. `unrecorded` are files to be removed once what was
    told last is recorded: until then somebody may have to take the results from them again."""

    loop: Loop
    spawner: Spawner
    orphans: Orphans
    root: Path
    nothing: int
    inherited: Mapping[str, str]
    languages: Mapping[str, tuple[str, ...]]
    agents: Mapping[str, tuple[str, ...]]
    grace_s: float
    log_limit_bytes: int
    unrecorded: list[str] = field(default_factory=list)

    def now(self) -> str:
        """The time for records, RFC 3339 in UTC."""
        return stamp(self.loop.clock.now())


class AttemptContext(Struct, frozen=True, kw_only=True):
    """What the commands of one attempt share. `environment` are their variables beside those that
    the engine inherited; `freshness` says which files are its own, `window` which processes;
    `values` are those its steps have handed on so far."""

    engine: EngineContext
    work: Work
    log: Log
    environment: Mapping[str, str]
    masker: Masker
    freshness: Freshness
    window: Window
    values: dict[str, str] = field(default_factory=dict)


def context_of(engine: EngineContext, work: Work) -> AttemptContext:
    """The context of a new attempt.

    Raises:
        StorageError: its log cannot be opened.
    """
    variables = environment.of_attempt(work)
    log = Log(engine.root, work.log)
    return AttemptContext(
        engine=engine,
        work=work,
        log=log,
        environment=variables,
        masker=Masker(_values_of(work.secrets, variables, engine.inherited)),
        freshness=_freshness(engine, work),
        window=engine.orphans.open(environment.marker_of(work), f"{engine.root}/{work.log}"),
    )


def _values_of(
    names: Iterable[str], variables: Mapping[str, str], inherited: Mapping[str, str]
) -> Iterator[str]:
    for name in names:
        value = variables.get(name, inherited.get(name))
        if value is not None:
            yield value


def _freshness(engine: EngineContext, work: Work) -> Freshness:
    """Of an attempt that goes on, what it made before the wait is its own too."""
    if work.since is not None:
        return Freshness(datetime.fromisoformat(work.since).timestamp())
    freshness = Freshness(engine.loop.clock.now().timestamp())
    note_before(engine.root, work.subtask, freshness)
    return freshness
