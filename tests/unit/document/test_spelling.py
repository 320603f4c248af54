"""Where a status stands in titles and values, and what they read with another in its place."""

from __future__ import annotations

import pytest

from orchestrator.document.headings import plain_title
from orchestrator.document.spelling import in_title, in_value, pieces, rewritten

DONE = ("✅", "Completed")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Task 1: Build ⏳ Not Started", "Task 1: Build ✅ Completed"),
        ("Task 1: Build ⏳Not Started", "Task 1: Build ✅Completed"),
        ("Task 1: Build - ⏳ **NOT STARTED**", "Task 1: Build - ✅ **Completed**"),
        ("**Task 1: Build** ⏳ Not Started", "**Task 1: Build** ✅ Completed"),
        ("Task 1: Build (⏳ Not Started)", "Task 1: Build (✅ Completed)"),
        ("Task 1: Build [TODO]", "Task 1: Build [Completed]"),
        ("Task 1: Build ó Not Started", "Task 1: Build ✅ Completed"),
        ("Task 1: Build â³ Not Started", "Task 1: Build ✅ Completed"),
        ("Task 1: Build \ufffd Not Started", "Task 1: Build ✅ Completed"),
        ("Task 1: Build \ufffd\ufffd Not Started", "Task 1: Build ✅ Completed"),
        ("Task 1: Build — Pending", "Task 1: Build — Completed"),
        ("Task 1: Build ⏳", "Task 1: Build ✅"),
        ("Task 1: Build ⏸️", "Task 1: Build ✅"),
        ("Task 1: Build ⏳🔥", "Task 1: Build ✅🔥"),
        ("Task 1: Build ⏸️ On Hold", "Task 1: Build ✅ Completed"),
        ("Task 1: Build ✅ Not Started", "Task 1: Build ✅ Completed"),
        ("Task 1: Build Not Started ⏳", None),
        ("Task 1: Open the door ⏳", "Task 1: Open the door ✅"),
        ("Task 1: Mark as done ⏳", "Task 1: Mark as done ✅"),
        ("⏳ Task 1: Mark orders done", "✅ Task 1: Mark orders done"),
        ("⏳ Task 1: Build - Not Started", "✅ Task 1: Build - Completed"),
        ("🏗 Task 1: Build ⏳ Not Started", "🏗 Task 1: Build ✅ Completed"),
        ("Task 1: Build - 🚀 READY TO START", "Task 1: Build - ✅ Completed"),
        ("Task 1: 构建 Not Started", "Task 1: 构建 Completed"),
        ("Task 1: ~~x~~ [a](b) ⏳ in-progress", "Task 1: ~~x~~ [a](b) ✅ Completed"),
        ("Task 1: Show what is done", None),
        ("Task 1: Use `⏳ Not Started`", None),
        ("Task 1: A caf\ufffd", None),
        ("Task 1: Build", None),
        ("", None),
    ],
)
def test_a_title_with_another_status(before: str, after: str | None) -> None:
    found = in_title(before)
    assert (found and rewritten(before, pieces(found, *DONE))) == after


@pytest.mark.parametrize(
    "title", ["Task 1: Build ✅ Completed", "Task 1: Build - DONE", "✅ Task 1: Build"]
)
def test_a_completed_title_is_known_as_such(title: str) -> None:
    found = in_title(title)
    assert found is not None
    assert found.status == "completed"
    other = plain_title(rewritten(title, pieces(found, "⏳", "Pending")))
    assert (other.text, other.status) == ("Build", "not_started")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Not Started", "Completed"),
        ("⏳ Not Started (waits for Bob)", "✅ Completed (waits for Bob)"),
        ("🔄 In Progress - 50%", "✅ Completed - 50%"),
        ("Pending. Ask Bob.", None),
        ("Pending.", "Completed."),
        ("`pending`", "`Completed`"),
        ("⏳ **IN PROGRESS**", "✅ **Completed**"),
        ("In-Review", "Completed"),
        ("not_started", "Completed"),
        ("Won’t do", None),
        ("won't do", "Completed"),
        ("\ufffd Not Started", "✅ Completed"),
        ("⏸️ On hold", "✅ Completed"),
        ("Not Started ⏳", "Completed ✅"),
        ("⏳", "✅"),
        ("⏳ (since May)", "✅ (since May)"),
        ("a mystery", None),
    ],
)
def test_a_value_with_another_status(before: str, after: str | None) -> None:
    found = in_value(before)
    assert (found and rewritten(before, pieces(found, *DONE))) == after
    assert found is None or not found.remark


@pytest.mark.parametrize(
    "value",
    ["PENDING RETEST - x", "Open questions remain", "Waiting for Bob", "⏳ next week",
     "50% ⏳ left", "pending-ish", "pending/blocked"],
)  # fmt: skip
def test_a_sentence_is_more_than_a_status(value: str) -> None:
    found = in_value(value)
    assert found is None or found.remark


def test_an_emoji_is_added_only_where_none_stands() -> None:
    bare, marked = in_value("Not Started"), in_value("⏳ Not Started")
    assert bare is not None
    assert marked is not None
    assert rewritten("Not Started", pieces(bare, *DONE, add=True)) == "✅ Completed"
    assert rewritten("⏳ Not Started", pieces(marked, *DONE, add=True)) == "✅ Completed"


@pytest.mark.timeout(5)
@pytest.mark.parametrize("long", ["x " * 50_000, " " * 100_000, "⏳" * 50_000, "*" * 100_000])
def test_long_lines_take_no_quadratic_time(long: str) -> None:
    in_title(f"Task 1: {long} ⏳ Not Started")
    in_value(f"⏳ Not Started {long}")
