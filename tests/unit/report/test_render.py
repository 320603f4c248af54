"""Whole reports against the texts in tests/cases/report, and what holds for all of them."""

import re
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from orchestrator.report.marks import is_ours
from orchestrator.report.render import render_subtask, render_summary
from tests.cases.report.rewrite import HERE, rendered
from tests.cases.report.runs import CASES, untouched

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
    for subtask in report.subtasks:
        tokens = PARSER.parse(render_subtask(report, subtask))
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
        assert all(re.fullmatch(r"<br>|<!-- orchestrator report: [^>]* -->", one) for one in html)
        assert not [token for token in flat if token.type == "image"]
        links = [str(token.attrs["href"]) for token in flat if token.type == "link_open"]
        assert all(re.match(r"https?://|[\w/.-]+\.md$", link) for link in links)


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
