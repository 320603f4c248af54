"""What another round does, and when there is none."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from orchestrator.plan.model import Action, ActionKind, Plan, Step, Subtask
from orchestrator.run.fold import replay
from orchestrator.run.rounds import asked_an_agent, in_doubt, next_round, standing
from orchestrator.run.state import RunState
from tests.builders import check, plan, prose_step, subtask
from tests.fakes import Script
from tests.runs import FAILS, Run


def with_agent(of: Subtask) -> Subtask:
    return replace(of, agent="helper")


def for_agent(id_: str = "1") -> Step:
    return replace(prose_step(id_), action=Action(kind=ActionKind.AGENT, line=1))


def state_of(of: Plan, script: Script | None = None) -> RunState:
    run = Run(of, script)
    run.drive()
    return replay(run.journal.records)


def test_what_failed_and_what_it_blocked_is_set_back() -> None:
    of = plan(subtask("a"), subtask("b", "a"), subtask("c"))
    coming = next_round(of, state_of(of, {"a": FAILS}))
    assert coming is not None
    assert [(each.subtask, each.reason) for each in coming.resets] == [
        ("a", "step 1: exit code 1, expected 0"),
        ("b", "a did not end well"),
    ]
    assert coming.agenda.mend == frozenset()


def test_an_agent_mends_what_has_no_prose_of_its_own() -> None:
    of = plan(
        with_agent(subtask("a")),
        with_agent(subtask("b", steps=(for_agent(),), checks=(check(),))),
    )
    coming = next_round(of, state_of(of, {"a": FAILS, "b/check_1": FAILS}))
    assert coming is not None
    assert {each.subtask for each in coming.resets} == {"a", "b"}
    assert coming.agenda.mend == {"a"}


@pytest.mark.parametrize(
    "of",
    [
        plan(subtask("a")),
        plan(subtask("a", steps=(prose_step(),)), subtask("b", "a")),
        plan(subtask("a", approval="Really?")),
    ],
    ids=["complete", "waits for a person", "waits for an approval"],
)
def test_there_is_no_round_for_what_none_can_supply(of: Plan) -> None:
    assert next_round(of, state_of(of)) is None


def test_what_was_complete_is_in_doubt_after_a_round() -> None:
    of = plan(subtask("a", checks=(check(),)), subtask("b"))
    state = state_of(of)
    assert in_doubt(of, state, frozenset()) == frozenset()
    assert in_doubt(of, state, frozenset({"a", "b"})) == {"a"}


def test_what_ended_before_an_agent_did_is_in_doubt() -> None:
    of = plan(
        subtask("a", checks=(check(),)),
        with_agent(subtask("b", "a", steps=(for_agent(),), checks=(check(),))),
    )
    run = Run(of)
    run.drive()
    state = replay(run.journal.records)
    # The engine of these tests runs no agent; that is what one leaves behind.
    state.of("b").steps["1"] = replace(state.of("b").steps["1"], agent="helper")
    assert asked_an_agent(state)
    assert in_doubt(of, state, frozenset()) == {"a"}


def test_times_are_no_change_but_other_words_are() -> None:
    of = plan(subtask("a"))
    state = state_of(of, {"a": FAILS})
    again = state_of(of, {"a": FAILS})
    state.of("a").reason, again.of("a").reason = "took 120 ms", "took 3.5 s"
    assert standing(of, state) == standing(of, again)
    again.of("a").reason = "took too long"
    assert standing(of, state) != standing(of, again)
