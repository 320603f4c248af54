from dataclasses import replace

from orchestrator.report.recommendations import recommendations
from tests.cases.report.runs import diamond, mended, untouched

RESUME = "orchestrator execute_task 012_ship --resume"


def test_each_kind_of_incompleteness_has_its_advice() -> None:
    mend, answer, prove, run = recommendations(diamond().summary)
    assert "task_3" in mend.text
    assert mend.command == RESUME
    assert "task_5" in answer.text
    assert answer.command == RESUME
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
    assert commands == {"orchestrator execute_task 'a b; rm -rf $HOME' --resume", None}


def test_many_ids_are_cut() -> None:
    summary = diamond().summary
    failed = replace(summary.subtasks[2], id="t")
    mend = recommendations(replace(summary, subtasks=(failed,) * 7))[0]
    assert "(t, t, t, t, t and 2 more)" in mend.text


def test_what_does_not_count_needs_no_advice() -> None:
    summary = diamond().summary
    optional = replace(summary.subtasks[2], counted=False)
    assert recommendations(replace(summary, subtasks=(optional,))) == ()
