"""Tests of values that stand below the name of their key."""

from __future__ import annotations

import pytest

from orchestrator.diagnostics import Findings
from orchestrator.document.below import Below, cut_list, is_key, listed, stated
from orchestrator.document.blocks import read_blocks
from orchestrator.document.tree import Fence, Line, ListBlock, Paragraph


def lines(*texts: str) -> tuple[Line, ...]:
    return tuple(Line(text, number, 1) for number, text in enumerate(texts, start=5))


def fence(info: str, content: str) -> Fence:
    return Fence(info, content, 5, 5 + content.count("\n") + 1, 1)


@pytest.mark.parametrize(
    ("name", "text", "values"),
    [
        ("Approval", ["Really", "deploy?"], ["Really deploy?"]),
        ("Timeout", ["30s"], ["30s"]),
        ("Timeout", ["30s", "**Run**:"], ["30s"]),
        ("Timeout", ["soon"], None),
        ("Timeout", ["**Run**:"], None),
        ("If", ["`test -f x`"], ["`test -f x`"]),
        ("If", ["the moon is full"], None),
        ("Env", ["A=1,", "B=2"], ["A=1", "B=2"]),
        ("Env", ["staging"], None),
        ("Depends on", ["Task 1, Parse it"], ["Task 1, Parse it"]),
        ("Dependencies", ["Task 1, #2"], ["Task 1, #2"]),
        ("Dependencies", ["None"], ["None"]),
        ("Dependencies", ["#001-#003"], ["#001-#003"]),
        ("Requires", ["all previous tasks"], ["all previous tasks"]),
        ("After", ["the user sees a list"], None),
    ],
)
def test_lines_of_text(name: str, text: list[str], values: list[str] | None) -> None:
    for below in (Below(lines(*text)), Below(block=Paragraph(lines(*text)))):
        key = stated(name, 4, below)
        assert (key and [value.text for value in key.values]) == values


@pytest.mark.parametrize(
    ("name", "block", "values"),
    [
        ("Env", fence("", "A=1\n# no\n\nexport B=2\n"), [("A=1", 6), ("B=2", 9)]),
        ("Env", fence("yaml", "- a\n"), None),
        ("If", fence("bash", "test -f x\n"), [("test -f x", 5)]),
        ("If", fence("json", "{}\n"), None),
        ("If", fence("bash", "# nothing\n"), None),
        ("Timeout", fence("", "5s\n"), None),
        ("After", fence("bash", "make\n"), None),
    ],
)
def test_blocks(name: str, block: Fence, values: list[tuple[str, int]] | None) -> None:
    key = stated(name, 4, Below(block=block))
    assert (key and [(value.text, value.span.line) for value in key.values]) == values


@pytest.mark.parametrize(
    ("name", "key"), [("Approval", True), ("When", True), ("Run", False), ("Notes", False)]
)
def test_names_of_keys(name: str, key: bool) -> None:
    assert is_key(name) is key


@pytest.mark.parametrize(
    ("name", "items", "values", "left"),
    [
        ("Dependencies", "- Task 1\n- Build", ["Task 1", "Build"], 0),
        ("Dependencies", "- Task 1\n- [ ] Build\n- #2", ["Task 1", "#2"], 1),
        ("Dependencies", "- [x] Task 1 ✅\n- [ ] **#2**: Parse", ["Task 1 ✅", "**#2**: Parse"], 0),
        ("Dependencies", "- [x] 1.2\n- [x] T014 Model", ["1.2", "T014 Model"], 0),
        ("Dependencies", "- [ ] None", ["None"], 0),
        ("Dependencies", "- [ ] 1.2 Build", [], 1),
        ("Dependencies", "- [ ] 3 tests", [], 1),
        ("Dependencies", "- [ ] Tasks are named", [], 1),
        ("Dependencies", "- Task 1\n  - [ ] Build", ["Task 1"], 1),
        ("Dependencies", "- Task 1\n- [ ] Build\n- by hand", ["Task 1"], 1),
        ("Outputs", "- a.txt\n- b.txt", ["a.txt", "b.txt"], 0),
        ("Outputs", "- a.txt\n- [ ] b.txt", [], 1),
    ],
)
def test_lists_with_boxes(name: str, items: str, values: list[str], left: int) -> None:
    (block,) = read_blocks(items, Findings("t.md"))
    assert isinstance(block, ListBlock)
    cut = cut_list(name, block)
    assert [value.text for value in listed(name, 1, cut.mine).values] == values
    assert len(cut.left) == left
