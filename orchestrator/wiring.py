"""The only place that builds concrete engines, stores and locks; decides nothing."""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field

from orchestrator.diagnostics import InputError
from orchestrator.operations.project import (
    Gate,
    Holder,
    Launched,
    Lock,
    Project,
    Records,
    Store,
    Trust,
)
from orchestrator.settings import Settings, load
from orchestrator.workspace import Workspace, find_root

if TYPE_CHECKING:
    from orchestrator.operations.past import History, Traces
    from orchestrator.run.ports import Engine


class SystemClock:
    """The machine's clocks."""

    def now(self) -> datetime:
        """The time of day, for records."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that only go forward, for waits."""
        return time.monotonic()


def open_project(
    root: Path | None, overrides: Mapping[str, object], *, serves: bool = False
) -> Project:
    """The project of the given root, or of the folder where the command was called. A process that
    `serves` looks and writes in several threads at once.

    Raises:
        InputError: the root or a setting cannot be used.
    """
    found = find_root(root or _current_folder(), root)
    settings = load(found, os.environ, overrides)
    workspace = Workspace(found, tasks=settings.tasks_dir, reports=settings.reports_dir)
    adapters = _Adapters(workspace, settings, SystemClock(), serves)
    return Project(
        workspace=workspace,
        settings=settings,
        environ=os.environ,
        clock=adapters.clock,
        store=adapters.store,
        records=adapters.records,
        history=adapters.history,
        traces=adapters.traces,
        lock=adapters.lock,
        holder=adapters.holder,
        gate=adapters.gate,
        appointment=adapters.appointment,
        appointed=adapters.appointed,
        launch=adapters.launch,
        engine=adapters.engine,
        ahead=adapters.ahead,
        missing=adapters.missing,
        missing_agents=adapters.missing_agents,
        sweep=adapters.sweep,
        inside=adapters.inside,
        trust=adapters.trust,
        capacity=_capacity(settings.jobs),
    )


class _Adapters(Struct, frozen=True):
    """Builds each adapter when it is first used, so that converting a file needs no database
    and looking at a run no engine. `ready` is an engine that was built ahead."""

    workspace: Workspace
    settings: Settings
    clock: SystemClock
    serves: bool = False
    ready: list[Engine] = field(default_factory=list)

    def store(self) -> Store:
        from orchestrator.stores.sqlite import SqliteStore

        return SqliteStore(self.workspace.database, clock=self.clock)

    def records(self) -> Records:
        from orchestrator.stores.sqlite import SqliteStore

        return SqliteStore.open_readonly(self.workspace.database, beside_writers=self.serves)

    def history(self) -> History:
        from orchestrator.stores.history import HistoryReader

        return HistoryReader(self.workspace.database, beside_writers=self.serves)

    def traces(self, endpoint: str | None) -> Traces:
        from orchestrator.sinks.otlp import OtlpTraces

        return OtlpTraces(endpoint)

    def lock(self, task: str) -> Lock:
        from orchestrator.stores.lock import TaskLock

        return TaskLock(self.workspace.lock_file(task))

    def holder(self, task: str) -> Holder | None:
        from orchestrator.stores.lock import holder

        return holder(self.workspace.lock_file(task))

    def appointment(self, task: str) -> Lock:
        from orchestrator.stores.lock import TaskLock

        return TaskLock(self.workspace.appointment_file(task))

    def appointed(self, task: str) -> Holder | None:
        from orchestrator.stores.lock import holder

        return holder(self.workspace.appointment_file(task))

    def launch(self, words: Sequence[str]) -> Launched:
        from orchestrator.engines.launched import launch

        return launch(words, self.workspace.root)

    def gate(self, file: Path) -> Gate:
        from orchestrator.stores.gate import FileGate

        return FileGate(file)

    @contextmanager
    def ahead(self) -> Iterator[None]:
        # It starts a process of its own, which takes a while and needs nobody to wait for it.
        self.ready.append(self._engine())
        try:
            yield
        finally:
            while self.ready:
                self.ready.pop().close()

    def engine(self) -> Engine:
        return self.ready.pop() if self.ready else self._engine()

    def _engine(self) -> Engine:
        from orchestrator.engines.local import LocalEngine

        return LocalEngine(
            self.workspace.root,
            clock=self.clock,
            grace_s=self.settings.grace_s,
            log_limit_bytes=self.settings.log_limit_bytes,
            languages=self.settings.languages,
            agents=self.settings.agents,
        )

    def missing(self, languages: Collection[str]) -> Sequence[str]:
        from orchestrator.engines.interpreters import missing

        folder = self.workspace.root
        return missing(languages, languages=self.settings.languages, folder=folder)

    def missing_agents(self, names: Collection[str]) -> Sequence[str]:
        from orchestrator.engines.agents import missing_agents

        return missing_agents(
            names,
            agents=self.settings.agents,
            search_path=os.environ.get("PATH", os.defpath),
            folder=self.workspace.root,
        )

    def sweep(self, run: str) -> int:
        from orchestrator.engines.leftovers import sweep

        return sweep(run)

    def inside(self, run: str | None, driver: int | None) -> bool:
        from orchestrator.engines.inside import is_inside

        return is_inside(run, driver)

    def trust(self) -> Trust:
        from orchestrator.stores.trust import FileTrust, folder_of

        return FileTrust(folder_of(os.environ, project=self.workspace.root))


def _current_folder() -> Path:
    try:
        return Path.cwd()
    except FileNotFoundError:
        raise InputError(
            "the current folder is no longer there", hint="go to another folder"
        ) from None


def _capacity(jobs: int) -> dict[str, float]:
    """What there is of the resources that every machine has: processors and bytes."""
    capacity = {"cpu": float(max(os.cpu_count() or 1, jobs))}
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        capacity["memory"] = float(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    return capacity
