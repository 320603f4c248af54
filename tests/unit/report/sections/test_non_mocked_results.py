from orchestrator.report.sections.non_mocked_results import non_mocked_results
from orchestrator.run import events as ev
from tests.cases.report.materials import material, material_of
from tests.cases.report.runs import (
    diamond,
    plan_of,
    result,
    rounds,
    started,
    step,
    stepped,
    subtask,
    succeeded,
)

PLAN = plan_of(subtask(1, "Build", steps=(step("1.1", "Make", "make\n"),)))


def test_the_last_attempt_and_failed_ones_before_it() -> None:
    found = non_mocked_results(material_of(diamond(), "task_3")).attempts
    assert [(item.number, item.outcome, len(item.commands)) for item in found] == [
        (1, "failed", 1),
        (2, "failed", 3),
    ]
    assert found[0].commands[0].result.output.startswith("F.\n\x1b")


def test_a_success_that_was_replaced_is_left_out() -> None:
    found = non_mocked_results(
        material(
            PLAN,
            started("task_1"),
            stepped("task_1", "1.1", result()),
            succeeded("task_1"),
            ev.SubtaskReset(subtask="task_1", reason="edited"),
            started("task_1", 2),
            stepped("task_1", "1.1", result(), 2),
        )
    )
    assert [(item.number, item.outcome) for item in found.attempts] == [(2, "running")]


def test_a_validation_stands_with_the_attempt_that_it_validates() -> None:
    found = non_mocked_results(material_of(rounds(), "task_1")).attempts
    assert [(item.name, item.ending, item.validation) for item in found] == [
        ("attempt 1", "failed", False),
        ("attempt 2", "succeeded", False),
        ("validation 3", "succeeded", True),
    ]


def test_values_that_were_handed_on() -> None:
    event = ev.StepFinished(
        subtask="task_1", attempt=1, step="1.1", result=result(), values=(("a", "1"), ("b", "2"))
    )
    found = non_mocked_results(material(PLAN, started("task_1"), event))
    assert found.values == (("a", "1"), ("b", "2"))


def test_nothing_ran() -> None:
    found = non_mocked_results(material(PLAN, started("task_1")))
    assert (found.attempts, found.values) == ((), ())
