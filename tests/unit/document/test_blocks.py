"""Tests of text to blocks."""

from __future__ import annotations

import pytest

from orchestrator.diagnostics import Findings
from orchestrator.document.blocks import read_blocks
from orchestrator.document.tree import (
    Fence,
    Heading,
    Html,
    ListBlock,
    Paragraph,
    Quote,
    Rule,
    Table,
    every_item,
)


def test_each_kind_knows_its_lines() -> None:
    text = (
        "# A\n\ntext\nmore\n\n- one\n\n  ```sh x=1\n  run\n  ```\n- two\n\n| a | b |\n|---|---|\n"
        "| 1 | `x \\| y` |\n\n> said\n\n<!-- note -->\n\n---\n"
    )
    blocks = read_blocks(text, Findings("x"))
    assert [(type(block), block.line, block.last) for block in blocks] == [
        (Heading, 1, 1),
        (Paragraph, 3, 4),
        (ListBlock, 6, 12),
        (Table, 13, 15),
        (Quote, 17, 17),
        (Html, 19, 19),
        (Rule, 21, 21),
    ]
    fence = next(every_item(blocks)).children[1]
    assert fence == Fence("sh x=1", "run\n", 8, 10, 3, True, "```")
    table = blocks[3]
    assert isinstance(table, Table)
    assert table.rows[0].cells == ("1", "`x | y`")


def test_link_definitions_are_not_swallowed() -> None:
    (paragraph,) = read_blocks("[task]: http://example.org\n", Findings("x"))
    assert isinstance(paragraph, Paragraph)
    assert paragraph.lines[0].text.startswith("[task]")


def test_keys_above_a_rule_are_no_heading() -> None:
    kinds = [type(block) for block in read_blocks("**A**: b\n**C**: d\n---\nx\n", Findings("x"))]
    assert kinds == [Paragraph, Rule, Paragraph]


def test_columns_count_from_one() -> None:
    (block,) = read_blocks("- a\n  - b text\n", Findings("x"))
    inner = list(every_item([block]))[1]
    assert inner.first is not None
    assert (inner.first.number, inner.first.column) == (2, 5)


@pytest.mark.parametrize(
    ("line", "rule"),
    [("---", True), ("- - -", True), ("* * * *  ", True), ("___", True), (" *\t*\t*", True),
     ("--", False), ("--a", False), ("- - a -", False), ("*-*", False), ("    ---", False)],
)  # fmt: skip
def test_a_rule_is_three_marks_alone(line: str, rule: bool) -> None:
    blocks = read_blocks(f"a\n\n{line}\n", Findings("x"))
    assert isinstance(blocks[-1], Rule) is rule


def test_a_line_of_odd_spaces_moves_no_line() -> None:
    [paragraph] = read_blocks("\u2028\nabc\n", Findings("x"))
    assert isinstance(paragraph, Paragraph)
    assert [(line.number, line.text) for line in paragraph.lines] == [(2, "abc")]
