"""Values of arguments: which are taken, and what is said of those that are not."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from msgspec.structs import replace

from orchestrator.diagnostics import InputError
from orchestrator.document.params import Param, ParamType
from orchestrator.operations.running.arguments import arguments_of, refuse_lacking, refuse_unknown
from orchestrator.plan.model import Edge, Plan, Why
from tests.builders import plan, subtask

PARAMS = (
    Param(name="target", line=1, required=True),
    Param(name="level", line=2, type=ParamType.NUMBER, choices=("1", "2")),
    Param(name="size", line=2, type=ParamType.NUMBER),
    Param(name="watch", line=3, type=ParamType.BOOLEAN),
    Param(name="port", line=4, default="80"),
    Param(name="HOME_DIR", line=5, required=True, inherits=True),
)
PLAN = plan(
    subtask("a", params=PARAMS),
    subtask("b"),
    subtask("c", params=(Param(name="port", line=6, default="443"),)),
)
AROUND = {"HOME_DIR": "/h", "target": "not this one"}


def values(
    given: dict[str, str], variables: dict[str, str] | None = None, only: str = "a"
) -> Mapping[str, str]:
    refuse_unknown(PLAN, {only}, given)
    found = arguments_of(PLAN, {only}, given, variables or {}, AROUND)
    refuse_lacking(found, {only})
    return found.values.get(only, {})


def test_they_become_variables() -> None:
    given = {"target": "x", "level": "2", "watch": "yes"}
    assert values(given) == {**given, "watch": "true", "port": "80"}
    assert values({"target": "x", "watch": "no", "port": "1"}) == {"target": "x", "port": "1"}
    assert values({}, {"target": "x", "port": "2"}) == {}
    assert values({}, only="b") == {}


@pytest.mark.parametrize("number", ["-7", "+1.5", ".5", "5.", "1E-3", "007", "inf", "9" * 400])
def test_what_mask_takes_for_a_number_is_one(number: str) -> None:
    assert values({"target": "x", "size": number})["size"] == number


def test_each_subtask_has_its_own_default() -> None:
    found = arguments_of(PLAN, {"a", "c"}, {"target": "x"}, {}, AROUND).values
    assert (found["a"]["port"], found["c"]) == ("80", {"port": "443"})
    found = arguments_of(PLAN, {"a", "c"}, {"target": "x", "port": "1"}, {}, AROUND).values
    assert (found["a"]["port"], found["c"]) == ("1", {"port": "1"})


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, r"an argument is missing: `target` \(required\)"),
        ({"target": "x", "level": "3"}, "--arg level=3: that is not one of 1, 2"),
        ({"target": "x", "level": "low"}, "that is not a number"),
        ({"target": "x", "size": "1_0"}, "--arg size=1_0: that is not a number"),
        ({"target": "x", "size": " 1"}, "that is not a number"),
        ({"target": "x", "size": "1١"}, "that is not a number"),
        ({"target": "x", "size": "0x1"}, "that is not a number"),
        ({"target": "x", "size": ""}, "that is not a number"),
        ({"target": "x", "size": "."}, "that is not a number"),
        ({"target": "x", "size": "1e"}, "that is not a number"),
        ({"target": "x", "watch": "perhaps"}, "that is not yes or no"),
        ({"target": "x", "other": "1"}, "nothing that is to run asks for an argument “other”"),
    ],
)
def test_what_does_not_fit_is_refused(given: dict[str, str], told: str) -> None:
    with pytest.raises(InputError, match=told) as caught:
        values(given)
    assert caught.value.hint


def test_of_two_that_ask_for_one_the_one_that_needs_it_counts() -> None:
    either = plan(
        subtask("a", params=(Param(name="target", line=1, default=""),)),
        subtask("b", params=(Param(name="target", line=2, required=True),)),
    )
    for only in ({"a", "b"}, {"b"}):
        with pytest.raises(InputError, match="missing"):
            refuse_lacking(arguments_of(either, only, {}, {}, {}), only)
    found = arguments_of(either, {"a", "b"}, {}, {}, {})
    assert found.values == {"a": {"target": ""}}
    refuse_lacking(found, {"a"})


def test_what_the_caller_has_is_told_from_what_is_lacking() -> None:
    found = arguments_of(PLAN, {"a", "c"}, {"watch": "no"}, {}, AROUND)
    assert found.inherited == {"HOME_DIR"}
    assert [(id_, [each.name for each in lacks]) for id_, lacks in found.lacking.items()] == [
        ("a", ["target"])
    ]
    assert not arguments_of(PLAN, {"a"}, {"HOME_DIR": "/x"}, {}, AROUND).inherited


def _catalogue(dialect: str) -> Plan:
    mode = Param(name="mode", line=1, default="")
    found = plan(
        subtask("lint", params=(mode, Param(name="level", line=2, default=""))),
        subtask("test", "lint", params=(mode,)),
        replace(subtask("build", params=(mode,)), depends_on=(Edge(id="lint", why=Why.ORDER),)),
    )
    return replace(found, source=replace(found.source, dialect=dialect))


@pytest.mark.parametrize(
    ("dialect", "selected", "given", "modes"),
    [
        ("just", "lint test", {"mode": "x"}, {"lint": "", "test": "x"}),
        ("just", "lint test build", {"mode": "x"}, {"lint": "", "test": "x", "build": "x"}),
        ("just", "lint build", {"mode": "x"}, {"lint": "x", "build": "x"}),
        ("just", "lint", {"mode": "x"}, {"lint": "x"}),
        ("xc", "lint test", {"mode": "x"}, {"lint": "x", "test": "x"}),
    ],
)
def test_in_just_an_argument_is_of_what_is_named(
    dialect: str, selected: str, given: dict[str, str], modes: dict[str, str]
) -> None:
    found = arguments_of(_catalogue(dialect), set(selected.split()), given, {}, {}).values
    assert {id_: own["mode"] for id_, own in found.items()} == modes


def test_an_argument_that_only_a_requirement_asks_for_is_given_to_it() -> None:
    found = arguments_of(_catalogue("just"), {"lint", "test"}, {"level": "3"}, {}, {}).values
    assert found["lint"] == {"mode": "", "level": "3"}
    # Nor does a variable of the run reach what keeps its default.
    found = arguments_of(_catalogue("just"), {"lint", "test"}, {}, {"mode": "x"}, {}).values
    assert found == {"lint": {"mode": "", "level": ""}}
