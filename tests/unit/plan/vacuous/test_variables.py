"""Which names of a script get different values, and that thousands of them take a moment."""

from __future__ import annotations

import time

import pytest

from orchestrator.plan.vacuous.variables import varying


@pytest.mark.parametrize(
    ("script", "varies"),
    [
        ("a=1", False),
        ("a=1\na=1", False),
        ("a=1\na=2", True),
        ("a=1; a=1 ; b=2", False),
        ("a+=1", True),
        ("read a", True),
        ("a=1 a=1", True),
    ],
)
def test_a_name_with_one_value_does_not_vary(script: str, varies: bool) -> None:
    assert ("a" in varying(script)) is varies


def test_thousands_on_one_line_take_a_moment() -> None:
    began = time.process_time()
    varying(" ".join(f"a{number}=b" for number in range(20_000)))
    assert time.process_time() - began < 2
