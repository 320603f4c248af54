"""Checks that run again: what succeeded stays, what does so no more is a regression."""

from __future__ import annotations

from msgspec.structs import replace

from orchestrator.run import events as ev
from orchestrator.run.agenda import Agenda
from orchestrator.run.fold import replay
from orchestrator.run.status import RunOutcome, Status
from orchestrator.run.summarize import summarize
from orchestrator.run.validation import to_validate
from tests.builders import check, plan, prose_step, subtask
from tests.fakes import FakeEngine, Script, Scripted
from tests.runs import FAILS, Run

PAIR = plan(
    subtask("a", checks=(check(),)),
    subtask("b", "a", checks=(check(),)),
    subtask("c", "b"),
)


def validated(run: Run, script: Script | None = None) -> Run:
    state = replay(run.journal.records)
    run.engine = FakeEngine(run.clock, script)
    run.again(Agenda(validate=to_validate(run.plan, state), only_validate=True))
    return run


def commands(run: Run) -> list[str]:
    """The steps and checks that ended in the latest drive, in order."""
    last = max(
        n for n, each in enumerate(run.journal.records) if isinstance(each.event, ev.RunResumed)
    )
    return [
        f"{each.event.subtask}/{getattr(each.event, 'step', None) or each.event.check}"
        for each in run.journal.records[last:]
        if isinstance(each.event, ev.StepFinished | ev.CheckFinished)
    ]


def test_only_checks_run_again_and_in_order() -> None:
    run = Run(PAIR)
    run.drive()
    validated(run)
    assert commands(run) == ["a/check_1", "b/check_1"]
    state = replay(run.journal.records)
    assert state.outcome is RunOutcome.SUCCEEDED
    assert summarize(PAIR, state).complete
    assert {id_: seen.attempts for id_, seen in state.subtasks.items()} == {"a": 2, "b": 2, "c": 1}


def test_a_check_that_fails_now_is_a_regression_and_holds_up_no_other() -> None:
    run = Run(PAIR)
    run.drive()
    validated(run, {"a/check_1": FAILS})
    state = replay(run.journal.records)
    assert commands(run) == ["a/check_1", "b/check_1"]
    assert state.of("a").status is Status.FAILED
    assert (state.of("a").reason or "").startswith("regression: check_1: exit code 1")
    assert (state.of("b").status, state.of("c").status) == (Status.SUCCEEDED, Status.SUCCEEDED)
    assert state.exit_code == 1
    reasons = summarize(PAIR, state).subtasks[0].reasons
    assert reasons == ("regression: check_1: exit code 1, expected 0",)


def test_a_regression_that_is_gone_is_a_success_again() -> None:
    run = Run(PAIR)
    run.drive()
    validated(run, {"a/check_1": FAILS})
    validated(run)
    state = replay(run.journal.records)
    assert summarize(PAIR, state).complete
    assert state.exit_code == 0


def test_what_failed_at_a_check_can_be_validated_what_failed_at_a_step_cannot() -> None:
    of = plan(subtask("a", checks=(check(),)), subtask("b", checks=(check(),)))
    run = Run(of, {"a/check_1": FAILS, "b/1": FAILS})
    run.drive()
    validated(run)
    state = replay(run.journal.records)
    assert commands(run) == ["a/check_1"]
    assert (state.of("a").status, state.of("b").status) == (Status.SUCCEEDED, Status.FAILED)


def test_nothing_is_retried_compensated_or_cleaned_up() -> None:
    from tests.builders import script

    of = plan(
        subtask("a", checks=(check(),), cleanups=(script(),), compensations=(script(),)),
    )
    run = Run(of, retries=3)
    run.drive()
    validated(run, {"a/check_1": FAILS})
    assert [work.phase for work in run.engine.started] == ["attempt"]


def test_a_validation_that_was_stopped_leaves_the_success_to_be_checked_again() -> None:
    run = Run(PAIR)
    run.drive()
    state = replay(run.journal.records)
    run.engine = FakeEngine(run.clock, {"a/check_1": Scripted(duration_s=None)})
    driver = run._driver(state, Agenda(validate=frozenset({"a"}), only_validate=True))
    driver.stop(15)
    resumed = ev.RunResumed(plan="p", selected=("a", "b", "c"), jobs=2, pid=1)
    driver.run([resumed])
    state = replay(run.journal.records)
    # It was asked to stop before the check began.
    assert state.of("a").status in (Status.SUCCEEDED, Status.INTERRUPTED)
    run.go_on()
    assert "a/1" not in commands(run)


def test_a_mend_comes_before_the_checks_of_what_lacks_an_output() -> None:
    of = plan(replace(subtask("a", outputs=("x",), checks=(check(),)), agent="helper"))
    run = Run(of)
    run.drive()
    ids = frozenset({"a"})
    run.engine = FakeEngine(run.clock, {})
    state = run.again(Agenda(validate=ids, mend=ids))
    assert run.asked == ["a/mend"]
    assert run.engine.started[0].mend == "please do a/mend"
    assert state.of("a").mend is not None
    assert commands(run) == ["a/check_1"]


def test_waiting_and_blocked_ones_are_left_alone() -> None:
    of = plan(
        subtask("a", checks=(check(),)),
        subtask("b", "a", steps=(prose_step(),)),
        subtask("c", "b"),
    )
    run = Run(of)
    run.drive()
    validated(run)
    state = replay(run.journal.records)
    assert state.of("b").status is Status.WAITING
    assert state.of("c").status is Status.PENDING
    assert state.outcome is RunOutcome.WAITING
