"""The only place that builds concrete engines, stores and locks; decides nothing."""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from orchestrator.operations.project import Holder, Lock, Project, Records, Store
from orchestrator.run.ports import Engine
from orchestrator.settings import load
from orchestrator.workspace import Workspace, find_root


class SystemClock:
    """The machine's clocks."""

    def now(self) -> datetime:
        """The time of day, for records."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that only go forward, for waits."""
        return time.monotonic()


def open_project(root: Path | None, overrides: Mapping[str, object]) -> Project:
    """The project of the given root, or of the folder where the command was called.

    Adapters are imported and built when they are first used, so that converting a file needs
    no database and looking at a run no engine.

    Raises:
        InputError: the root or a setting cannot be used.
    """
    found = find_root(Path.cwd(), root)
    settings = load(found, os.environ, overrides)
    workspace = Workspace(found, tasks=settings.tasks_dir, reports=settings.reports_dir)
    clock = SystemClock()

    def store() -> Store:
        from orchestrator.stores.sqlite import SqliteStore

        return SqliteStore(workspace.database, clock=clock)

    def records() -> Records:
        from orchestrator.stores.sqlite import SqliteStore

        return SqliteStore.open_readonly(workspace.database)

    def lock(task: str) -> Lock:
        from orchestrator.stores.lock import TaskLock

        return TaskLock(workspace.lock_file(task))

    def holder_of(task: str) -> Holder | None:
        from orchestrator.stores.lock import holder

        return holder(workspace.lock_file(task))

    def engine() -> Engine:
        from orchestrator.engines.local import LocalEngine

        return LocalEngine(
            found,
            clock=clock,
            grace_s=settings.grace_s,
            log_limit_bytes=settings.log_limit_bytes,
            languages=settings.languages,
        )

    def missing(languages: Collection[str]) -> Sequence[str]:
        from orchestrator.engines.interpreters import missing as without_interpreter

        return without_interpreter(languages, languages=settings.languages, folder=found)

    def sweep(run: str) -> int:
        from orchestrator.engines.leftovers import sweep as end_leftovers

        return end_leftovers(run)

    return Project(
        workspace=workspace,
        settings=settings,
        environ=os.environ,
        clock=clock,
        store=store,
        records=records,
        lock=lock,
        holder=holder_of,
        engine=engine,
        missing=missing,
        sweep=sweep,
        capacity=_capacity(settings.jobs),
    )


def _capacity(jobs: int) -> dict[str, float]:
    """What there is of the resources that every machine has: processors and bytes."""
    capacity = {"cpu": float(max(os.cpu_count() or 1, jobs))}
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        capacity["memory"] = float(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    return capacity
