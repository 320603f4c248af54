"""Tests of check boxes and numbers."""

from __future__ import annotations

import pytest

from orchestrator.document.boxes import (
    box_of,
    explains_box,
    is_legend,
    same_numbering,
    split_number,
)
from orchestrator.document.tree import Item, Line, ListBlock, Paragraph


def item(text: str) -> Item:
    return Item((Paragraph((Line(text, 1, 3),)),), 1, 1)


@pytest.mark.parametrize(
    ("text", "mark", "number", "rest", "optional"),
    [
        ("[ ] Do", "", None, "Do", False),
        ("[x] Do", "x", None, "Do", False),
        ("[X] 1.1 Do", "X", "1.1", "Do", False),
        ("[-] Do", "-", None, "Do", False),
        ("[ ]* Do", "", None, "Do", True),
        (r"[x]\* 2.1 Do", "x", "2.1", "Do", True),
        ("[] Do", "", None, "Do", False),
        ("[?] Do", "?", None, "Do", False),
        ("[ ] Do (optional)", "", None, "Do (optional)", True),
        ("[ ]", "", None, "", False),
    ],
)
def test_boxes(text: str, mark: str, number: str | None, rest: str, optional: bool) -> None:
    box = box_of(item(text))
    assert box is not None
    assert (box.mark, box.number, box.text, box.optional) == (mark, number, rest, optional)


@pytest.mark.parametrize(
    "text",
    [
        r"[ ]\ Do",
        r"[ ]\*Do",
        "[link](x)",
        "[1] Smith",
        "plain",
        "[P] tasks = other files",
        "[ ] = open",
        "[ab] x",
    ],
)
def test_what_is_no_box(text: str) -> None:
    assert box_of(item(text)) is None


@pytest.mark.parametrize(
    ("text", "legend"),
    [
        ("[P] tasks = different files", True),
        ("**[P]**: can run in parallel", True),
        ("`[-]` **In progress**", True),
        ("[x]: done", True),
        ("[ ] x = 5 is set", False),
        ("[ ] Do", False),
    ],
)
def test_legends(text: str, legend: bool) -> None:
    assert is_legend(item(text)) is legend


@pytest.mark.parametrize(
    ("text", "number", "rest"),
    [
        ("1.1 Define", "1.1", "Define"),
        ("1.1. Define", "1.1", "Define"),
        ("1.1: Define", "1.1", "Define"),
        ("1) Define", "1", "Define"),
        ("Step 2: Define", "2", "Define"),
        ("**1.1** Define", "1.1", "Define"),
        ("**1.1 Define**: it", "1.1", "**Define**: it"),
        ("T007a Define", "T007a", "Define"),
        ("1、初始化", "1", "初始化"),
        ("2.1．解析", "2.1", "解析"),
        ("**3：测试**", "3", "**测试**"),
        ("3、4 月的账", None, "3、4 月的账"),
        ("3 tests pass", None, "3 tests pass"),
        ("1.5x faster", None, "1.5x faster"),
        ("A1 sauce", None, "A1 sauce"),
    ],
)
def test_numbers(text: str, number: str | None, rest: str) -> None:
    assert split_number(text) == (number, rest)


@pytest.mark.parametrize(
    ("number", "outer", "same"),
    [
        ("1.1.6", "1.1", True),
        ("1.1", "001", True),
        ("1.1", "1.1", False),
        ("11.1", "1", False),
        ("2.1", "1", False),
        (None, "1", False),
        ("1.1", None, False),
    ],
)
def test_same_numbering(number: str | None, outer: str | None, same: bool) -> None:
    assert same_numbering(number, outer) is same


def test_what_holds_boxes_explains_nothing() -> None:
    nested = ListBlock(False, (item("[ ] First"),), 2, 2)
    legend = item("[P] tasks = one. Group")
    assert is_legend(legend)
    assert not is_legend(Item((*legend.children, nested), 1, 2))


@pytest.mark.parametrize(
    ("text", "explains"), [("[ ] = open", True), ("[P] = parallel", False), ("[ ] Do", False)]
)
def test_an_item_that_explains_a_box(text: str, explains: bool) -> None:
    assert explains_box(item(text)) is explains
