"""One run of a plan over fakes, to be driven, stopped and gone on with in tests."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from orchestrator.operations.running.opening import close_interrupted, open_new, open_resumed
from orchestrator.plan.model import Plan, Step, Subtask
from orchestrator.run import events as ev
from orchestrator.run.agenda import NOTHING_BEFORE, Agenda
from orchestrator.run.driver import Driver, Ports
from orchestrator.run.fold import apply, replay
from orchestrator.run.resume import Choice, decide_resume
from orchestrator.run.state import RunState
from orchestrator.run.work import RunOptions
from tests.fakes import FakeClock, FakeEngine, Script, Scripted

FAILS = Scripted(exit_code=1)


class ListJournal:
    """A journal that is a list."""

    def __init__(self) -> None:
        self.records: list[ev.Recorded] = []

    def append(
        self, records: Sequence[ev.Recorded], meanwhile: Callable[[], None] | None = None
    ) -> None:
        self.records.extend(records)


class ListInbox:
    """An inbox that gives out what was put into it, each when its time has come."""

    def __init__(self) -> None:
        self.posted: list[ev.SubtaskEvent] = []
        self.asked = 0
        self.not_before = 0

    def take(self) -> list[ev.SubtaskEvent]:
        self.asked += 1
        if self.asked <= self.not_before:
            return []
        posted, self.posted = self.posted, []
        return posted


class Run:
    """One run of a plan over fakes; `go_on` resumes it, perhaps with another plan."""

    def __init__(self, of: Plan, script_: Script | None = None, **options: object) -> None:
        self.plan = of
        self.clock = FakeClock()
        self.journal = ListJournal()
        self.options = RunOptions(**{"jobs": 2, **options})  # type: ignore[arg-type]
        self.engine = FakeEngine(self.clock, script_)
        self.inbox = ListInbox()
        self.asked: list[str] = []
        self.file_changed: ev.TaskFileChanged | None = None
        ids = tuple(each.id for each in of.subtasks)
        self.start = ev.RunStarted(
            task=of.id, plan="p", trace_id="0" * 32, selected=ids, jobs=2, pid=1
        )

    def drive(self) -> RunState:
        return self._driver(RunState()).run(list(open_new(self.plan, self.start)))

    def again(self, agenda: Agenda, *resets: ev.SubtaskReset) -> RunState:
        """Go on with the run as it stands, by an agenda."""
        state = replay(self.journal.records)
        resumed = ev.RunResumed(plan="p", selected=self.start.selected, jobs=2, pid=1)
        return self._driver(state, agenda).run([resumed, *resets])

    def _prompt(self, state: RunState, subtask: Subtask, step: Step | None) -> str:
        self.asked.append(f"{subtask.id}/{step.id if step else 'mend'}")
        return f"please do {self.asked[-1]}"

    def _driver(self, state: RunState, agenda: Agenda = NOTHING_BEFORE) -> Driver:
        self.driver = Driver(
            self.plan,
            state,
            self.options,
            Ports(
                journal=self.journal,
                engine=self.engine,
                sinks=(),
                clock=self.clock,
                inbox=self.inbox,
                log_of=lambda each, attempt: f"{each}.{attempt}.log",
                inputs_of=lambda each: None,
                prompt_of=self._prompt,
                changed=lambda: self.file_changed,
            ),
            run="r",
            agenda=agenda,
        )
        return self.driver

    def go_on(self, new: Plan | None = None, script_: Script | None = None) -> RunState:
        state = replay(self.journal.records)
        old, self.plan = self.plan, new or self.plan
        lost = list(close_interrupted(state))
        seen = replay(self.journal.records)
        for number, event in enumerate(lost, seen.seq + 1):
            record = ev.Recorded(seq=number, time="2030-01-01T00:00:00Z", run="r", event=event)
            apply(seen, record)
        ids = frozenset(each.id for each in self.plan.subtasks)
        self.decisions = decide_resume(old, self.plan, seen, selected=ids, inputs={})
        resumed = ev.RunResumed(plan="p2", selected=tuple(ids), jobs=2, pid=2)
        self.engine = FakeEngine(self.clock, script_)
        broken_off = {d.subtask for d in self.decisions if d.choice is Choice.GO_ON}
        driver = self._driver(state, Agenda(go_on=frozenset(broken_off)))
        return driver.run([*lost, *open_resumed(seen, resumed, self.decisions)])

    def started(self) -> list[str]:
        return [work.subtask.id for work in self.engine.started]


def statuses(state: RunState) -> dict[str, str]:
    return {id_: str(seen.status) for id_, seen in state.subtasks.items()}
