"""The verdict: COMPLETE only with proof."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from orchestrator.plan.model import Action, ActionKind, Criterion, Step, Subtask
from orchestrator.verify.model import Artifact, Attestation, CommandResult, Facts, Outcome
from orchestrator.verify.verdict import criterion_is_met, judge_subtask, step_is_done
from tests.builders import check, command_step, prose_step, subtask

GOOD = CommandResult(outcome=Outcome.SUCCEEDED, started_at="t", duration_ms=1, exit_code=0)
EMPTY = replace(GOOD, proves=False)
IDLE = replace(EMPTY, unproved="2 skipped")
BAD = replace(GOOD, outcome=Outcome.FAILED, reason="exit code 1, expected 0")
MET = Criterion(id="criterion_1", part="Acceptance Criteria", text="It flies", line=1)
TIED = replace(MET, checks=("check_1",))
NEW = Artifact(pattern="*.whl", path="a.whl", size=1, sha256="f", fresh=True)
OLD = replace(NEW, fresh=False)


def facts(
    steps: dict[str, CommandResult] | None = None,
    checks: dict[str, CommandResult] | None = None,
    words: tuple[Attestation, ...] = (),
    artifacts: tuple[Artifact, ...] = (),
) -> Facts:
    return Facts(steps=steps or {}, checks=checks or {}, attestations=words, artifacts=artifacts)


def word(step: str | None = None, criterion: str | None = None) -> Attestation:
    return Attestation(by="me", evidence="seen", at="t", step=step, criterion=criterion)


@pytest.mark.parametrize(
    ("of", "seen"),
    [
        (subtask("a"), facts({"1": GOOD})),
        (subtask("a", checks=(check(),)), facts({"1": EMPTY}, {"check_1": GOOD})),
        (subtask("a", steps=(prose_step(),)), facts(words=(word("1"),))),
        (subtask("a", criteria=(MET,)), facts({"1": GOOD}, words=(word(None, "criterion_1"),))),
        (
            subtask("a", criteria=(TIED,), checks=(check(),)),
            facts({"1": GOOD}, {"check_1": GOOD}),
        ),
        (subtask("a", outputs=("*.whl",)), facts({"1": EMPTY}, artifacts=(NEW,))),
        (
            subtask("a", steps=(prose_step(checks=("check_1",)),), checks=(check(),)),
            facts(checks={"check_1": GOOD}),
        ),
        (
            subtask("a", steps=(command_step(), prose_step("2", optional=True))),
            facts({"1": GOOD}),
        ),
    ],
)
def test_proved(of: Subtask, seen: Facts) -> None:
    assert judge_subtask(of, seen, criteria_required=True).reasons == ()


@pytest.mark.parametrize(
    ("of", "seen", "words"),
    [
        (subtask("a"), facts(), "step 1 did not run"),
        (subtask("a"), facts({"1": BAD}), "step 1: exit code 1, expected 0"),
        (subtask("a"), facts({"1": EMPTY}), "nothing was proved"),
        (subtask("a", checks=(check(),)), facts({"1": GOOD}), "check_1 did not run"),
        (subtask("a", checks=(check(),)), facts({"1": GOOD}, {"check_1": BAD}), "check_1: exit"),
        (subtask("a", criteria=(MET,)), facts({"1": GOOD}), "has no evidence: It flies"),
        (
            subtask("a", criteria=(TIED,), checks=(check(),)),
            facts({"1": GOOD}, {"check_1": EMPTY}),
            "has no evidence",
        ),
        (subtask("a"), facts({"1": IDLE}), "nothing was proved: step 1 tested nothing (2 skipped)"),
        (
            subtask("a", checks=(check(),)),
            facts({"1": GOOD}, {"check_1": IDLE}),
            "check_1 tested nothing (2 skipped), so it proves nothing",
        ),
        # One that skipped itself is not done, whatever else proves the subtask.
        (
            subtask("a", steps=(command_step(), command_step("2"))),
            facts({"1": GOOD, "2": replace(IDLE, exit_code=80, reason="it skipped itself")}),
            "step 2: it skipped itself",
        ),
        (subtask("a", outputs=("*.whl",)), facts({"1": GOOD}), "output *.whl is missing"),
        (
            subtask("a", outputs=("*.whl",)),
            facts({"1": EMPTY}, artifacts=(OLD,)),
            "older than the attempt",
        ),
        (subtask("a", steps=(prose_step(),)), facts(), "waits for a person: Think"),
        # A tick in the file is a hint, never proof.
        (subtask("a", steps=(prose_step(done=True),)), facts(), "waits for a person"),
        (
            subtask("a", steps=(prose_step(checks=("check_1",)),), checks=(check(),)),
            facts(checks={"check_1": BAD}),
            "not proved by its check",
        ),
    ],
)
def test_not_proved(of: Subtask, seen: Facts, words: str) -> None:
    verdict = judge_subtask(of, seen, criteria_required=True)
    assert not verdict.complete
    assert any(words in reason for reason in verdict.reasons), verdict.reasons


def test_advisory_criteria_are_left_out() -> None:
    of = subtask("a", criteria=(MET,))
    assert judge_subtask(of, facts({"1": GOOD}), criteria_required=False).complete


def _agents(**more: Any) -> Step:
    return replace(prose_step(**more), action=Action(kind=ActionKind.AGENT, line=1))


def test_an_agents_step_that_was_not_done_is_named() -> None:
    verdict = judge_subtask(subtask("a", steps=(_agents(),)), facts(), criteria_required=True)
    assert verdict.reasons == ("step 1 was not done by the agent: Think",)


@pytest.mark.parametrize(
    ("of", "seen", "complete"),
    [
        (subtask("a", steps=(_agents(),)), facts({"1": GOOD}), False),
        # Another command beside it is no check of what the agent did.
        (
            subtask("a", steps=(_agents(), command_step("2"))),
            facts({"1": GOOD, "2": GOOD}),
            False,
        ),
        (
            subtask("a", steps=(_agents(),), checks=(check(),)),
            facts({"1": GOOD}, {"check_1": GOOD}),
            True,
        ),
        (
            subtask("a", steps=(_agents(),), checks=(check(),)),
            facts({"1": GOOD}, {"check_1": EMPTY}),
            False,
        ),
        (
            subtask("a", steps=(_agents(),), outputs=("*.whl",)),
            facts({"1": GOOD}, artifacts=(replace(OLD, fresh=True),)),
            True,
        ),
    ],
)
def test_an_agents_word_is_no_evidence(of: Subtask, seen: Facts, complete: bool) -> None:
    verdict = judge_subtask(of, seen, criteria_required=True)
    assert verdict.complete is complete
    if not complete:
        assert any("agent's word" in each or "cannot fail" in each for each in verdict.reasons)


def test_a_word_does_not_stand_for_a_command_nor_over_a_failed_check() -> None:
    word = Attestation(by="ann", evidence="I saw it", at="2030-01-01T00:00:00Z", step="1")
    of = subtask("a")
    seen = replace(facts({"1": BAD}), attestations=(word,))
    assert not judge_subtask(of, seen, criteria_required=True).complete
    tied = subtask("a", steps=(prose_step(checks=("check_1",)),), checks=(check(),))
    seen = replace(facts(checks={"check_1": BAD}), attestations=(word,))
    assert not step_is_done(tied.steps[0], seen)
    met = replace(word, step=None, criterion="criterion_1")
    seen = replace(facts({"1": GOOD}, {"check_1": BAD}), attestations=(met,))
    assert not criterion_is_met(TIED, seen)
