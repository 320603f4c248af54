"""Tests of the ways to write a key."""

from __future__ import annotations

import pytest

from orchestrator.document.keylines import bold_keys, last_italics, plain_keys
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
        ("- `**A**: x`", []),
        ("__A__: x | **B**: y", [("A", "x", 8), ("B", "y", 19)]),
        ("🔒 __A__: x | **B**: y", [("A", "x", 10), ("B", "y", 21)]),
        ("**Priority**: P0, **Depends on**: #1",
         [("Priority", "P0", 15), ("Depends on", "#1", 35)]),
        ("**Priority**: P0 **Queue**: a", [("Priority", "P0", 15), ("Queue", "a", 29)]),
        ("**Priority**: P0 — **Queue**: a", [("Priority", "P0", 15), ("Queue", "a", 31)]),
        ("**Note**: x / **Depends on**: #1", [("Note", "x", 11), ("Depends on", "#1", 31)]),
        ("**Note**: x, **Depends on**: the moon",
         [("Note", "x, **Depends on**: the moon", 11)]),
        ("**Note**: the **Queue**: a", [("Note", "the **Queue**: a", 11)]),
        ("**Priority**: P0, **Note**: a", [("Priority", "P0, **Note**: a", 15)]),
        ("**Depends on** Task 6", [("Depends on", "Task 6", 16)]),
        ("**Depends on** the moon", []),
        ("**Depends on**", []),
    ],
)  # fmt: skip
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
        ("depends on: Task 1", [("depends on", "Task 1", 13)]),
        ("blocked by: #1, #2", [("blocked by", "#1, #2", 13)]),
        ("depends on: the moon", []),
        ("after: 2 weeks", []),
        ("timeout: 5s", []),
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


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("_Requirements: 2.1_ _Boundary: a_b_ _Depends: 2_",
         [("Requirements", "2.1"), ("Boundary", "a_b"), ("Depends", "2")]),
        ("_Boundary: X_, _Depends: 3_", [("Boundary", "X"), ("Depends", "3")]),
        ("*A: x* | *B: y*", [("A", "x"), ("B", "y")]),
        ("_A: x_ and _B: y_", []),
        ("_it_ _A: x_", []),
    ],
)  # fmt: skip
def test_several_keys_in_italics(text: str, keys: list[tuple[str, str]]) -> None:
    found = plain_keys(Line(text, 1))
    assert [(key.name, key.values[0].text) for key in found] == keys
    for key in found:
        assert text[key.values[0].span.column - 1 :].startswith(key.values[0].text)


@pytest.mark.parametrize(
    ("text", "start", "count"),
    [
        ("Do _A: x_ _B: y_", 3, 2),
        ("Do _it_", 7, 0),
        ("Do _A: x_ now", 13, 0),
        ("_A: x_ to _B: y_", 10, 1),
    ],
)
def test_keys_in_italics_at_the_end(text: str, start: int, count: int) -> None:
    first, keys = last_italics(Line(text, 1))
    assert (first, len(keys)) == (start, count)
