"""Which plans are catalogues, and which order counts in a run of some of their subtasks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from orchestrator.document.dialects.choice import names
from orchestrator.plan.catalogue import as_asked, is_catalogue
from orchestrator.plan.codec import from_own_json, to_json
from orchestrator.plan.edges import Edges
from orchestrator.plan.model import Edge, Plan, Why
from tests.builders import plan, subtask

DIALECTS = Path(__file__).parents[3] / "docs" / "dialects.md"
_ROW = re.compile(
    r"^\| \[?(?P<name>[\w-]+)\]?(?:\(\S+\))? \| .* \| (?P<read_as>.*) \|$", re.MULTILINE
)


def lint_before_test() -> Plan:
    order = Edge(id="lint", why=Why.ORDER, line=3, asked_by=("seq", "ci"))
    return plan(
        subtask("lint"),
        replace(subtask("test"), depends_on=(order,)),
        *(subtask(each, "lint", "test") for each in ("seq", "ci", "par")),
    )


@pytest.mark.parametrize(
    ("selected", "counts"),
    [
        ("lint test seq", True),
        ("lint test par ci", True),
        ("lint test par", False),
        ("lint test", False),
    ],
)
def test_an_order_counts_where_one_of_those_runs_that_ask_for_it(
    selected: str, counts: bool
) -> None:
    asked = as_asked(lint_before_test(), frozenset(selected.split()))
    assert bool(asked.subtasks[1].depends_on) == counts
    assert [len(each.depends_on) for each in asked.subtasks[2:]] == [2, 2, 2]


def test_what_nobody_asks_for_stays() -> None:
    made = plan(subtask("a"), subtask("b", "a"))
    assert as_asked(made, frozenset()) is made


def test_who_asks_for_an_order_is_kept() -> None:
    made = lint_before_test()
    assert from_own_json(to_json(made)) == made


def test_several_ask_for_one_order_until_it_always_is() -> None:
    edges = Edges(ids=[], position={}, lines={}, of={"b": {}})
    for asked_by, kept in ((("x",), ("x",)), (("y", "x"), ("x", "y")), ((), ()), (("z",), ())):
        edges.add("b", "a", Why.ORDER, 1, asked_by)
        assert edges.of["b"]["a"].asked_by == kept
    assert edges.count == 1


def test_catalogues_are_those_dialects_that_users_are_told_are() -> None:
    made = plan(subtask("build"))
    rows = {
        row["name"]: row["read_as"].startswith("a catalogue of ")
        for row in _ROW.finditer(DIALECTS.read_text())
    }
    del rows["dialect"]
    assert rows == {
        name: is_catalogue(replace(made, source=replace(made.source, dialect=name)))
        for name in names()
    }
