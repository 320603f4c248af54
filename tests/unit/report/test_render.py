"""Whole reports against the texts in tests/cases/report, and what holds for all of them."""

import re
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from orchestrator.report.excerpt import LINE_LENGTH
from orchestrator.report.marks import is_ours
from orchestrator.report.model import TaskReport
from orchestrator.report.render import render_html, render_subtask, render_summary
from orchestrator.run import events as ev
from orchestrator.verify.model import Outcome
from tests.cases.report.rewrite import HERE, rendered
from tests.cases.report.runs import (
    CASES,
    EXIT_0,
    EXIT_1,
    plan_of,
    result,
    run_finished,
    run_started,
    started,
    step,
    stepped,
    subtask,
    succeeded,
    told,
    untouched,
)

SECTIONS = [
    "Task Summary",
    "Research Findings",
    "Non-Mocked Results",
    "Performance Metrics",
    "Code Examples",
    "Verification Evidence",
    "Limitations Found",
    "External Resources Used",
]
OURS = re.compile(
    r"<br>|<!-- orchestrator report: [^>]* -->"
    r"|<details><summary>[A-Z][a-z ]*(, \d+ (lines|bars)( shown of \d+ bytes)?)?</summary>"
    r"|</details>"
)
PARSER = MarkdownIt("commonmark").enable("table")


def expected(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): path.read_text(encoding="utf-8")
        for path in folder.rglob("*.md")
    }


@pytest.mark.parametrize("name", CASES)
def test_reports_are_as_in_the_case(name: str) -> None:
    assert rendered(CASES[name]()) == expected(HERE / name)


@pytest.mark.parametrize("name", CASES)
def test_every_report_is_signed(name: str) -> None:
    assert all(is_ours(text) for text in rendered(CASES[name]()).values())


@pytest.mark.parametrize("name", CASES)
def test_the_sections_of_a_subtask_stand_in_their_order(name: str) -> None:
    report = CASES[name]().report()
    for each in report.subtasks:
        tokens = PARSER.parse(render_subtask(report, each))
        headings = [
            tokens[n + 1].content
            for n, token in enumerate(tokens)
            if token.tag == "h2" and token.map
        ]
        assert headings == SECTIONS


@pytest.mark.parametrize("name", CASES)
def test_the_only_html_is_our_own(name: str) -> None:
    for text in rendered(CASES[name]()).values():
        tokens = PARSER.parse(text)
        flat = [*tokens, *(child for token in tokens for child in token.children or ())]
        html = {token.content.strip() for token in flat if token.type.startswith("html")}
        assert all(OURS.fullmatch(one) for one in html)
        assert not [token for token in flat if token.type == "image"]
        links = [str(token.attrs["href"]) for token in flat if token.type == "link_open"]
        assert all(re.match(r"https?://|[\w/.-]+\.md$", link) for link in links)


@pytest.mark.parametrize("name", CASES)
def test_what_is_collapsed_opens_and_closes_around_one_fence(name: str) -> None:
    for text in rendered(CASES[name]()).values():
        tokens = PARSER.parse(text)
        for n, token in enumerate(tokens):
            if token.content.startswith("<details>"):
                assert tokens[n + 1].type == "fence"
                assert tokens[n + 2].content.strip() == "</details>"
        blocks = [token.content.strip() for token in tokens if token.type == "html_block"]
        assert sum("<details>" in one for one in blocks) == blocks.count("</details>")


def large(count: int, *, failed: int = 0, output: str = "") -> TaskReport:
    """So many subtasks with three steps each, of which the last few failed."""
    steps = {
        n: tuple(step(f"{n}.{k}", f"Step {k}", "make\n") for k in (1, 2, 3))
        for n in range(1, count + 1)
    }
    plan = plan_of(*(subtask(n, f"Title {n}", steps=steps[n]) for n in steps))
    events: list[ev.Event] = [run_started(plan)]
    for n, each in enumerate(plan.subtasks, start=1):
        is_bad = n > count - failed
        broken = result(
            Outcome.FAILED, reason="exit code 1, expected 0", judgements=(EXIT_1,),
            output=output, output_bytes=len(output),
        )  # fmt: skip
        fine = result(judgements=(EXIT_0,))
        events.append(started(each.id))
        events += [stepped(each.id, one.id, fine) for one in each.steps[:2]]
        events.append(stepped(each.id, each.steps[2].id, broken if is_bad else fine))
        events.append(
            ev.SubtaskFailed(subtask=each.id, attempt=1, reason="no", duration_ms=1)
            if is_bad
            else succeeded(each.id)
        )
    return told(plan, *events).report()


def test_a_large_summary_tells_what_failed_first_and_every_subtask_once() -> None:
    text = render_summary(large(200, failed=30, output="line ``` of output\n" * 100))
    before, _, matrix = text.partition("\n## Completion Matrix\n")
    matrix = matrix.partition("\n## ")[0]
    assert before.count("\n### [`task_") == 20
    assert before.count("\n````text\nline ``` of output\n") == 20
    assert "\nAnd 10 more, which their reports show:\n\n- [`task_191`](" in before
    rows = re.findall(r"^\| \[`(task_\d+)`\]\((012_task_\w+\.md)\) \|", matrix, re.M)
    assert [id_ for id_, _ in rows] == [f"task_{n}" for n in range(1, 201)]
    assert len(re.findall(r"^\|  \| `", matrix, re.M)) == 30 * 3
    assert "<details><summary>Timeline, 200 bars</summary>\n\n```mermaid\ngantt\n" in text
    assert len(text.encode()) < 100_000


