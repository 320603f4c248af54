"""A mark without a meaning is told, wherever its box stands."""

from __future__ import annotations

import pytest

from orchestrator.document.parse import read


@pytest.mark.parametrize(
    ("text", "line"),
    [("# T\n\n- [~] a\n- [ ] b\n", 3), ("# T\n\n### Task 1: A\n- [ ] a\n- [?] b\n", 5)],
)
def test_an_odd_mark_is_told_at_info(text: str, line: int) -> None:
    _, findings, _ = read(text.encode(), "t.md")
    assert [(each.line, str(each.severity)) for each in findings if each.code == "other-mark"] == [
        (line, "info")
    ]
