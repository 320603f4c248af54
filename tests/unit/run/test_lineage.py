"""What an attempt is recorded to build on, and how long it is said to have waited."""

from __future__ import annotations

from msgspec.structs import replace

from orchestrator.plan.model import Plan
from orchestrator.run import events as ev
from orchestrator.run.agenda import Agenda
from orchestrator.run.fold import replay
from orchestrator.run.ports import Work
from orchestrator.run.status import Status
from tests.builders import check, diamond, plan, script, subtask
from tests.fakes import FakeEngine, Scripted
from tests.runs import FAILS, Run

CHAIN = plan(subtask("a"), subtask("b", "a"), subtask("c", "b"), subtask("d", "c", "a"))


class Stopped(FakeEngine):
    """An engine under which somebody stops the run when the first work has begun."""

    def __init__(self, run: Run) -> None:
        super().__init__(run.clock, {"a/check_1": Scripted(duration_s=None)})
        self.run = run

    def start(self, work: Work) -> None:
        super().start(work)
        self.run.driver.stop(15)


def begun(run: Run) -> dict[str, tuple[tuple[str, ...], int]]:
    """The parents and the wait of each attempt, as `task_1.2`."""
    return {
        f"{event.subtask}.{event.attempt}": (event.parents, event.waited_ms)
        for event in (each.event for each in run.journal.records)
        if isinstance(event, ev.SubtaskStarted)
    }


def driven(of: Plan, *selected: str) -> Run:
    run = Run(of)
    run.start = replace(run.start, selected=selected)
    run.drive()
    return run


def test_an_attempt_builds_on_the_attempts_that_succeeded() -> None:
    run = Run(diamond(), {"b/1": [FAILS, Scripted()]}, retries=1)
    run.drive()
    found = {name: parents for name, (parents, _) in begun(run).items()}
    assert found == {
        "a.1": (), "b.1": ("a.1",), "b.2": ("a.1",), "c.1": ("a.1",), "d.1": ("b.2", "c.1"),
    }  # fmt: skip


def test_what_was_left_out_is_seen_through() -> None:
    """A second before it is no wait: what stands before the left out one had still to end."""
    found = begun(driven(CHAIN, "a", "c", "d"))
    assert found == {"a.1": ((), 0), "c.1": (("a.1",), 0), "d.1": (("c.1", "a.1"), 0)}
    assert begun(driven(CHAIN, "a", "d"))["d.1"] == (("a.1",), 0)
    assert begun(driven(CHAIN, "d"))["d.1"] == ((), 0)


def test_what_its_condition_left_out_is_seen_through() -> None:
    of = plan(subtask("a"), replace(subtask("b", "a"), condition=script()), subtask("c", "b"))
    run = Run(of, {"b/condition": FAILS})
    run.drive()
    assert replay(run.journal.records).of("b").status is Status.SKIPPED
    assert begun(run)["c.1"][0] == ("a.1",)


def test_a_validation_that_was_broken_off_is_nobodys_parent() -> None:
    of = plan(subtask("a", checks=(check(),)), subtask("b", "a"))
    run = Run(of, {"b/1": FAILS})
    run.drive()
    run.engine = Stopped(run)
    agenda = Agenda(validate=frozenset({"a"}), only_validate=True)
    driver = run._driver(replay(run.journal.records), agenda)
    driver.run([ev.RunResumed(plan="p", selected=("a", "b"), jobs=2, pid=1)])
    state = replay(run.journal.records)
    assert (state.of("a").status, state.of("a").attempts) == (Status.SUCCEEDED, 2)
    run.go_on()
    assert begun(run)["b.2"][0] == ("a.1",)
