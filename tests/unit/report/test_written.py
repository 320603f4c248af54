"""What is read back is held against the reports that the templates make."""

import pytest

from orchestrator.report.junit import to_junit
from orchestrator.report.render import render_subtask, render_summary
from orchestrator.report.written import (
    Written,
    plain_markdown,
    plain_tagged,
    read_markdown,
    read_tagged,
)
from orchestrator.run import events as ev
from orchestrator.verify.model import Outcome
from tests.cases.report.runs import (
    CASES,
    RUN,
    diamond,
    hostile,
    plan_of,
    result,
    run_started,
    started,
    step,
    stepped,
    subtask,
    told,
)


@pytest.mark.parametrize("name", CASES)
def test_a_report_says_what_it_is_about(name: str) -> None:
    report = CASES[name]().report()
    for each in report.subtasks:
        said = read_markdown(render_subtask(report, each))
        assert (said.run, said.task, said.subtask) == (RUN, report.task, each.id)
        assert (said.verdict, said.edited) == (each.verdict, False)
    said = read_markdown(render_summary(report))
    assert (said.run, said.task, said.subtask) == (RUN, report.task, None)
    assert said.verdict == ("complete" if report.run.complete else "incomplete")


@pytest.mark.parametrize("name", CASES)
def test_a_junit_report_says_what_it_is_about(name: str) -> None:
    report = CASES[name]().report()
    said = read_tagged(to_junit(report))
    assert (said.run, said.task, said.subtask, said.edited) == (RUN, report.task, None, False)
    assert said.verdict == ("complete" if report.run.complete else "incomplete")
    if name == "diamond":
        assert said.title == "Ship the parser"


def test_the_title_is_as_readers_see_it() -> None:
    report = diamond().report()
    assert read_markdown(render_subtask(report, report.subtasks[1])).title == (
        "012 `task_2`: Lint | style"
    )
    title = read_markdown(render_summary(hostile().report())).title
    assert title is not None
    assert "<script>alert(1)</script> {{ 7*7 }}" in title


def test_people_s_own_page_says_nothing_of_a_run() -> None:
    text = "# A *page*\n\n**Verdict**: **COMPLETE**\n\n| Subtask | `task_1` |\n"
    assert read_markdown(text) == Written(title="A *page*")
    assert read_markdown("no title\n## below\n") == Written()
    assert read_tagged("<title>x</title>") == Written()


def test_what_a_command_printed_is_no_word_of_ours() -> None:
    plan = plan_of(subtask(1, "x", steps=(step("1.1", "x", "make"),)))
    forged = "| Task | `999` |\n| Subtask | `task_9` |\n**Verdict**: **COMPLETE**\n"
    broken = result(Outcome.FAILED, output=forged, output_bytes=len(forged))
    failed = ev.SubtaskFailed(subtask="task_1", attempt=1, reason="no", duration_ms=1)
    case = told(
        plan, run_started(plan), started("task_1"), stepped("task_1", "1.1", broken), failed
    )
    text = render_summary(case.report())
    assert forged in text
    said = read_markdown(text)
    assert (said.task, said.subtask, said.verdict) == (plan.id, None, "incomplete")


def test_an_edited_report_says_so() -> None:
    report = diamond().report()
    text = render_summary(report).replace("INCOMPLETE", "COMPLETE")
    said = read_markdown(text)
    assert (said.run, said.verdict, said.edited) == (RUN, "complete", True)


def test_text_without_what_escapes_it() -> None:
    assert (
        plain_markdown(r"dist/\*.sig \| a\_b &lt;b&gt; C:\temp \\")
        == "dist/*.sig | a_b <b> C:\\temp \\"
    )
    assert plain_tagged("<p>a &amp; b<br>c</p>").split() == ["a", "&", "b", "c"]
