from dataclasses import replace

from orchestrator.report.recommendations import recommendations
from tests.cases.report.runs import diamond, mended, untouched

RESUME = "orchestrator execute_task 012_ship --resume"


def test_each_kind_of_incompleteness_has_its_advice() -> None:
    mend, answer, prove, run = recommendations(diamond().summary)
    assert "task_3" in mend.text
    assert mend.command == RESUME
    assert "task_5" in answer.text
    assert answer.command == "orchestrator attest 012_ship task_5 --step 5.1 --evidence TEXT"
    assert "task_1" in prove.text
    assert prove.command is None
    assert "task_4" in run.text
    assert run.command == RESUME


def test_a_complete_run_needs_nothing() -> None:
    (advice,) = recommendations(mended().summary)
    assert advice.command is None
    assert "nothing is left" in advice.text


def test_a_run_that_is_not_over_is_to_be_followed() -> None:
    (advice,) = recommendations(untouched().summary)
    assert advice.command == "orchestrator task_status 012_ship --watch"


def test_the_task_is_quoted_for_the_shell() -> None:
    summary = replace(diamond().summary, task="a b; rm -rf $HOME")
    commands = {advice.command for advice in recommendations(summary)}
    assert commands == {
        "orchestrator execute_task 'a b; rm -rf $HOME' --resume",
        "orchestrator attest 'a b; rm -rf $HOME' task_5 --step 5.1 --evidence TEXT",
        None,
    }


def test_what_waits_for_an_approval_is_to_be_approved() -> None:
    summary = diamond().summary
    waits = replace(summary.subtasks[3], status="waiting", waits_for="approval")
    (advice,) = recommendations(replace(summary, subtasks=(waits,)))
    assert "Approve or reject" in advice.text
    assert advice.command == "orchestrator approve 012_ship task_4"


def test_what_has_its_answer_can_go_on() -> None:
    summary = diamond().summary
    heard = replace(summary.subtasks[3], status="waiting", waits_for=None)
    (advice,) = recommendations(replace(summary, subtasks=(heard,)))
    assert advice.text == "Go on with what has been answered (task_4)."
    assert advice.command == RESUME


def test_what_is_attested_already_is_not_asked_for_again() -> None:
    summary = diamond().summary
    waits = summary.subtasks[4]
    attested = replace(waits.steps[0], status="attested", verdict="complete")
    following = replace(waits.steps[0], id="5.2", status="pending")
    for steps, command in (
        (
            (attested, following),
            "orchestrator attest 012_ship task_5 --step 5.2 --evidence TEXT",
        ),
        ((attested, replace(following, optional=True)), RESUME),
    ):
        (advice,) = recommendations(replace(summary, subtasks=(replace(waits, steps=steps),)))
        assert advice.command == command


def test_an_unmet_criterion_names_the_command_that_attests_it() -> None:
    summary = diamond().summary
    unproved = replace(summary.subtasks[3], status="succeeded", steps=())
    (advice,) = recommendations(replace(summary, subtasks=(summary.subtasks[1], unproved)))
    assert advice.command == (
        "orchestrator attest 012_ship task_4 --criterion criterion_1 --evidence TEXT"
    )


def test_many_ids_are_cut() -> None:
    summary = diamond().summary
    failed = replace(summary.subtasks[2], id="t")
    mend = recommendations(replace(summary, subtasks=(failed,) * 7))[0]
    assert "(t, t, t, t, t and 2 more)" in mend.text


def test_what_does_not_count_needs_no_advice() -> None:
    summary = diamond().summary
    optional = replace(summary.subtasks[2], counted=False)
    assert recommendations(replace(summary, subtasks=(optional,))) == ()
