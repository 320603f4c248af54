from msgspec.structs import replace

from orchestrator.run import events as ev
from tests.cases.report.materials import material, material_of
from tests.cases.report.runs import (
    NOTES,
    diamond,
    plan_of,
    result,
    rounds,
    started,
    step,
    stepped,
    subtask,
    succeeded,
    untouched,
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


def test_after_a_validation_the_steps_stand_and_the_checks_are_the_new_ones() -> None:
    first = material_of(rounds(), "task_2")
    assert [(run.attempt, run.id) for run in first.last_commands()] == [(1, "2.1"), (2, "check_1")]
    assert first.counting() == first.attempts
    assert material_of(untouched()).counting() == ()


def test_nothing_of_an_attempt_that_was_set_back_is_a_fact() -> None:
    before = material(PLAN, *DONE)
    assert not before.is_superseded()
    assert set(before.facts().steps) == {"1.1"}
    after = material(PLAN, *DONE, ev.SubtaskReset(subtask="task_1", reason="edited"))
    assert after.is_superseded()
    assert after.facts().steps == {}


def test_of_a_file_that_was_handed_in_its_text_is_what_was_attested() -> None:
    material = replace(material_of(rounds(), "task_1"), contents={NOTES.path: "the notes"})
    words = material.state.attestations
    assert [material.text_of(word) for word in words[:3]] == [
        "the notes",
        "the notes",
        "Tabs are\nnot expanded.",
    ]
    assert material_of(rounds(), "task_1").text_of(words[0]) == "Two parsers keep lines."
