"""Recipes that can only succeed, and those that may not."""

from __future__ import annotations

import pytest

from orchestrator.document.expect import NOTHING_EXPECTED
from orchestrator.plan.vacuous import proves_nothing

LINE = "just --justfile 'a b.md' --no-deps r\n"
WITH_ALL_IT_CALLS = "just --justfile README.md r --no-deps\n"


def of(*recipe: str, line: str = LINE) -> str | None:
    text = "".join(f"# {each}".rstrip() + "\n" for each in recipe)
    return proves_nothing("just", line + text, NOTHING_EXPECTED)


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
        ["r: lint && (tell 'x')", "    echo done"],
        ["r a='x:y' b=\"z\":", "    echo {{a}}"],
        ["r a=(", "  'x'", "):", "    echo {{ (a + 'y') }}"],
        ["r:", "    echo a \\", "      --release"],
        ["r:", "    -make \\", "      all"],
        ["r:", "    #!/usr/bin/env python3", "    if True:", "        print(1)"],
        ["r:", "    #!/bin/sh", "    make", "    echo whatever happened"],
        ["r:", "    #!/usr/bin/env -S bash -u", "    make", "    exit 0"],
        ["r:", "    #!/bin/sh", "    @make # no prefix here", "    echo done"],
        ["[script]", "r:", "    echo done"],
        ["[script('python3')]", "r:", "    print('done')"],
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
        ["r: lint"],
        ["r a=`git describe`:", "    echo {{a}}"],
        ["r a=env('A'):", "    echo {{a}}"],
        ["r:", "    cargo build \\", "      --release"],
        ["r:", "    #!/usr/bin/env python3", "    open('x')"],
        ["r:", "    #!/usr/bin/env bash", "    set -e", "    make", "    echo done"],
        ["r:", "    #!/usr/bin/env -S bash -e", "    make", "    echo done"],
        ["r:", "    #!/usr/bin/env own", "    all"],
        ["r:", "    #!", "    all"],
        ["[script]", "r:", "    make", "    echo done"],
        ["[script('own', '-x')]", "r:", "    echo done"],
        ["r:", "    echo a", "s:", "    echo b"],
        [],
    ],
)
def test_any_other_may(recipe: list[str]) -> None:
    assert of(*recipe) is None


FILLED_MAY = [
    'test "{{x}}" = "{{y}}"',
    '[ "{{x}}" -gt 3 ]',
    "[ {{x}} = fast ]",
    "test '{{x}}' = fast",
    "test -n '{{ x }}'",
    "echo '{{x}}' | grep -q fast",
    'echo "it\'s {{x}}" | grep -q fast',
    "test -d {{x}}",
    "test {{ if x == 'a' { 'b' } else { 'c' } }} = b",
    "X={{x}}; test $X = fast",
    "bash -c '[ \"{{x}}\" = y ]'",
    "true # don't\n    test {{x}} = fast",
    "exit {{x}}",
    "{{x}}",
]
FILLED_CANNOT = [
    "echo \"{{x}}\" '{{y}}' {{x}} # and {{y}}",
    'test "{{x}}" = "{{x}}"',
    'test "{{mode}}" = "debug"',
    "test '{{ mode }}' = \"debug\"",
    "[ '{{mode}}' = 'release' ] || true",
    "test {{'a'}} = a",
    "-test {{x}} = {{y}}",
    "echo {{x}} | cat",
]


@pytest.mark.parametrize("line", FILLED_MAY)
@pytest.mark.parametrize("first", ["    set -e", "    #!/usr/bin/env bash"])
def test_what_is_filled_in_is_known_to_nobody(first: str, line: str) -> None:
    assert of("r x y:", first, f"    {line}", 'mode := "debug"') is None


@pytest.mark.parametrize("line", FILLED_CANNOT)
def test_what_is_filled_in_may_make_no_difference(line: str) -> None:
    assert of("r x y:", f"    {line}", 'mode := "debug"') is not None
    shadowed = of("r mode:", f"    {line}", 'mode := "debug"')
    assert (shadowed is None) == ('{{mode}}" =' in line or "{{ mode" in line)


@pytest.mark.parametrize(
    ("body", "may"),
    [
        (["#!/usr/bin/env python3", "print('{{x}}', {{x}})"], False),
        (["#!/usr/bin/env python3", "assert '{{x}}' == 'fast'"], True),
        (["#!/usr/bin/env python3", "assert f'{{x}}' != 'fast'"], True),
        (["#!/usr/bin/env python3", "assert '{{mode}}' == 'debug'"], False),
        (["#!/bin/sh", "set -eu", "echo {{x}}"], False),
        (["#!/bin/sh", "set -eu", "echo $x"], True),
        (["#!/usr/bin/env node", "console.assert('{{x}}' == 'y'); process.exit({{x}})"], True),
    ],
)
def test_scripts_are_filled_in_too(body: list[str], may: bool) -> None:
    assert (of("r x:", *(f"  {line}" for line in body), "mode := 'debug'") is None) == may


def test_what_just_runs_with_all_it_calls_may_fail_by_that() -> None:
    assert of("r: lint", "    echo done", line=WITH_ALL_IT_CALLS) is None
    assert of("r:", "    echo done", line=WITH_ALL_IT_CALLS) is not None
