"""Which titles and values say a status beside the one that stands where it can be replaced."""

from __future__ import annotations

import pytest

from orchestrator.document.restated import says_more
from orchestrator.document.spelling import in_title, in_value


@pytest.mark.parametrize(
    ("title", "more"),
    [
        ("Task 1: Build ⏳ Not Started", False),
        ("⏳ Task 1: Build - Not Started", False),
        ("⏳ Task 1: Build", False),
        ("⏳ Task 1: Mark orders done", False),
        ("⏳ Task 1: Handle orders (completed)", False),
        ("⏳ Task 1: Backend - Open the door", False),
        ("⏳ Task 1: Show `🔄 In Progress`", False),
        ("Task 1: Open the door ⏳", False),
        ("🔄 Task 1: Bold — In Progress (waits)", True),
        ("🔄 Task 1: Bold In Progress (waits)", True),
        ("⏳ Task 1: Roadmap (planned)", True),
        ("Task 1: ⏳ Bold [In Progress]", True),
        ("Task 1: A ⏳ Not Started ⏳", True),
        ("Task 1: A ✅ Completed ⏳ Not Started", True),
        ("🔄 Task 1: A ⏳ Not Started", True),
    ],
)
def test_titles(title: str, more: bool) -> None:
    spelled = in_title(title)
    assert spelled is not None
    assert says_more(title, spelled) is more


@pytest.mark.parametrize(
    ("value", "more"),
    [
        ("⏳ Not Started (waits for Bob)", False),
        ("🔄 In Progress - 50%", False),
        ("Not Started ⏳", False),
        ("🔄 In Progress ⏳", True),
        ("In Progress (blocked)", True),
        ("🔄 In Progress - 50% (❌ 2 tests)", True),
    ],
)
def test_values(value: str, more: bool) -> None:
    spelled = in_value(value)
    assert spelled is not None
    assert says_more(value, spelled) is more


@pytest.mark.timeout(5)
@pytest.mark.parametrize("long", ["x " * 50_000, "in " * 30_000, " " * 100_000, "- (" * 30_000])
def test_long_lines_take_no_quadratic_time(long: str) -> None:
    title = f"Task 1: {long} ⏳ Not Started"
    spelled = in_title(title)
    assert spelled is not None
    says_more(title, spelled)
