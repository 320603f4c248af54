"""The verdict: COMPLETE only with proof."""

from __future__ import annotations

from dataclasses import replace

import pytest

from orchestrator.plan.model import Action, ActionKind, Criterion, Subtask
from orchestrator.verify.model import Artifact, Attestation, CommandResult, Facts, Outcome
from orchestrator.verify.verdict import judge_subtask
from tests.builders import check, command_step, prose_step, subtask

GOOD = CommandResult(outcome=Outcome.SUCCEEDED, started_at="t", duration_ms=1, exit_code=0)
EMPTY = replace(GOOD, proves=False)
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


def test_an_agents_step_needs_evidence() -> None:
    step = replace(prose_step(), action=Action(kind=ActionKind.AGENT, line=1))
    verdict = judge_subtask(subtask("a", steps=(step,)), facts(), criteria_required=True)
    assert verdict.reasons == ("step 1 waits for the agent: Think",)
