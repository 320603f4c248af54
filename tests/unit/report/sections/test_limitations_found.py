from typing import Any

import pytest

from orchestrator.plan.model import CriteriaPolicy, Criterion, Finding
from orchestrator.report.sections.limitations_found import limitations_found
from orchestrator.run import events as ev
from orchestrator.verify.model import Artifact, Outcome
from tests.cases.report.materials import material, material_of
from tests.cases.report.runs import (
    at,
    plan_of,
    result,
    rounds,
    started,
    step,
    stepped,
    subtask,
    succeeded,
)

MAKE = step("1.1", "Make", "make\n")
BEGUN = started("task_1")
MADE = stepped("task_1", "1.1", result())
OLD_FILE = Artifact(pattern="a", path="a", size=1, sha256="0", fresh=False)
FAILED = ev.SubtaskFailed(subtask="task_1", attempt=1, reason="exit code 1", duration_ms=1)
RETRIED = ev.SubtaskRetried(
    subtask="task_1", attempt=1, reason="exit code 1", delay_s=0, duration_ms=1
)
CRITERION = Criterion(id="criterion_1", part="Done", text="All is well", line=3)


@pytest.mark.parametrize(
    ("fields", "events", "fact"),
    [
        pytest.param(
            {},
            (BEGUN, FAILED),
            "It is INCOMPLETE, for the reasons that stand with its verdict.",
            id="incomplete",
        ),
        pytest.param(
            {},
            (BEGUN, RETRIED, started("task_1", 2), succeeded("task_1", 2)),
            "Passed only on attempt 2.",
            id="late",
        ),
        pytest.param(
            {},
            (BEGUN, RETRIED, started("task_1", 2), succeeded("task_1", 2)),
            "Attempt 1 ended as failed: exit code 1",
            id="late-why",
        ),
        pytest.param(
            {},
            (BEGUN, MADE, succeeded("task_1"), ev.SubtaskReset(subtask="task_1", reason="x")),
            "The last attempt counts no more: the subtask was set back to run again.",
            id="set-back",
        ),
        pytest.param(
            {},
            (
                BEGUN,
                MADE,
                succeeded("task_1"),
                ev.SubtaskCancelled(subtask="task_1", reason="rolled back", voided=True),
            ),
            "Its success was rolled back and counts no more.",
            id="rolled-back",
        ),
        pytest.param(
            {"allow_failure": True},
            (BEGUN, FAILED),
            "It failed, and the task file allows that: what depends on it ran nevertheless.",
            id="allowed",
        ),
        pytest.param(
            {"steps": (MAKE, step("1.2", "Polish", optional=True))},
            (BEGUN, MADE, succeeded("task_1")),
            "Optional step 1.2 was not done: Polish",
            id="optional",
        ),
        pytest.param(
            {"steps": (MAKE, step("1.2", "By hand", done=True))},
            (BEGUN, MADE),
            "Step 1.2 is ticked in the task file, which is a hint and no proof.",
            id="tick",
        ),
        pytest.param(
            {},
            (BEGUN, stepped("task_1", "1.1", result(proves=False)), succeeded("task_1")),
            "Step 1.1 cannot fail, so its success proves nothing.",
            id="cannot-fail",
        ),
        pytest.param(
            {"outputs": ("a",)},
            (BEGUN, MADE, succeeded("task_1", artifacts=(OLD_FILE,))),
            "Output a is older than the attempt and proves nothing.",
            id="stale",
        ),
        pytest.param(
            {"criteria": (CRITERION,)},
            (BEGUN, MADE, succeeded("task_1")),
            "Criteria are advisory in this task and left out of the verdict: 1 of 1 not met.",
            id="advisory",
        ),
        pytest.param(
            {},
            (
                BEGUN,
                MADE,
                ev.CleanupFinished(
                    subtask="task_1",
                    attempt=1,
                    index=1,
                    result=result(Outcome.FAILED, reason="exit code 3"),
                ),
                succeeded("task_1"),
            ),
            "Cleanup 2 did not succeed: exit code 3",
            id="cleanup",
        ),
        pytest.param({}, (), "Line 10, warning: mine", id="finding"),
    ],
)
def test_each_fact(fields: dict[str, Any], events: tuple[ev.Event, ...], fact: str) -> None:
    assert fact in limitations_found(material(plan(**fields), *events))


def plan(**fields: Any):
    return plan_of(
        subtask(1, "Build", **({"steps": (MAKE,)} | fields)),
        subtask(2, "Next"),
        criteria_policy=CriteriaPolicy.ADVISORY,
        findings=(
            Finding(code="a", severity="info", message="of the document", line=1),
            Finding(code="b", severity="warning", message="mine", line=10),
            Finding(code="c", severity="warning", message="the next one's", line=20),
            Finding(code="d", severity="warning", message="nowhere"),
        ),
    )


def test_what_was_attested_what_an_agent_did_and_what_was_mended() -> None:
    found = limitations_found(material_of(rounds(), "task_1"))
    assert found == (
        f"Tabs are\nnot expanded. (ann, {at(30)})",
        "Passed only on attempt 2.",
        "Attempt 1 ended as failed: check_1: exit code 1, expected 0",
        "Before attempt 2 an agent (helper) was asked to mend what was not complete.",
        "Step 1.1 was done by an agent (helper); what it says of that is no evidence.",
    )


def test_a_clean_success_has_only_the_finding_of_its_lines() -> None:
    found = limitations_found(material(plan(), BEGUN, MADE, succeeded("task_1")))
    assert found == ("Line 10, warning: mine",)


def test_a_success_after_a_regression_is_told_as_such() -> None:
    regressed = ev.SubtaskFailed(
        subtask="task_1", attempt=2, reason="regression: check_1: no", duration_ms=1
    )
    found = limitations_found(
        material(
            plan(),
            BEGUN,
            MADE,
            succeeded("task_1"),
            ev.ValidationStarted(subtask="task_1", attempt=2, idempotency_key="k", log="l"),
            regressed,
            ev.SubtaskReset(subtask="task_1", reason="round 2"),
            started("task_1", 3),
            stepped("task_1", "1.1", result(), 3),
            succeeded("task_1", 3),
        )
    )
    assert found[:2] == (
        "Passed again only on attempt 3.",
        "Validation 2 ended as failed: regression: check_1: no",
    )


def test_an_earlier_success_makes_no_late_one() -> None:
    found = limitations_found(
        material(
            plan(),
            BEGUN,
            MADE,
            succeeded("task_1"),
            ev.SubtaskReset(subtask="task_1", reason="edited"),
            started("task_1", 2),
            stepped("task_1", "1.1", result(), 2),
            succeeded("task_1", 2),
        )
    )
    assert not [fact for fact in found if "attempt" in fact]
