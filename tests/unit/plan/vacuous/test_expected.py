"""Expectations that everything meets."""

from __future__ import annotations

import pytest

from orchestrator.document.expect import Expect, FileMatch, FileState, MatchMode, TextMatch
from orchestrator.plan.vacuous.expected import asks_nothing, met_by_all


@pytest.mark.parametrize(
    ("mode", "text", "threshold", "nothing"),
    [
        (MatchMode.EQUALS, "...", None, True),
        (MatchMode.EQUALS, "...\n...", None, True),
        (MatchMode.EQUALS, "* (glob*)", None, True),
        (MatchMode.EQUALS, ".* (regex*)\nx (?)", None, True),
        (MatchMode.EQUALS, "...\nx", None, False),
        (MatchMode.EQUALS, "", None, False),
        (MatchMode.EQUALS, "x (*)", None, False),
        (MatchMode.EQUALS, ".+ (regex*)", None, False),
        (MatchMode.CONTAINS, "", None, True),
        (MatchMode.CONTAINS, "\n", None, True),
        (MatchMode.CONTAINS, "x", None, False),
        (MatchMode.REGEX, ".*", None, True),
        (MatchMode.REGEX, "x?", None, True),
        (MatchMode.REGEX, "ok|", None, True),
        (MatchMode.REGEX, "^", None, True),
        (MatchMode.REGEX, "[\\s\\S]*", None, True),
        (MatchMode.REGEX, "^$", None, False),
        (MatchMode.REGEX, "\\d+", None, False),
        (MatchMode.REGEX, "(", None, False),
        (MatchMode.GLOB, "*", None, True),
        (MatchMode.GLOB, "**", None, True),
        (MatchMode.GLOB, "?*", None, False),
        (MatchMode.JSON_CONTAINS, "{}", None, True),
        (MatchMode.JSON_CONTAINS, "[]", None, True),
        (MatchMode.JSON_CONTAINS, '{"a": 1}', None, False),
        (MatchMode.JSON_CONTAINS, "{", None, False),
        (MatchMode.JSON, "{}", None, False),
        (MatchMode.SIMILARITY, "x", 0.0, True),
        (MatchMode.SIMILARITY, "x", 0.1, False),
    ],
)
def test_what_every_output_meets(
    mode: MatchMode, text: str, threshold: float | None, nothing: bool
) -> None:
    match = TextMatch(mode=mode, text=text, line=3, threshold=threshold)
    assert met_by_all(match) is nothing
    for expect in (Expect(stdout=(match,)), Expect(stderr=(match,)), Expect(output=(match,))):
        assert [line for _, line in asks_nothing(expect)] == ([3] if nothing else [])


def test_files_that_are_always_there() -> None:
    folder = FileMatch(path=".", is_=FileState.EXISTS, line=4)
    anything = FileMatch(path="a", is_=FileState.CONTAINS, value="", line=5)
    file = FileMatch(path="a", is_=FileState.EXISTS, line=6)
    asked = asks_nothing(Expect(files=(folder, anything, file)))
    assert [line for _, line in asked] == [4, 5]
