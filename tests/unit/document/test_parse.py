"""Tests of reading whole files: each case is a file and the document expected of it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrator.diagnostics import Severity
from orchestrator.document.parse import read
from tests.cases.read.shape import shape

CASES = Path(__file__).parents[2] / "cases" / "read"
NAMES = sorted(case.stem for case in CASES.glob("*.md"))

PIECES = [
    "# ", "## Task 1: ", "- [ ] ", "- ", "1. ", "  ", "\n", "\n\n", "```bash\n", "```", "~~~",
    "**Run**:", "**Expect**:", "**Verify**: `x`", "`", "**", "_", "|a|b|\n|-|-|\n|`c`|d|", "> ",
    "<!--", "-->", "Depends on: Task 1", "**Timeout**: 5q", "---\n", "a: b\n", "$ ls", "\t", "\0",
    "✅", "[x]", "](", "exit code 3", "Steps:", "\r\n", "\r", "**Env**:\n- A=1", "\ufeff", "===",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_file_gives_the_document_beside_it(name: str) -> None:
    document, findings, _ = read((CASES / f"{name}.md").read_bytes(), f"{name}.md")
    assert shape(document, findings) == (CASES / f"{name}.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("broken_")])
def test_findings_come_in_order_with_line_and_next_step(name: str) -> None:
    _, findings, text = read((CASES / f"{name}.md").read_bytes(), name)
    lines = [finding.line or 0 for finding in findings]
    assert lines == sorted(lines)
    assert findings
    assert all(finding.hint and finding.path == name for finding in findings)
    assert all(0 < line <= text.count("\n") + 1 for line in lines)


@pytest.mark.parametrize("name", NAMES)
def test_line_ends_and_a_byte_order_mark_change_nothing(name: str) -> None:
    data = (CASES / f"{name}.md").read_bytes()
    unix, told, text = read(data, name)
    crlf = b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n")
    windows, also_told, same_text = read(crlf, name)
    assert shape(windows, also_told) == shape(unix, told)
    assert same_text == text


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_no_text_makes_it_raise(pieces: list[str]) -> None:
    document, findings, text = read("".join(pieces).encode(), "x.md")
    assert document.subtasks or any(one.severity is Severity.ERROR for one in findings)
    assert all((one.line or 1) <= text.count("\n") + 1 for one in findings)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_make_it_raise(data: bytes) -> None:
    document, findings, _ = read(data, "x.md")
    assert document.subtasks or any(one.severity is Severity.ERROR for one in findings)


def test_a_thousand_nested_lists_lose_nothing() -> None:
    before = sys.getrecursionlimit()
    deep = "## Task 1: x\n" + "".join("  " * depth + f"- [ ] s{depth}\n" for depth in range(1000))
    document, findings, _ = read(deep.encode(), "x.md")
    assert [step.text for step in document.subtasks[0].steps] == [f"s{n}" for n in range(1000)]
    assert not [one for one in findings if one.severity is Severity.ERROR]
    assert sys.getrecursionlimit() == before


def test_deeper_than_the_limit_is_an_error() -> None:
    _, findings, _ = read(b"## Task 1: x\n" + b">" * 10_000 + b" deep", "x.md")
    assert "nesting-limit" in {finding.code for finding in findings}


def test_languages_of_the_settings_run() -> None:
    text = b"## Task 1: x\n```deno\nrun()\n```\n"
    assert read(text, "x")[0].subtasks[0].steps[0].command is None
    command = read(text, "x", frozenset({"deno"}))[0].subtasks[0].steps[0].command
    assert command is not None
    assert command.language == "deno"


@pytest.mark.parametrize(
    "hostile",
    [
        "# Task 1: a" + " " * 100_000 + "b",
        "## Task 1: x\n" + "**a**: b,\n" * 10_000,
        "## Task 1: x\n**Timeout**: " + "1h" * 50_000,
        "- [ ] " + "[" * 100_000,
        "## Task 1: x\n- " + " ".join("`" * (n % 300 + 1) for n in range(10_000)),
        "---\na: " + "[" * 5_000 + "\n---\n- [ ] x",
    ],
    ids=["spaces", "keys", "hours", "brackets", "backticks", "yaml"],
)
@pytest.mark.timeout(5)
def test_hostile_text_takes_no_quadratic_time(hostile: str) -> None:
    document, findings, _ = read(hostile.encode(), "x")
    assert document.subtasks or any(one.severity is Severity.ERROR for one in findings)
