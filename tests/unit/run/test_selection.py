"""--only, --skip, --from, --until."""

from __future__ import annotations

import pytest

from orchestrator.diagnostics import InputError
from orchestrator.run.selection import Selection, select
from tests.builders import diamond


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Selection(), "abcd"),
        (Selection(only=("b", "c")), "bc"),
        (Selection(skip=("b",)), "acd"),
        (Selection(from_="b"), "bd"),
        (Selection(until="b"), "ab"),
        (Selection(from_="a", until="c"), "ac"),
        (Selection(only=("B",)), "b"),
    ],
)
def test_what_may_run(wanted: Selection, expected: str) -> None:
    assert select(diamond(), wanted) == frozenset(expected)


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        (Selection(only=("nope",)), "there is no subtask “nope”"),
        (Selection(only=("a",), skip=("a",)), "nothing is selected"),
    ],
)
def test_a_selection_of_nothing_is_refused(wanted: Selection, message: str) -> None:
    with pytest.raises(InputError, match=message):
        select(diamond(), wanted)
