from __future__ import annotations

from typing import Any

import pytest
from msgspec import Struct

from orchestrator.plan.unfit import unfit


class Leaf(Struct, kw_only=True, forbid_unknown_fields=True, rename={"is_": "is"}):
    is_: int
    name: str = ""


class Tree(Struct, kw_only=True, forbid_unknown_fields=True):
    leaves: tuple[Leaf, ...]
    best: Leaf | None = None
    pair: tuple[int, str] = (0, "")


@pytest.mark.parametrize(
    ("data", "problems"),
    [
        ({"leaves": [{"is": 1}]}, []),
        ([], [("", "Expected `object`, got `array`")]),
        ({}, [("", "`leaves` is missing")]),
        ({"leaves": 1}, [(".leaves", "Expected `array`, got `int`")]),
        (
            {"leaves": [{"is": "x"}, {"is": 1, "name": 2}, 3], "colour": 4},
            [
                (".leaves[0].is", "Expected `int`, got `str`"),
                (".leaves[1].name", "Expected `str`, got `int`"),
                (".leaves[2]", "Expected `object`, got `int`"),
                ("", "there is no field `colour`"),
            ],
        ),
        (
            {"leaves": [], "best": {"is": "x"}, "pair": [1]},
            [
                (".best.is", "Expected `int`, got `str`"),
                (".pair", "Expected `array` of length 2, got 1"),
            ],
        ),
    ],
)
def test_all_that_does_not_fit_is_told(data: Any, problems: list[tuple[str, str]]) -> None:
    assert list(unfit(data, Tree)) == problems