def test_an_excerpt_says_that_it_is_one() -> None:
    plan = plan_of(subtask(1, "Build", steps=(step("1.1", "Make", "make\n"),)))
    printed = result(output="x\n" * 30, output_bytes=9_000)
    report = told(plan, run_started(plan), started("task_1"), stepped("task_1", "1.1", printed))
    text = render_subtask(report.report(), report.report().subtasks[0])
    assert "<details><summary>Output, 30 lines shown of 9000 bytes</summary>" in text
    assert "It printed, 30 lines of it shown</summary>" in render_html(report.report())


def skipped(*, selected: bool) -> TaskReport:
    plan = plan_of(subtask(1, "a"), subtask(2, "b"))
    gone = [
        ev.SubtaskSkipped(subtask=each.id, reason="the condition is false", selected=selected)
        for each in plan.subtasks
    ]
    return told(plan, run_started(plan), *gone, run_finished("succeeded", 0.0, 0)).report()


def test_a_run_in_which_nothing_ran_says_so_instead_of_a_share() -> None:
    text = render_summary(skipped(selected=True))
    verdict = next(line for line in text.splitlines() if line.startswith("**Verdict**"))
    assert verdict.startswith("**Verdict**: **INCOMPLETE**. Nothing was run: every subtask was")
    assert "Nothing was run: every subtask was skipped" in render_html(skipped(selected=True))
    assert "Nothing was run" not in render_summary(CASES["diamond"]().report())


def test_what_is_open_besides_stands_with_what_waits() -> None:
    plan = plan_of(subtask(1, "x", steps=(step("1.1", "Sign | seal"),), approval="Go?"))
    waits = ev.SubtaskWaiting(subtask="task_1", reason="approval", kind="approval")
    text = render_summary(told(plan, run_started(plan), waits).report())
    (row,) = re.findall(r"^\| \[`task_1`\]\(.*\| approval \|.*$", text, re.M)
    assert row.endswith("|  | Go?<br>also open: step 1.1: Sign \\| seal |")


def test_what_is_short_stands_open() -> None:
    text = "\n".join(rendered(CASES["diamond"]()).values())
    assert "<details>" not in text


def test_a_graph_that_is_not_drawn_is_a_table() -> None:
    many = plan_of(*(subtask(n, "long title " * 5, *([n - 1] * (n > 1))) for n in range(1, 600)))
    text = render_summary(told(many, run_started(many)).report())
    assert re.search(r"^\| 2 \| 0 of 1 \| … \[`task_2`\]\(012_task_2_\w+\.md\) \|$", text, re.M)
    assert "| … | | 499 levels more |" in text


@pytest.mark.parametrize("name", CASES)
def test_no_control_character_is_left(name: str) -> None:
    for text in rendered(CASES[name]()).values():
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)


def test_an_empty_section_says_so_in_two_words() -> None:
    report = untouched().report()
    text = render_subtask(report, report.subtasks[0])
    bodies = dict(re.findall(r"^## (.*)\n\n((?:.*\n)*?)(?=\n*^(?:## |<!--))", text, re.MULTILINE))
    empty = [name for name, body in bodies.items() if body.strip() == "None recorded."]
    assert empty == [
        "Research Findings",
        "Non-Mocked Results",
        "Performance Metrics",
        "Code Examples",
        "External Resources Used",
    ]


def test_the_summary_names_every_report_file() -> None:
    report = CASES["diamond"]().report()
    text = render_summary(report)
    assert all(f"({each.file})" in text for each in report.subtasks)


LONG = "exit code 1, expected 0; " + ", ".join(f"file {n}.txt is missing" for n in range(30))
EARLIER = LONG.replace("missing", "empty")


def long_report() -> TaskReport:
    """A step that failed twice, each time with much to say."""
    plan = plan_of(subtask(1, "Build", steps=(step("1.1", "Make", "make\n"),)))
    first, last = (result(Outcome.FAILED, n, reason=text) for n, text in ((3, EARLIER), (6, LONG)))
    retried = ev.SubtaskRetried(
        subtask="task_1", attempt=1, reason=f"step 1.1: {EARLIER}", delay_s=0, duration_ms=1
    )
    failed = ev.SubtaskFailed(
        subtask="task_1", attempt=2, reason=f"step 1.1: {LONG} (and 2 more)", duration_ms=1
    )
    return told(
        plan,
        run_started(plan),
        started("task_1"),
        stepped("task_1", "1.1", first),
        retried,
        started("task_1", 2),
        stepped("task_1", "1.1", last, 2),
        failed,
    ).report()


def test_a_long_reason_is_told_in_full_with_the_verdict_and_with_the_evidence_alone() -> None:
    report = long_report()
    text = render_subtask(report, report.subtasks[0])
    told_in_full = [line for line in text.splitlines() if LONG in line]
    assert told_in_full == [f"- step 1.1: {LONG}", LONG]
    assert told_in_full[1] in text.split("## Verification Evidence")[1]
    assert f"\n{f'step 1.1: {LONG}'[: LINE_LENGTH - 1].rstrip()}…\n" in text


def test_a_long_reason_of_an_earlier_attempt_is_told_in_full_once() -> None:
    report = long_report()
    text = render_subtask(report, report.subtasks[0])
    assert [line for line in text.splitlines() if EARLIER in line] == [f"Reason: {EARLIER}"]
    assert render_html(report, "task_1").count(EARLIER) == 1


def test_the_summary_tells_a_long_reason_in_full_once() -> None:
    assert render_summary(long_report()).count(LONG) == 1
    assert "…" in render_summary(long_report())
