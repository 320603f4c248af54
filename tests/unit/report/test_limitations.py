import pytest

from orchestrator.plan.model import CriteriaPolicy, Plan
from orchestrator.report.attempts import attempts_of
from orchestrator.report.limitations import limitations
from orchestrator.run import events as ev
from tests.cases.report.runs import (
    Told,
    at,
    checked,
    diamond,
    plan_of,
    result,
    rounds,
    run_started,
    started,
    subtask,
    succeeded,
    told,
)


def of(case: Told) -> tuple[str, ...]:
    attempts = attempts_of(case.plan, case.records, {})
    return limitations(case.plan, case.state, case.summary, attempts)


def test_a_changed_file_a_regression_and_what_was_attested() -> None:
    assert of(rounds()) == (
        "The task file was changed while the run went on; the run was judged by the plan made at "
        "its start.",
        "task_2 had succeeded and failed its validation 2: check_1: exit code 1, expected 0",
        f"task_1: Tabs are\nnot expanded. (ann, {at(30)})",
    )


def test_a_regression_that_was_mended_says_so() -> None:
    case = rounds()
    events = [record.event for record in case.records[:-1]]
    mended = (
        ev.SubtaskReset(subtask="task_2", reason="round 3"),
        started("task_2", 3),
        ev.StepFinished(subtask="task_2", attempt=3, step="2.1", result=result()),
        checked("task_2", "check_1", result(), 3),
        succeeded("task_2", 3),
    )
    (fact,) = [fact for fact in of(told(case.plan, *events, *mended)) if "validation" in fact]
    assert fact.endswith("exit code 1, expected 0; it is complete again")


@pytest.mark.parametrize(
    ("plan", "skips", "fact"),
    [
        (
            plan_of(subtask(1, "x"), criteria_policy=CriteriaPolicy.ADVISORY),
            None,
            "Criteria are advisory in this task and left out of the verdict.",
        ),
        (plan_of(subtask(1, "x")), False, "Not selected, so not proved: task_1."),
        (plan_of(subtask(1, "x")), True, "Not counted: task_1."),
    ],
)
def test_what_is_left_out_of_the_verdict(plan: Plan, skips: bool | None, fact: str) -> None:
    skipped = ev.SubtaskSkipped(subtask="task_1", reason="so", selected=bool(skips))
    events = () if skips is None else (skipped,)
    assert of(told(plan, run_started(plan), *events)) == (fact,)


def test_an_ordinary_run_has_none() -> None:
    assert of(diamond()) == ()
