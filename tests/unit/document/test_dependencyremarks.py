"""Tests of what a task's words say of its dependencies."""

from __future__ import annotations

import pytest

from orchestrator.document.dependencyremarks import (
    all_known,
    bullet,
    is_vague,
    names_in,
    remarks,
    without,
)


def known(name: str) -> bool:
    return name.lower() in {"1", "2", "1.1", "1.2", "abc-12", "#1", "write words"}


@pytest.mark.parametrize(
    ("text", "said", "left"),
    [
        ("Check (depends on 1.1)", ["1.1"], "Check"),
        ("Check [blocked by: 1.1] twice", ["1.1"], "Check twice"),
        ("Check (depends on what is there)", ["what is there"], "Check"),
        ("Check (after 1.1)", ["1.1"], "Check"),
        ("Check (requires tasks 1 and 2)", ["tasks 1 and 2"], "Check"),
        ("Check (needs write words)", ["write words"], "Check"),
        ("Check (prereq: ABC-12)", ["ABC-12"], "Check"),
        ("Check (after 2)", ["2"], "Check"),
        ("Buy apples (needs 2)", [], "Buy apples (needs 2)"),
        ("Check, depends on write words", ["write words"], "Check"),
        ("Check (after lunch)", [], "Check (after lunch)"),
        ("Check (requires 3)", [], "Check (requires 3)"),
        ("Check — depends on the first", ["the first"], "Check"),
        ("Check 🔒 Blocked by: [Words]", ["[Words]"], "Check"),
        ("Depends on task 2 being complete", ["task 2"], "Depends on task 2 being complete"),
        ("Check; blocked by 1, 2", ["1, 2"], "Check; blocked by 1, 2"),
        ("Check what depends on 2", [], "Check what depends on 2"),
        ("Task 1 depends on 2", [], "Task 1 depends on 2"),
        ("Check, which does not depend on 2", [], "Check, which does not depend on 2"),
        ("Print `(depends on 2)`", [], "Print `(depends on 2)`"),
        ("Depends on 2.5 volts", [], "Depends on 2.5 volts"),
    ],
)
def test_what_is_said(text: str, said: list[str], left: str) -> None:
    found = list(remarks(text, known))
    assert [each.said for each in found] == said
    assert [text[each.at :].startswith(each.said) for each in found] == [True] * len(said)
    assert without(text, found) == left


def test_a_version_is_no_task_where_loose_words_do_not_count() -> None:
    assert list(remarks("Use helm (requires 1.1)", known, loose=False)) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Depends on: 1.1, 1.2", "1.1, 1.2"),
        ("**Requires**: task 2", "task 2"),
        ("Depends on: 7", None),
        ("Requires: Node 1", None),
        ("Depends on 1.1", None),
    ],
)
def test_a_line_that_says_nothing_else(text: str, said: str | None) -> None:
    found = bullet(text, known)
    assert (found.said if found else None) == said


@pytest.mark.parametrize(
    ("text", "vague"),
    [
        ("Depends on the weather", True),
        ("Check; depends on 7", True),
        ("Task 1 depends on task 2", True),
        ("Depends on 2", False),
        ("Explain what it depends on", False),
        ("All code that depends on the weather", False),
        ("Not blocked by anything", False),
    ],
)
def test_what_is_vague(text: str, vague: bool) -> None:
    assert is_vague(text, known) is vague


def test_names() -> None:
    assert names_in("tasks 1, 1.2 and #1", known) == ("1", "1.2", "1")
    assert names_in("Write words", known) == ("Write words",)
    assert (names_in("1-2", known), names_in("1, 7", known)) == ((), ())
    assert all_known("1-2", known)
