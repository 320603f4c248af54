"""Which commands an attempt's cause is told from."""

from __future__ import annotations

import pytest

from orchestrator.run.failing import error_of
from orchestrator.run.state import SubtaskState
from orchestrator.verify.cause import cause_of
from orchestrator.verify.model import CommandResult, Outcome
from tests.builders import check, command_step, script, subtask

STEPS = (command_step("1", optional=True), command_step("2"), command_step("3"))
SUBTASK = subtask("a", steps=STEPS, checks=(check("c1"), check("c2")), condition=script())


def said(words: str, outcome: Outcome = Outcome.FAILED) -> CommandResult:
    return CommandResult(
        outcome=outcome, started_at="t", duration_ms=1, exit_code=3, output=f"error: {words}\n"
    )


DONE = said("nothing", Outcome.SUCCEEDED)
CASES = {
    "the step at which it stopped": (
        SubtaskState(steps={"1": said("one"), "2": DONE, "3": said("three")}),
        [said("three")],
    ),
    "a step that ran again stands where it stood": (
        SubtaskState(steps={"3": said("three"), "1": said("one"), "2": DONE}),
        [said("three")],
    ),
    "each check that failed, in their order": (
        SubtaskState(
            steps={"1": said("one"), "2": DONE, "3": DONE},
            checks={"c2": said("c2"), "c1": said("c1")},
        ),
        [said("c1"), said("c2")],
    ),
    "no check that passed": (
        SubtaskState(steps={"2": DONE, "3": DONE}, checks={"c1": DONE, "c2": said("c2")}),
        [said("c2")],
    ),
    "the condition": (SubtaskState(condition=said("whether")), [said("whether")]),
    "the mending": (
        SubtaskState(steps={"1": said("one")}, mend=said("mend", Outcome.TIMED_OUT)),
        [said("mend", Outcome.TIMED_OUT)],
    ),
    "an optional step, when time was over": (
        SubtaskState(steps={"1": said("one", Outcome.TIMED_OUT)}),
        [said("one", Outcome.TIMED_OUT)],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_cause_is_that_of(name: str) -> None:
    state, failed = CASES[name]
    state.cleanups[0] = state.compensations[0] = said("afterwards")
    scripts = ["test -d /etc\n"] * len(failed)
    told = error_of(SUBTASK, state, "why")
    assert told is not None
    assert told == cause_of(failed, scripts=scripts if "mend" not in name else [])


def test_an_attempt_without_commands_has_its_reason() -> None:
    told = error_of(SUBTASK, SubtaskState(), "nobody knows")
    assert told is not None
    assert told.message == "nobody knows"
