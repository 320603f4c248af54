"""Tests of boxes that are one character."""

from __future__ import annotations

import pytest

from orchestrator.diagnostics import Findings
from orchestrator.document.blocks import read_blocks
from orchestrator.document.boxes import box_of
from orchestrator.document.signs import with_boxes
from orchestrator.document.tree import every_item


def marks(text: str) -> list[str | None]:
    """What stands in the box of each item, None for one without a box."""
    blocks = with_boxes(read_blocks(text, Findings("x.md")), text)
    boxes = [box_of(item) for item in every_item(blocks)]
    return [box.mark if box is not None else None for box in boxes]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- ☐ open\n- ☑ done\n- ☑\ufe0f done\n- ⬜ open\n", ["", "x", "x", ""]),
        ("- ☒ crossed out\n", [""]),
        ("- ☐ open\n- ✅ done\n- ✓ done\n- text\n", ["", "x", "x", None]),
        ("- ✅ adorned\n- ✓ adorned\n", [None, None]),
        ("- text\n  1. ☐ nested\n> - ☑ quoted\n", [None, "", "x"]),
        ("- ☐without a blank\n", [None]),
        ("- [ ] open\n- ☐ open\n", ["", ""]),
    ],
)
def test_signs_are_boxes(text: str, expected: list[str | None]) -> None:
    assert marks(text) == expected


def test_the_text_behind_a_sign_is_kept_with_its_lines() -> None:
    text = "- ☐ one\n  two\n"
    (item,) = every_item(with_boxes(read_blocks(text, Findings("x.md")), text))
    box = box_of(item)
    assert box is not None
    assert (box.text, [line.text for line in box.rest]) == ("one", ["two"])
