"""Tests of the programs of attempts, without anything that runs."""

from __future__ import annotations

import pytest

from orchestrator.engines.execute import Conclusion, Done, program_of
from orchestrator.run.ports import AttemptEnd, Phase, Work
from orchestrator.verify.model import CommandResult, Outcome
from tests.works import check, prose, shell, step, steps, work


def play(made: Work, **bad: Done) -> tuple[list[str], Conclusion]:
    """The ids of what was started, and the conclusion; `bad` says what does not do well."""
    program = program_of(made)
    started: list[str] = []
    try:
        start = next(program)
        while True:
            started.append(start.id)
            start = program.send(bad.get(f"x{start.id}", done(Outcome.SUCCEEDED, 0)))
    except StopIteration as stop:
        return started, stop.value


def done(outcome: Outcome, exit_code: int | None, over: AttemptEnd | None = None) -> Done:
    result = CommandResult(
        outcome=outcome, started_at="", duration_ms=0, exit_code=exit_code, reason="why"
    )
    return Done(result=result, over=over)


FAILED = done(Outcome.FAILED, 4)
TIMED_OUT = done(Outcome.TIMED_OUT, None)
OUT_OF_TIME = done(Outcome.TIMED_OUT, None, AttemptEnd.TIMED_OUT)
CANCELLED = done(Outcome.CANCELLED, None, AttemptEnd.CANCELLED)
CHECKS = (check("c"), check("c", id="check_2"))


@pytest.mark.parametrize(
    ("bad", "started", "end", "reason", "exit_code"),
    [
        ({}, ["1", "2", "check_1", "check_2"], AttemptEnd.SUCCEEDED, None, 0),
        ({"x1": FAILED}, ["1"], AttemptEnd.FAILED, "step 1: why", 4),
        ({"x2": TIMED_OUT}, ["1", "2"], AttemptEnd.TIMED_OUT, "step 2: why", None),
        ({"x2": CANCELLED}, ["1", "2"], AttemptEnd.CANCELLED, "step 2: why", None),
        (
            {"xcheck_1": FAILED},
            ["1", "2", "check_1", "check_2"],
            AttemptEnd.FAILED,
            "check_1: why",
            4,
        ),
        (
            {"xcheck_1": TIMED_OUT, "xcheck_2": FAILED},
            ["1", "2", "check_1", "check_2"],
            AttemptEnd.TIMED_OUT,
            "check_1: why (and 1 more)",
            None,
        ),
        (
            {"xcheck_1": OUT_OF_TIME},
            ["1", "2", "check_1"],
            AttemptEnd.TIMED_OUT,
            "check_1: why",
            None,
        ),
    ],
)
def test_what_follows_from_each_end(
    bad: dict[str, Done],
    started: list[str],
    end: AttemptEnd,
    reason: str | None,
    exit_code: int | None,
) -> None:
    ids, conclusion = play(work(*steps("a", "b"), checks=CHECKS), **bad)
    assert ids == started
    assert conclusion == Conclusion(end=end, reason=reason, exit_code=exit_code)


def test_optional_step_out_of_time_still_ends_the_attempt() -> None:
    made = work(step("a", optional=True), step("b", id="2"))
    assert play(made, x1=TIMED_OUT)[0] == ["1", "2"]
    assert play(made, x1=OUT_OF_TIME)[1].end is AttemptEnd.TIMED_OUT


def test_waiting_leaves_the_rest_for_later() -> None:
    made = work(step("a"), prose("2"), step("b", id="3"), checks=CHECKS)
    ids, conclusion = play(made)
    assert ids == ["1"]
    assert (conclusion.end, conclusion.waiting_step) == (AttemptEnd.WAITING, "2")
    assert conclusion.reason == "step 2 waits for a person: do 2"


def test_going_on_after_the_wait_does_the_rest() -> None:
    made = work(
        step("a"), prose("2"), step("b", id="3"), checks=CHECKS, done_steps=frozenset({"1", "2"})
    )
    assert play(made)[0] == ["3", "check_1", "check_2"]


def test_closing_goes_on_after_everything_but_a_stop() -> None:
    made = work(
        phase=Phase.CLOSE,
        compensate=True,
        compensations=(shell("a"), shell("b")),
        cleanups=(shell("c"),),
    )
    everything = ["compensation_2", "compensation_1", "cleanup_1"]
    assert play(made, xcompensation_2=FAILED, xcompensation_1=OUT_OF_TIME) == (
        everything,
        Conclusion(end=AttemptEnd.CLOSED),
    )
    ids, conclusion = play(made, xcompensation_2=CANCELLED)
    assert (ids, conclusion.end) == (["compensation_2"], AttemptEnd.CANCELLED)


def test_every_start_tells_of_itself() -> None:
    made = work(step("a"), checks=(check("c"),), condition=shell("x"), ask_condition=True)
    program = program_of(made)
    start = next(program)
    kinds = []
    for _ in range(3):
        kinds.append(type(start.event(FAILED)).__name__)
        try:
            start = program.send(done(Outcome.SUCCEEDED, 0))
        except StopIteration:
            break
    assert kinds == ["ConditionFinished", "StepFinished", "CheckFinished"]
