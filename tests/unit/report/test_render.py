"""Whole reports against the texts in tests/cases/report, and what holds for all of them."""

import re
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from orchestrator.report.marks import is_ours
from orchestrator.report.render import render_subtask, render_summary
from tests.cases.report.rewrite import HERE, rendered
from tests.cases.report.runs import CASES, plan_of, run_started, subtask, told, untouched

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
    r"|<details><summary>[A-Z][a-z ]*(, \d+ lines)?</summary>|</details>"
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


def test_what_is_short_stands_open() -> None:
    text = "\n".join(rendered(CASES["diamond"]()).values())
    assert "<details>" not in text


def test_a_graph_that_is_not_drawn_is_a_table() -> None:
    many = plan_of(*(subtask(n, "long title " * 5, *([n - 1] * (n > 1))) for n in range(1, 600)))
    text = render_summary(told(many, run_started(many)).report())
    assert "| 2 | 0 of 1 | `task_2` |" in text
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
