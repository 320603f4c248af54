import pytest

from orchestrator.report.model import SCHEMA_VERSION, build_report
from orchestrator.run.fold import replay
from orchestrator.run.summarize import summarize
from tests.cases.report.runs import CASES, diamond, mended


def test_a_report_holds_every_subtask_of_the_plan_with_the_summary_s_verdict() -> None:
    case = diamond()
    report = case.report()
    assert report.schema_version == SCHEMA_VERSION
    assert [each.id for each in report.subtasks] == [each.id for each in case.plan.subtasks]
    rows = {row.id: row for row in case.summary.subtasks}
    for each in report.subtasks:
        assert (each.verdict, each.reasons) == (rows[each.id].verdict, rows[each.id].reasons)
    assert (report.run.state, report.run.percent, report.run.exit_code) == ("failed", 20.0, 1)
    assert (report.run.trace_id, report.run.jobs) == ("4bf92f35", 2)


def test_nothing_is_complete_that_the_summary_does_not_call_so() -> None:
    for case in CASES.values():
        told = case()
        complete = {row.id for row in told.summary.subtasks if row.verdict == "complete"}
        report = told.report()
        assert {row.id for row in report.matrix if row.verdict == "complete"} == complete
        assert {each.id for each in report.subtasks if each.verdict == "complete"} == complete


@pytest.mark.parametrize("name", CASES)
def test_a_report_can_be_made_at_every_moment_of_a_run(name: str) -> None:
    told = CASES[name]()
    for length in range(len(told.records) + 1):
        records = told.records[:length]
        state = replay(records)
        report = build_report(told.plan, state, summarize(told.plan, state), records)
        assert len(report.subtasks) == len(told.plan.subtasks)


def test_earlier_plans_give_the_scripts_of_earlier_attempts() -> None:
    case = mended()
    without = case.report().subtasks[0].non_mocked_results.attempts[0]
    with_plan = case.report(p1=case.plan).subtasks[0].non_mocked_results.attempts[0]
    assert without.commands[0].script is None
    assert with_plan.commands[0].script == "grep -q parser notes.md\n"


def test_a_run_tells_its_rounds_and_that_its_file_changed() -> None:
    run = CASES["rounds"]().report().run
    assert (run.round, run.file_changed) == (2, True)
    run = diamond().report().run
    assert (run.round, run.file_changed) == (1, False)


def test_the_timeline_has_a_bar_an_attempt() -> None:
    text = diamond().report().timeline.mermaid
    assert text is not None
    assert text.count("(attempt ") == 4
