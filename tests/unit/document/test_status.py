"""Tests of the words for states."""

from __future__ import annotations

import pytest

from orchestrator.document.status import peel_status, status_of


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("✅ Complete", "completed"),
        ("🔄 Not Started", "not_started"),
        ("🚀 **IN PROGRESS**", "in_progress"),
        ("Ready to begin", "not_started"),
        ("won't do", "cancelled"),
        ("In-Review", "review"),
        ("⏸️", "deferred"),
        ("PENDING RETEST - x", "not_started"),
        ("a mystery", None),
        ("â³ Not Started", "not_started"),
        ("â\x9c\x85 Done", "completed"),
        ("ðŸ”„ In Progress", "in_progress"),
        ("â\x8f¸ï¸\x8f On hold", "deferred"),
        ("\ufffd Completed", "completed"),
        ("ó", None),
        ("geplant, not started", None),
        ("façade done", None),
    ],
)
def test_status_of(text: str, status: str | None) -> None:
    assert status_of(text) == status


@pytest.mark.parametrize(
    ("title", "bare", "status"),
    [
        ("Build ⏳ Not Started", "Build", "not_started"),
        ("Build - ✅ **COMPLETED**", "Build", "completed"),
        ("Build — Done", "Build", "completed"),
        ("Build ó Not Started", "Build", "not_started"),
        ("Build â³ Not Started", "Build", "not_started"),
        ("Build \ufffd Completed", "Build", "completed"),
        ("Build - 🚀 READY TO START", "Build", "not_started"),
        ("Build (✅ Done)", "Build", "completed"),
        ("Build [DONE]", "Build", "completed"),
        ("Build ✅", "Build", "completed"),
        ("Handle orders (completed)", "Handle orders (completed)", None),
        ("Make it run - fast", "Make it run - fast", None),
        ("Show what is done", "Show what is done", None),
        ("Done", "Done", None),
    ],
)
def test_peel_status(title: str, bare: str, status: str | None) -> None:
    assert peel_status(title) == (bare, status)


def test_an_unreadable_byte_in_a_word_is_no_status() -> None:
    assert peel_status("A caf\ufffd") == ("A caf\ufffd", None)
    assert peel_status("Build \ufffd Not Started") == ("Build", "not_started")
