"""A run under way in this process: what it acts through, for as many drives as it takes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from msgspec import Struct

from orchestrator.diagnostics import StorageError
from orchestrator.operations.converting.sources import digest
from orchestrator.operations.project import Project, Store
from orchestrator.operations.running.inputs import inputs_digest
from orchestrator.operations.running.options import ExecuteOptions, run_options
from orchestrator.plan.catalogue import as_asked
from orchestrator.plan.model import Plan, Step, Subtask
from orchestrator.run import events as ev
from orchestrator.run.agenda import NOTHING_BEFORE, Agenda
from orchestrator.run.driver import Driver, Ports
from orchestrator.run.ports import Engine, Sink
from orchestrator.run.state import RunState


class Watch(Struct, frozen=True, kw_only=True):
    """Who looks on: `sinks_for` gets the plan and the notes of the beginning, `on_started`
    each driver, which can be told to stop."""

    sinks_for: Callable[[Plan, tuple[str, ...]], Sequence[Sink]]
    on_started: Callable[[Driver], None]


class Session:
    """Drives one run of a plan; to be closed. The caller holds the task's lock. `engine` runs the
    first drive, and is closed with it."""

    def __init__(
        self,
        project: Project,
        store: Store,
        plan: Plan,
        run: str,
        asked: ExecuteOptions,
        watch: Watch,
        notes: tuple[str, ...],
        engine: Engine,
    ) -> None:
        self._engine: Engine | None = engine
        self.plan = plan
        self.run = run
        self._project = project
        self._store = store
        self._options = run_options(project, asked)
        self._watch = watch
        self._sinks = watch.sinks_for(plan, notes)
        self._source = project.workspace.root / plan.source.path
        self._at_first = digest(self._source)

    def drive(
        self, state: RunState, opening: Sequence[ev.Event], agenda: Agenda = NOTHING_BEFORE
    ) -> RunState:
        """Record the opening events and drive the run until nothing is left to do.

        Raises:
            StorageError: an event could not be recorded.
        """
        project, run = self._project, self.run
        engine, self._engine = self._engine or project.engine(), None
        ports = Ports(
            journal=self._store.journal(run),
            engine=engine,
            sinks=self._sinks,
            clock=project.clock,
            inbox=self._store.inbox(run),
            log_of=lambda subtask, attempt: project.workspace.log_file(run, subtask, attempt),
            inputs_of=lambda subtask: inputs_digest(project.workspace.root, subtask),
            prompt_of=self._prompt,
            changed=self._changed,
        )
        recorded, grace_s = False, 0.0
        try:
            plan = as_asked(self.plan, _selected(state, opening))
            driver = Driver(plan, state, self._options, ports, run=run, agenda=agenda)
            self._watch.on_started(driver)
            state = driver.run(opening)
            recorded = True
        except StorageError:
            # What runs cannot be recorded any more, but it may end as it is used to.
            grace_s = project.settings.grace_s
            raise
        finally:
            engine.close(grace_s=grace_s, recorded=recorded)
        return state

    def close(self) -> None:
        """Free what the run was shown by, and an engine that nothing was driven with."""
        if self._engine is not None:
            self._engine.close()
        for sink in self._sinks:
            sink.close()

    def _prompt(self, state: RunState, subtask: Subtask, step: Step | None) -> str:
        from orchestrator.report.prompt import build_prompt
        from orchestrator.report.render import render_prompt

        return render_prompt(build_prompt(self.plan, state, subtask, step))

    def _changed(self) -> ev.TaskFileChanged | None:
        """That the task file is another now than when this began."""
        now = digest(self._source)
        if now == self._at_first:
            return None
        return ev.TaskFileChanged(path=self.plan.source.path, sha256=now)


def _selected(state: RunState, opening: Sequence[ev.Event]) -> Collection[str]:
    """What may run once the opening events are recorded."""
    begins = (each for each in opening if isinstance(each, ev.RunStarted | ev.RunResumed))
    begun = next(begins, None)
    return state.selected if begun is None else begun.selected
