"""Tests of the programs of attempts, without anything that runs."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from msgspec.structs import replace

from orchestrator.engines.execute import Conclusion, Done, program_of
from orchestrator.plan.model import Action, ActionKind, Step
from orchestrator.run import events as ev
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


def asked(id: str, **fields: Any) -> Step:
    return prose(id, kind=ActionKind.AGENT, **fields)


@pytest.mark.parametrize(
    ("first", "bad", "started", "end"),
    [
        (asked("1"), {}, ["1", "2"], AttemptEnd.SUCCEEDED),
        (asked("1", checks=("check_1",)), {}, ["1", "2"], AttemptEnd.SUCCEEDED),
        (asked("1", optional=True), {"x1": FAILED}, ["1", "2"], AttemptEnd.SUCCEEDED),
        (asked("1"), {"x1": FAILED}, ["1"], AttemptEnd.FAILED),
        (asked("1"), {"x1": TIMED_OUT}, ["1"], AttemptEnd.TIMED_OUT),
        (asked("1", optional=True), {"x1": OUT_OF_TIME}, ["1"], AttemptEnd.TIMED_OUT),
        # One that nobody was given a prompt for is somebody's, as what is left for a person.
        (asked("unasked"), {}, [], AttemptEnd.WAITING),
        (asked("unasked", optional=True), {}, ["2"], AttemptEnd.SUCCEEDED),
        (asked("unasked", checks=("check_1",)), {}, ["2"], AttemptEnd.SUCCEEDED),
        (prose("1"), {}, [], AttemptEnd.WAITING),
        (prose("1", checks=("check_1",)), {}, ["2"], AttemptEnd.SUCCEEDED),
    ],
)
def test_steps_of_agents(
    first: Step, bad: dict[str, Done], started: list[str], end: AttemptEnd
) -> None:
    made = work(first, step("b", id="2"), agent="mine", prompts={"1": "do it"})
    ids, conclusion = play(made, **bad)
    assert (ids, conclusion.end) == (started, end)


def test_what_an_agent_is_asked() -> None:
    action = Action(kind=ActionKind.AGENT, line=1, timeout_s=9.0, cwd="sub")
    made = work(replace(asked("1"), action=action), agent="mine", prompts={"1": "do it"})
    start = next(program_of(replace(made, mend="mend it")))
    assert (start.id, start.agent, start.prompt) == ("mend", "mine", "mend it")
    assert (start.language, start.script, start.timeout_s, start.cwd) == ("", "", None, None)
    assert isinstance(start.event(FAILED), ev.MendFinished)
    start = next(program_of(made))
    assert (start.id, start.agent, start.prompt) == ("1", "mine", "do it")
    assert (start.language, start.script, start.timeout_s, start.cwd) == ("", "", 9.0, "sub")
    assert isinstance(start.event(FAILED), ev.StepFinished)


@pytest.mark.parametrize(
    ("fields", "bad", "started", "end"),
    [
        ({}, {}, ["mend", "condition", "1", "check_1", "check_2"], AttemptEnd.SUCCEEDED),
        ({}, {"xmend": FAILED, "x1": FAILED}, ["mend", "condition", "1"], AttemptEnd.FAILED),
        ({}, {"xmend": TIMED_OUT, "x1": FAILED}, ["mend", "condition", "1"], AttemptEnd.FAILED),
        ({}, {"xmend": OUT_OF_TIME}, ["mend"], AttemptEnd.TIMED_OUT),
        ({}, {"xmend": CANCELLED}, ["mend"], AttemptEnd.CANCELLED),
        ({}, {"xcondition": FAILED}, ["mend", "condition"], AttemptEnd.SKIPPED),
        (
            {"checks_only": True},
            {"xmend": FAILED},
            ["mend", "check_1", "check_2"],
            AttemptEnd.SUCCEEDED,
        ),
        (
            {"checks_only": True, "mend": None},
            {"xcheck_1": FAILED},
            ["check_1", "check_2"],
            AttemptEnd.FAILED,
        ),
    ],
)
def test_mending_comes_first_and_decides_nothing(
    fields: dict[str, Any], bad: dict[str, Done], started: list[str], end: AttemptEnd
) -> None:
    made = work(
        step("a"), checks=CHECKS, condition=shell("x"), ask_condition=True, agent="mine", mend="!"
    )
    ids, conclusion = play(replace(made, **fields), **bad)
    assert (ids, conclusion.end) == (started, end)


def test_validation_leaves_out_steps_that_wait_for_somebody() -> None:
    made = work(prose("1"), checks=CHECKS, checks_only=True)
    assert play(made) == (
        ["check_1", "check_2"],
        Conclusion(end=AttemptEnd.SUCCEEDED, exit_code=0),
    )


def test_checks_have_logs_of_their_own() -> None:
    made = work(step("a"), checks=CHECKS, condition=shell("x"), ask_condition=True)
    program = program_of(made)
    start, told = next(program), []
    with contextlib.suppress(StopIteration):
        while True:
            told.append((start.id, start.check))
            start = program.send(done(Outcome.SUCCEEDED, 0))
    assert told == [("condition", False), ("1", False), ("check_1", True), ("check_2", True)]


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
