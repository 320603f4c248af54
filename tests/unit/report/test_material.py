from orchestrator.run import events as ev
from tests.cases.report.materials import material, material_of
from tests.cases.report.runs import (
    diamond,
    plan_of,
    result,
    started,
    step,
    stepped,
    subtask,
    succeeded,
)

PLAN = plan_of(subtask(1, "Build", steps=(step("1.1", "Make", "make\n"),)))
DONE = (started("task_1"), stepped("task_1", "1.1", result()), succeeded("task_1"))


def test_the_row_is_the_subtask_s_own() -> None:
    assert material_of(diamond(), "task_3").row.title == "Test"


def test_last_commands_are_those_of_the_last_attempt() -> None:
    commands = material_of(diamond(), "task_3").last_commands()
    assert [(run.attempt, run.id) for run in commands] == [
        (2, "3.1"),
        (2, "check_1"),
        (2, "1"),
    ]
    assert material_of(diamond(), "task_4").last_commands() == ()


def test_nothing_of_an_attempt_that_was_set_back_is_a_fact() -> None:
    before = material(PLAN, *DONE)
    assert not before.is_superseded()
    assert set(before.facts().steps) == {"1.1"}
    after = material(PLAN, *DONE, ev.SubtaskReset(subtask="task_1", reason="edited"))
    assert after.is_superseded()
    assert after.facts().steps == {}
