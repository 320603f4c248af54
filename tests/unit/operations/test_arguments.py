"""Values of arguments: which are taken, and what is said of those that are not."""

from __future__ import annotations

import pytest

from orchestrator.diagnostics import InputError
from orchestrator.document.params import Param, ParamType
from orchestrator.operations.arguments import values_of
from tests.builders import plan, subtask

PARAMS = (
    Param(name="target", line=1, required=True),
    Param(name="level", line=2, type=ParamType.NUMBER, choices=("1", "2")),
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
) -> dict[str, str]:
    return values_of(PLAN, {only}, given, variables or {}, AROUND).get(only, {})


def test_they_become_variables() -> None:
    given = {"target": "x", "level": "2", "watch": "yes"}
    assert values(given) == {**given, "watch": "true", "port": "80"}
    assert values({"target": "x", "watch": "no", "port": "1"}) == {"target": "x", "port": "1"}
    assert values({}, {"target": "x", "port": "2"}) == {}
    assert values({}, only="b") == {}


def test_each_subtask_has_its_own_default() -> None:
    found = values_of(PLAN, {"a", "c"}, {"target": "x"}, {}, AROUND)
    assert (found["a"]["port"], found["c"]) == ("80", {"port": "443"})
    found = values_of(PLAN, {"a", "c"}, {"target": "x", "port": "1"}, {}, AROUND)
    assert (found["a"]["port"], found["c"]) == ("1", {"port": "1"})


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, r"an argument is missing: `target` \(required\)"),
        ({"target": "x", "level": "3"}, "--arg level=3: that is not one of 1, 2"),
        ({"target": "x", "level": "low"}, "that is not a number"),
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
            values_of(either, only, {}, {}, {})
    assert values_of(either, {"a"}, {}, {}, {}) == {"a": {"target": ""}}
