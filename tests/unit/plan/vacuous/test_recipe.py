"""Recipes that can only succeed, and those that may not."""

from __future__ import annotations

import pytest

from orchestrator.document.expect import NOTHING_EXPECTED
from orchestrator.plan.vacuous import proves_nothing

LINE = "just --justfile README.md --no-deps r\n"


def of(*recipe: str) -> str | None:
    text = "".join(f"# {line}".rstrip() + "\n" for line in recipe)
    return proves_nothing("just", LINE + text, NOTHING_EXPECTED)


@pytest.mark.parametrize(
    "recipe",
    [
        ["r:", "    echo hi {{name}}"],
        [
            "[private]",
            "@r a='x' b=c:",
            "  @echo hi",
            "",
            "  -false",
            "# variables and settings 1",
        ],
        ["r *more:", "  # words", "  -@make"],
    ],
)
def test_a_recipe_that_cannot_fail_proves_nothing(recipe: list[str]) -> None:
    assert of(*recipe) is not None


@pytest.mark.parametrize(
    "recipe",
    [
        ["r:", "    make"],
        ["r:", "    {{cargo}} build"],
        ["r:", "    echo {{`git describe`}}"],
        ["r:"],
        ["r: lint", "    echo done"],
        ["r:", "    #!/usr/bin/env python3", "    print(1)"],
        [],
    ],
)
def test_any_other_may(recipe: list[str]) -> None:
    assert of(*recipe) is None
