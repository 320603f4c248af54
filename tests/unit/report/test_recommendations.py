from msgspec.structs import replace

from orchestrator.report.recommendations import recommendations
from orchestrator.run import events as ev
from orchestrator.verify.model import Answer
from tests.cases.report.runs import (
    Told,
    at,
    diamond,
    mended,
    plan_of,
    run_finished,
    run_started,
    step,
    subtask,
    told,
    untouched,
)

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
    heard = replace(summary.subtasks[3], status="waiting", waits_for=None, can_go_on=True)
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


def answered(*words: bool, stop: str = "rejected by ann") -> Told:
    """An approval that was asked for, what was said to it, and what comes after it blocked."""
    make = step("1.1", "Make", "make\n")
    plan = plan_of(
        subtask(1, "Publish", approval="Publish?", steps=(make,)),
        subtask(2, "Tell", 1, steps=(make,)),
        subtask(3, "Tell more", 2, steps=(make,)),
    )
    said = (
        ev.Answered(subtask="task_1", answer=Answer(approved=word, by="ann", at=at(n)))
        for n, word in enumerate(words)
    )
    first, *later = said if words else (None,)
    return told(
        plan,
        run_started(plan),
        ev.SubtaskWaiting(subtask="task_1", reason="approval", kind="approval"),
        *([first] if first else []),
        ev.SubtaskCancelled(subtask="task_1", reason=stop),
        ev.SubtaskBlocked(subtask="task_2", because=("task_1",), reason="task_1 did not end well"),
        ev.SubtaskBlocked(subtask="task_3", because=("task_2",), reason="task_2 did not end well"),
        run_finished("failed", 0, 1),
        *filter(None, later),
    )


def test_what_was_rejected_is_not_simply_to_go_on() -> None:
    (advice,) = recommendations(answered(False).summary)
    assert advice.text == "Approve it after all, or leave it (task_1)."
    assert advice.command == "orchestrator approve 012_ship task_1"


def test_what_was_approved_after_all_can_go_on() -> None:
    advice, run = recommendations(answered(False, True).summary)
    assert advice.text == "Go on with what has been answered (task_1)."
    assert run.text == "Run what has not run (task_2, task_3)."
    assert advice.command == run.command == RESUME


def test_what_was_stopped_is_not_told_as_answered() -> None:
    advice, _ = recommendations(answered(stop="stopped by SIGINT").summary)
    assert advice.text == "Go on with what was stopped (task_1)."
    assert advice.command == RESUME


def test_an_agents_word_can_be_attested() -> None:
    summary = diamond().summary
    row = summary.subtasks[0]
    done = replace(row.steps[0], kind="agent", verdict="incomplete")
    for doubted, command in (
        (
            True,
            "orchestrator attest 012_ship task_1 --step 1.1 --evidence TEXT",
        ),
        (False, None),
    ):
        unproved = replace(row, steps=(replace(done, doubted=doubted),))
        (advice,) = recommendations(replace(summary, subtasks=(unproved,)))
        assert advice.command == command
