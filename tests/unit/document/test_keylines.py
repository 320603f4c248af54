"""Tests of the ways to write a key."""

from __future__ import annotations

import pytest

from orchestrator.document.keylines import bold_keys, plain_keys
from orchestrator.document.tree import Line


def pairs(keys: list) -> list[tuple[str, str, int]]:  # type: ignore[type-arg]
    return [
        (key.name, key.values[0].text if key.values else "", key.values[0].span.column)
        if key.values
        else (key.name, "", 0)
        for key in keys
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("**A**: x | **B**: y", [("A", "x", 8), ("B", "y", 19)]),
        ("**A:** x", [("A", "x", 8)]),
        ("**A**: `x | y` | **B**: z", [("A", "`x | y`", 8), ("B", "z", 25)]),
        ("**A**: x | **bold** y", [("A", "x | **bold** y", 8)]),
        ("**Run**:", [("Run", "", 0)]),
        ("**A**: x  \\", [("A", "x", 8)]),
        ("plain", []),
        ("**bold** text", []),
    ],
)
def test_bold_keys(text: str, found: list[tuple[str, str, int]]) -> None:
    assert pairs(bold_keys(Line(text, 1, 1))) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Timeout: 30s", [("Timeout", "30s", 10)]),
        ("_Depends: 1.1_", [("Depends", "1.1", 11)]),
        ("_需求: 2.1_", [("需求", "2.1", 6)]),
        ("_要件：2.1_", [("要件", "2.1", 5)]),
        ("_Files: a_b.py, c_d.py_", [("Files", "a_b.py, c_d.py", 9)]),
        ("_depends: 1.1_", [("depends", "1.1", 11)]),
        ("_a: b_ and _c_", []),
        ("需求: 2.1", []),
        (
            "Depends on: Task 1 | Priority: LOW",
            [("Depends on", "Task 1", 13), ("Priority", "LOW", 32)],
        ),
        ("🔒 Blocked by: Task 1", [("Blocked by", "Task 1", 15)]),
        ("Est. Time: 3h", [("Est. Time", "3h", 12)]),
        ("see https://x.org: it", []),
        ("lower case: x", []),
        ("Far too many words here: x", []),
    ],
)
def test_plain_keys(text: str, found: list[tuple[str, str, int]]) -> None:
    assert pairs(plain_keys(Line(text, 1, 1))) == found


def test_pieces_of_a_joined_value_know_their_line() -> None:
    line = Line("**A**: Task 1, Task 2", 4, 3, (Line("Task 2", 5, 9),))
    (value,) = bold_keys(line)[0].values
    assert value.at(0) == value.span == (4, 10)
    assert value.at(value.text.index("Task 2")) == (5, 9)
    assert value.at(value.text.index("2")) == (5, 14)
