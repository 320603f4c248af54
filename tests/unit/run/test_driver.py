"""The loop with a fake engine: order, retries, waits, stops, resumes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from msgspec.structs import replace

from orchestrator.plan.model import Retry
from orchestrator.run import events as ev
from orchestrator.run.fold import replay
from orchestrator.run.status import RunOutcome, Status
from orchestrator.run.summarize import summarize
from tests.builders import command_step, diamond, plan, prose_step, script, subtask
from tests.fakes import Script, Scripted
from tests.runs import FAILS, ListJournal, Run, statuses


def test_a_diamond_runs_in_order_and_its_arms_together() -> None:
    run = Run(diamond())
    state = run.drive()
    assert run.started()[0] == "a"
    assert run.started()[-1] == "d"
    assert run.engine.at_once == 2
    assert state.outcome is RunOutcome.SUCCEEDED
    assert summarize(run.plan, state).complete


def test_a_failed_arm_blocks_the_join_and_lets_the_other_arm_run() -> None:
    run = Run(diamond(), {"b": FAILS})
    state = run.drive()
    assert statuses(state) == {"a": "succeeded", "b": "failed", "c": "succeeded", "d": "blocked"}
    assert state.of("d").blocked_by == ("b",)
    assert state.exit_code == 1


def test_a_resume_runs_only_what_failed_and_what_waits_for_it() -> None:
    run = Run(diamond(), {"b": FAILS})
    run.drive()
    state = run.go_on()
    assert run.started() == ["b", "d"]
    assert {each.subtask: each.why for each in run.decisions} == {
        "a": "it succeeded and is unchanged",
        "b": "it failed",
        "c": "it succeeded and is unchanged",
        "d": "it was blocked",
    }
    assert state.of("b").attempts == 2
    assert state.of("a").attempts == 1
    assert state.exit_code == 0


def test_an_edited_subtask_runs_again_with_all_that_come_after_it() -> None:
    run = Run(diamond())
    run.drive()
    edited = plan(
        subtask("a"),
        subtask("b", "a", steps=(command_step(script="test -e new\n"),)),
        subtask("c", "a"),
        subtask("d", "b", "c"),
    )
    state = run.go_on(edited)
    assert run.started() == ["b", "d"]
    reasons = {each.subtask: each.why for each in run.decisions}
    assert reasons["b"] == "its definition changed"
    assert reasons["d"] == "what it depends on changed"
    assert state.of("c").attempts == 1


def test_every_cut_of_the_journal_resumes_without_running_a_success_again() -> None:
    whole = Run(diamond())
    whole.drive()
    records = whole.journal.records
    for cut in range(1, len(records) + 1):
        run = Run(diamond())
        run.journal.records = list(records[:cut])
        done = {
            id_
            for id_, seen in replay(run.journal.records).subtasks.items()
            if seen.status is Status.SUCCEEDED
        }
        state = run.go_on()
        assert not done & set(run.started()), f"cut after {cut} events"
        assert state.outcome is RunOutcome.SUCCEEDED


def test_retries_wait_longer_each_time_and_then_succeed() -> None:
    retry = Retry(max=3, delay_s=2.0, backoff=3.0, max_delay_s=5.0)
    run = Run(plan(subtask("a", retry=retry)), {"a": [FAILS, FAILS, FAILS, Scripted()]})
    state = run.drive()
    delays = [
        record.event.delay_s
        for record in run.journal.records
        if isinstance(record.event, ev.SubtaskRetried)
    ]
    assert delays == [2.0, 5.0, 5.0]
    assert state.of("a").attempts == 4
    assert state.of("a").status is Status.SUCCEEDED
    assert run.clock.monotonic() == pytest.approx(4 * 1.0 + 12.0)


def test_the_total_timeout_covers_attempts_and_waits() -> None:
    retry = Retry(max=50, delay_s=1.0)
    run = Run(plan(subtask("a", retry=retry, total_timeout_s=5.0)), {"a": FAILS})
    state = run.drive()
    assert state.of("a").status is Status.FAILED
    assert run.clock.monotonic() <= 5.0
    assert state.of("a").attempts == 3


def test_a_timeout_ends_an_attempt() -> None:
    run = Run(plan(subtask("a", timeout_s=3.0)), {"a": Scripted(duration_s=None)})
    state = run.drive()
    assert state.of("a").status is Status.TIMED_OUT
    assert run.clock.monotonic() == pytest.approx(3.0)
    assert state.exit_code == 1


def test_allowed_failure_lets_dependants_run_and_is_not_complete() -> None:
    run = Run(plan(subtask("a", allow_failure=True), subtask("b", "a")), {"a": FAILS})
    state = run.drive()
    summary = summarize(run.plan, state)
    assert state.of("b").status is Status.SUCCEEDED
    assert (state.exit_code, summary.complete) == (0, False)
    assert "failure allowed" in summary.subtasks[0].reasons


def test_prose_waits_and_what_depends_on_it_stays_pending() -> None:
    run = Run(plan(subtask("a", steps=(prose_step(),)), subtask("b", "a")))
    state = run.drive()
    assert state.of("a").status is Status.WAITING
    assert state.of("b").status is Status.PENDING
    assert (state.outcome, state.exit_code) == (RunOutcome.WAITING, 3)
    assert run.started() == []


def test_a_step_that_waits_keeps_what_ran_before_it() -> None:
    steps = (command_step("1"), prose_step("2"), command_step("3", "test -e x\n"))
    run = Run(plan(subtask("a", steps=steps)))
    state = run.drive()
    assert state.of("a").waiting_step == "2"
    assert list(state.of("a").steps) == ["1"]


def test_an_approval_holds_a_subtask_before_anything_of_it_runs() -> None:
    run = Run(plan(subtask("a", approval="Ship it?")))
    state = run.drive()
    assert state.of("a").waits_for == "approval"
    assert run.started() == []


def test_fail_fast_cancels_what_runs_and_what_has_not_started() -> None:
    run = Run(
        plan(subtask("a"), subtask("b"), subtask("c"), subtask("d", "c")),
        {"c": Scripted(exit_code=1, duration_s=0.5), "a": Scripted(duration_s=None)},
        fail_fast=True,
    )
    state = run.drive()
    assert statuses(state) == {
        "a": "cancelled",
        "b": "cancelled",
        "c": "failed",
        "d": "blocked",
    }
    assert state.exit_code == 1


def test_compensations_run_after_a_failure_and_cleanups_always() -> None:
    closing = {"compensations": (script("undo"),), "cleanups": (script("sweep"),)}
    run = Run(plan(subtask("a", **closing), subtask("b", **closing)), {"a/1": FAILS})
    run.drive()
    kinds = [
        (record.event.subtask, type(record.event).__name__)
        for record in run.journal.records
        if isinstance(record.event, ev.CompensationFinished | ev.CleanupFinished)
    ]
    assert sorted(kinds) == [
        ("a", "CleanupFinished"),
        ("a", "CompensationFinished"),
        ("b", "CleanupFinished"),
    ]


def test_rollback_voids_successes_last_first_and_a_resume_runs_them_again() -> None:
    undo = (script("undo"),)
    made = plan(
        subtask("a", compensations=undo), subtask("b", "a", compensations=undo), subtask("c", "b")
    )
    run = Run(made, {"c": FAILS}, rollback=True)
    state = run.drive()
    undone = [
        record.event.subtask
        for record in run.journal.records
        if isinstance(record.event, ev.CompensationFinished)
    ]
    assert undone == ["b", "a"]
    assert statuses(state) == {"a": "cancelled", "b": "cancelled", "c": "failed"}
    state = run.go_on()
    assert run.started() == ["a", "b", "c"]
    assert state.exit_code == 0


def test_stop_ends_in_order_and_a_resume_goes_on() -> None:
    run = Run(diamond(), {"a": Scripted(duration_s=None)})
    begin = run.engine.start

    def start_then_stop(work: object) -> None:
        begin(work)  # type: ignore[arg-type]
        run.driver.stop(15)

    run.engine.start = start_then_stop  # type: ignore[method-assign]
    state = run.drive()
    assert state.outcome is RunOutcome.CANCELLED
    assert state.exit_code == 143
    assert statuses(state) == {"a": "cancelled"}
    assert run.go_on().outcome is RunOutcome.SUCCEEDED


def test_locks_and_resources_keep_subtasks_apart() -> None:
    run = Run(plan(*(subtask(name, locks=("db",)) for name in "abc"), subtask("d")), jobs=4)
    run.drive()
    assert run.engine.at_once == 2
    run = Run(
        plan(*(subtask(name, resources={"cpu": 2.0}) for name in "abcd")),
        jobs=4,
        capacity={"cpu": 4.0},
    )
    run.drive()
    assert run.engine.at_once == 2


def test_critical_ones_and_long_chains_start_first() -> None:
    from orchestrator.plan.model import Priority

    run = Run(
        plan(
            subtask("plain"),
            subtask("head"),
            subtask("tail", "head"),
            subtask("urgent", priority=Priority.CRITICAL),
        ),
        jobs=1,
    )
    run.drive()
    assert run.started() == ["urgent", "head", "plain", "tail"]


def test_values_reach_all_that_come_after_and_the_nearest_wins() -> None:
    values = {
        "a": Scripted(values=(("VERSION", "1.2"), ("NAME", "a"))),
        "b": Scripted(values=(("NAME", "b"),)),
    }
    run = Run(plan(subtask("a"), subtask("b", "a"), subtask("c", "b"), subtask("d")), values)
    run.drive()
    env = {work.subtask.id: dict(work.env) for work in run.engine.started}
    assert env["c"] == {"VERSION": "1.2", "NAME": "b"}
    assert env["d"] == {}


def test_values_of_kept_subtasks_reach_those_that_a_resume_runs() -> None:
    made = plan(subtask("a"), subtask("b", "a"), subtask("c", "b"))
    run = Run(made, {"a": Scripted(values=(("VERSION", "1.2"),)), "c": FAILS})
    run.drive()
    run.go_on()
    assert [dict(work.env) for work in run.engine.started] == [{"VERSION": "1.2"}]


def test_what_runs_is_kept_to_its_time_while_the_journal_is_locked() -> None:
    class Locked(ListJournal):
        """Held for ten seconds when the first of two has ended."""

        def append(
            self, records: Sequence[ev.Recorded], meanwhile: Callable[[], None] | None = None
        ) -> None:
            assert meanwhile is not None
            if any(isinstance(record.event, ev.SubtaskSucceeded) for record in records):
                for _ in range(10):
                    run.clock.advance(1)
                    meanwhile()
            super().append(records)

    made = plan(subtask("a"), subtask("b", timeout_s=3.0))
    run = Run(made, {"a": Scripted(duration_s=1), "b": Scripted(duration_s=None)})
    run.journal = Locked()
    run.drive()
    (end,) = [each.event for each in run.journal.records if type(each.event) is ev.SubtaskTimedOut]
    assert (end.subtask, end.duration_ms) == ("b", 3000)


def test_a_journal_that_cannot_be_written_ends_the_run() -> None:
    from orchestrator.diagnostics import StorageError

    class Full(ListJournal):
        def append(
            self, records: Sequence[ev.Recorded], meanwhile: Callable[[], None] | None = None
        ) -> None:
            if len(self.records) > 3:
                raise StorageError("no space is left")
            super().append(records)

    run = Run(diamond())
    run.journal = Full()
    with pytest.raises(StorageError):
        run.drive()


def test_an_optional_subtask_that_waits_holds_nobody_up() -> None:
    waiting = replace(subtask("a", steps=(prose_step(),)), optional=True)
    run = Run(plan(waiting, subtask("b", "a")))
    state = run.drive()
    assert state.of("b").status is Status.SUCCEEDED
    assert state.exit_code == 0
    assert summarize(run.plan, state).complete


def _without_the_middle(script_: Script) -> Run:
    """A chain of four of which the two in the middle are not selected, and one beside it."""
    chain = plan(
        subtask("a"), subtask("b", "a"), subtask("c", "b"), subtask("d", "c"), subtask("e")
    )
    run = Run(chain, script_)
    run.start = replace(run.start, selected=("a", "d", "e"))
    return run


def test_what_is_left_out_leaves_the_order_around_it() -> None:
    run = _without_the_middle({"a": Scripted(duration_s=5.0)})
    state = run.drive()
    assert run.started() == ["a", "e", "d"]
    assert statuses(state) == {
        "a": "succeeded", "b": "skipped", "c": "skipped", "d": "succeeded", "e": "succeeded",
    }  # fmt: skip


def test_a_failure_blocks_what_stands_behind_one_left_out() -> None:
    run = _without_the_middle({"a": FAILS})
    state = run.drive()
    assert run.started() == ["a", "e"]
    assert state.of("d").status is Status.BLOCKED
    assert state.of("d").blocked_by == ("a",)
    assert state.of("b").status is Status.SKIPPED
