"""--only, --skip, --from, --until."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from orchestrator.diagnostics import InputError
from orchestrator.plan.model import Edge, Why
from orchestrator.run.selection import Selection, select
from tests.builders import diamond, plan, subtask


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


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Selection(only=("a", "d")), "ad"),
        (Selection(from_="b"), "bc"),
        (Selection(until="d"), "bcd"),
        (Selection(from_="a", until="d"), "abcd"),
        (Selection(only=("a", "c"), until="c"), "ac"),
    ],
)
def test_a_row_of_cells_leaves_out_what_says_so(wanted: Selection, expected: str) -> None:
    said = {"a": "true", "b": "no", "c": "", "d": "1"}
    row = (
        replace(
            subtask(each, metadata={"excludeFromRunAll": said[each]}),
            depends_on=tuple(Edge(id=other, why=Why.ORDER) for other in before),
        )
        for before, each in zip(("", "a", "b", "c"), said, strict=True)
    )
    cells = plan(*row)
    runme = replace(cells, source=replace(cells.source, dialect="runme"))
    assert select(runme, wanted) == frozenset(expected)
