"""A project for tests of operations: real files, a store in memory, an engine on virtual time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import NoReturn

from orchestrator.diagnostics import HeldError
from orchestrator.operations.converting.convert import convert
from orchestrator.operations.project import Holder, Project
from orchestrator.operations.running.driving import Watch
from orchestrator.operations.running.execute import Execution, execute
from orchestrator.operations.running.options import ExecuteOptions
from orchestrator.plan.model import Plan
from orchestrator.settings import Settings
from orchestrator.stores.history import HistoryReader
from orchestrator.workspace import Workspace
from tests.fakes import FakeClock, FakeEngine, Script
from tests.memory_store import MemoryStore
from tests.memory_trust import MemoryTrust


@dataclass
class FakeLocks:
    """Who holds which task; `held` may be set to play another process."""

    held: dict[str, Holder] = field(default_factory=dict)


class FakeLock:
    """The right to run a task, within this process."""

    def __init__(self, locks: FakeLocks, task: str) -> None:
        self._locks = locks
        self._task = task

    def note(self, run: str | None, *, at: str | None = None) -> None:
        self._locks.held[self._task] = Holder(pid=1, run=run, at=at)

    def __enter__(self) -> FakeLock:
        if self._task in self._locks.held:
            raise HeldError(f"{self._task} is held")
        self.note(None)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        del self._locks.held[self._task]


class FakeGates:
    """One gate at everything: closed as often as `closed` says, and to ask takes 0.1 s."""

    def __init__(self, clock: FakeClock) -> None:
        self.closed = 0
        self._clock = clock

    def __call__(self, file: Path) -> FakeGates:
        return self

    def passes(self) -> bool:
        self.closed -= 1
        self._clock.advance(0.1)
        return self.closed < 0

    def passing(self) -> int | None:
        return 8

    def __enter__(self) -> FakeGates:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        return None


class Bench:
    """A project under `root`; `script` says how commands end (see FakeEngine)."""

    def __init__(self, root: Path, script: Script | None = None) -> None:
        self.root = root
        self.clock = FakeClock()
        self.store = MemoryStore(self.clock)
        self.locks = FakeLocks()
        self.gates = FakeGates(self.clock)
        self.appointments = FakeLocks()
        self.script = script or {}
        self.missing: set[str] = set()
        self.swept: list[str] = []
        self.inside: set[str] = set()
        self.trust = MemoryTrust()
        self.engines: list[FakeEngine] = []
        self.project = Project(
            workspace=Workspace(root),
            settings=Settings(jobs=2, report=False),
            environ={},
            clock=self.clock,
            store=lambda: self.store,
            records=lambda: self.store,
            history=lambda: HistoryReader(Workspace(root).database),
            traces=self._traces,
            lock=lambda task: FakeLock(self.locks, task),
            holder=self.locks.held.get,
            gate=self.gates,
            appointment=lambda task: FakeLock(self.appointments, task),
            appointed=self.appointments.held.get,
            launch=self._launch,
            engine=self._engine,
            missing=self._missing,
            missing_agents=self._missing,
            sweep=self._sweep,
            inside=lambda run, driver: bool(self.inside) if run is None else run in self.inside,
            trust=lambda: self.trust,
            capacity={},
        )

    def _launch(self, words: Sequence[str]) -> NoReturn:
        raise AssertionError(f"nothing here starts another process: {words}")

    def _traces(self, endpoint: str | None) -> NoReturn:
        raise AssertionError(f"nothing here sends traces to {endpoint}")

    def task(self, name: str, text: str) -> Path:
        """Write a task file under docs/tasks."""
        path = self.root / "docs" / "tasks" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def plan(self, name: str, text: str) -> Plan:
        """Write and convert a task file that has no error."""
        conversion = convert(self.project, str(self.task(name, text)))
        assert conversion.plan is not None, conversion.findings
        return conversion.plan

    def run(self, plan: Plan, **asked: object) -> Execution:
        """Execute the plan with nobody looking on."""
        watch = Watch(sinks_for=lambda plan, notes: (), on_started=lambda driver: None)
        return execute(self.project, plan, ExecuteOptions(**asked), watch)  # type: ignore[arg-type]

    def started(self) -> list[str]:
        """The subtasks that the latest run started, in order."""
        return [work.subtask.id for work in self.engines[-1].started]

    def _engine(self) -> FakeEngine:
        self.engines.append(FakeEngine(self.clock, self.script))
        return self.engines[-1]

    def _missing(self, languages: Collection[str]) -> Sequence[str]:
        return [language for language in languages if language in self.missing]

    def _sweep(self, run: str) -> int:
        self.swept.append(run)
        return 0
