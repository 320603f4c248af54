"""Which boxes and statuses of a file are marks, and where they stand."""

from __future__ import annotations

import pytest

from orchestrator.document.marks import read_marks


def marks(text: str) -> list[tuple[object, ...]]:
    """Line, what stands there, and for a status whose it is."""
    found = read_marks(text.encode(), "t.md")
    lines = text.split("\n")
    boxes = [(box.line, lines[box.line - 1][box.start - 1 : box.end + 1]) for box in found.boxes]
    statuses = [(each.line, each.text, each.subtask, each.where) for each in found.statuses]
    for each in found.statuses:
        assert lines[each.line - 1][each.start :].startswith(each.text)
    return [*boxes, *statuses]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("### Task 1: A\n- [ ] x `[ ]` [ ]\n", [(2, "[ ]")]),
        ("### Task 1: A\n12) [x] x\n", [(2, "[x]")]),
        ("### Task 1: A\n- [ ]\\* x\n", [(2, "[ ]")]),
        ("### Task 1: A\n> * - [-] x\n", [(2, "[-]")]),
        ("### Task 1: A\n-\n  [ ] x\n", [(3, "[ ]")]),
        ("### Task 1: A\n- [\u00a0] x\n", [(2, "[\u00a0]")]),
        ("### Task 1: A\n- [ ](x) no\n- [1] no\n- [P] no\n- x [ ] no\n", []),
        ("### Task 1: A\n~~~\n- [ ] no\n~~~\n<!--\n- [ ] no\n-->\n", []),
        ("### Task 1: A\n- a\n  - ```\n    - [ ] no\n    ```\n  - [ ] x\n", [(6, "[ ]")]),
        ("### Task 1: A ⏳ Not Started\n", [(1, "Task 1: A ⏳ Not Started", 1, "title")]),
        ("# T ⏳\n### Task 1: A\nx\n", [(1, "T ⏳", None, "title")]),
        ("Task 1: A ⏳\n===\n\nprose\n", [(1, "Task 1: A ⏳", None, "title")]),
        ("- [ ] A ⏳\n", [(1, "[ ]"), (1, "A ⏳", 1, "title")]),
        ("- [ ] A ⏳\n  and more\n", [(1, "[ ]")]),
        ("### Task 1: A\n**Status**: Pending | **Priority**: LOW\n", [(2, "Pending", 1, "key")]),
        ("### Task 1: A\n- Status: Pending\n", [(2, "Pending", 1, "key")]),
        ("### Task 1: A\n#### Status\n\nPending\n", [(4, "Pending", 1, "key")]),
        (
            "# Story 1.2: A\n\n## Status\n\nDraft\n\n## Tasks\n- [ ] x\n",
            [(8, "[ ]"), (5, "Draft", None, "key")],
        ),
        ("### TASK-001: A\n🔴 P0 | ⬜ TODO | Est: 2d\n", [(2, "⬜ TODO", 1, "key")]),
        ("### TASK-001: A\nP1 | 🔄 IN PROGRESS | 2d\n", [(2, "🔄 IN PROGRESS", 1, "key")]),
        ("### Task 1: A\n_Status: Pending_\n", [(2, "Pending", 1, "key")]),
        (
            "### Task 1: A\n| Key | Value |\n|-|-|\n| Status | Pending |\n",
            [(4, "Pending", 1, "key")],
        ),
        ("### Task 1: A\n**Status**:\nPending\n", [(3, "Pending", 1, "key")]),
        ("### Task 1: A\n- [ ] x\n  - Status: Pending\n", [(2, "[ ]")]),
        ("### Task 1: A\n**Status**: nobody knows\n", []),
        ("### Task 1: A\n```\n**Status**: Pending\n```\n", []),
        ("# T\n**Status**: Pending\n## Task 1: A\nx\n", [(2, "Pending", None, "key")]),
        ("# T\n## Task 1: A\nx\n# End\n**Status**: Pending\n", []),
        ("---\nstatus: draft\n---\n# T\n## Task 1: A\nx\n", [(2, "draft", None, "front")]),
    ],
)
def test_what_is_a_mark(text: str, found: list[tuple[object, ...]]) -> None:
    assert marks(text) == found


def test_an_item_goes_to_its_last_line() -> None:
    boxes = read_marks(b"- [ ] a\n  - [x] b\n    c\n\n  d\n- [ ] e\n", "t.md").boxes
    assert [(box.first, box.last, box.done) for box in boxes] == [
        (1, 5, False), (2, 4, True), (6, 6, False),
    ]  # fmt: skip


def test_a_thousand_nested_boxes_are_found() -> None:
    deep = "## Task 1: x\n" + "".join("  " * depth + f"- [ ] s{depth}\n" for depth in range(1000))
    assert len(read_marks(deep.encode(), "t.md").boxes) == 1000
