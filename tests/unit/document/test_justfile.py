"""What is read of a justfile, and of what is none."""

from __future__ import annotations

import random
from typing import Any

import pytest

from orchestrator.document.justblocks.justcalls import jobs_of
from orchestrator.document.justblocks.justfile import Justfile, read_justfile
from orchestrator.document.justblocks.justwords import Call, Parameter, literal


def read(text: str) -> Justfile:
    return read_justfile(text.split("\n"))


@pytest.mark.parametrize(
    ("header", "parameters"),
    [
        ("r:", []),
        ("r a $b:", [("a", False, True, None), ("b", False, True, None)]),
        ("r a='x y' b=\"1\\t2\":", [("a", False, False, "x y"), ("b", False, False, "1\t2")]),
        ("r a=`ls :` b=x c=f(1, 'a') d=(a + ':'):",
         [(name, False, False, None, name in "ac") for name in "abcd"]),
        ("r a='''x''' *b:", [("a", False, False, None), ("b", True, False, None)]),
        ("r +a=x'~' :", [("a", True, False, None)]),
        ("r +$a:", [("a", True, True, None)]),
        ("@r a=!b:", [("a", False, False, None)]),
    ],
)  # fmt: skip
def test_parameters(header: str, parameters: list[tuple[Any, ...]]) -> None:
    [recipe] = read(f"{header}\n  false").recipes
    assert recipe.name == "r"
    assert list(recipe.parameters) == [Parameter(*each) for each in parameters]


@pytest.mark.parametrize(
    ("calls", "before", "then"),
    [
        ("a b # c", [Call("a", ()), Call("b", ())], []),
        ("a && b", [Call("a", ())], [Call("b", ())]),
        ("&& b", [], [Call("b", ())]),
        ("(a 'x' \"y\") (b)", [Call("a", ("x", "y")), Call("b", ())], []),
        ("(a x) (a 'x' + 'y') (a (b))", [Call("a", None)] * 3, []),
        ("m::a (m::n::b 'x')", [Call("m::a", ()), Call("m::n::b", ("x",))], []),
        ("*(a 'x')", [Call("a", None)], []),
        ("(a 'x'\n  'y'\n) b", [Call("a", ("x", "y")), Call("b", ())], []),
    ],
)
def test_calls(calls: str, before: list[Call], then: list[Call]) -> None:
    [recipe] = read(f"r: {calls}\n  false").recipes
    assert (list(recipe.before), list(recipe.then)) == (before, then)


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("'a\\n'", "a\\n"), ('"a\\n\\"\\\\\\x"', 'a\n"\\x'), ('"a\\\nb"', "ab"),
        ("x'~'", None), ("f'{a}'", None), ("'''a'''", None), ('"""a"""', None), ("`a`", None),
        ("'", None), ("''", ""),
    ],
)  # fmt: skip
def test_strings(text: str, held: str | None) -> None:
    assert literal(text) == held


def test_the_body_is_what_stands_below_the_header() -> None:
    [recipe] = read("[private]\nr a=(\n  'x'\n): (s\n  'y')\n  one\n\n    two\n\n").recipes
    assert recipe.body == ("  one", "", "    two")


def test_what_is_no_recipe_is_the_rest() -> None:
    found = read(
        "set quiet\nset export := false\nset shell := ['sh', '-c']\nalias b := m::x\n"
        "export A := 'r:'\nunexport B\neager C := 'x'\nf(x) := x\nimport? 'a.just'\n"
        "mod n 'n.just'\n"
    )
    assert found.recipes == []
    assert found.settings == {"quiet", "shell"}
    assert found.aliases == {"b": "m::x"}
    assert found.imports == [9, 10]
    assert (found.strange, found.broken) == ([], None)


def test_names_that_are_words_of_the_grammar_elsewhere() -> None:
    text = "set:\nalias:\nimport:\nmod a:\nexport:\nunexport:\n"
    names = ["set", "alias", "import", "mod", "export", "unexport"]
    assert [recipe.name for recipe in read(text).recipes] == names


@pytest.mark.parametrize(
    ("text", "line"), [("a:\nb := '\n", 2), ("a := (\n\n", 1), ("a b='''\n''\n", 1), ("a: (b", 1)]
)
def test_what_is_never_closed_ends_it(text: str, line: int) -> None:
    assert read(text).broken == line


def test_a_long_chain_is_a_chain_still() -> None:
    text = "r0:\n" + "".join(f"r{n}: r{n - 1}\n" for n in range(1, 2000))
    recipes = {recipe.name: recipe for recipe in read(text).recipes}
    jobs = jobs_of(recipes, ())
    assert not any(job.whole for job in jobs.values())
    assert sum(len(job.requires) for job in jobs.values()) == 1999


def test_what_takes_too_long_to_put_in_order_is_left_to_just() -> None:
    text = "".join(f"a{n}: {'b' if n else ''} {f'a{n - 1}' if n else ''}\n" for n in range(2000))
    recipes = {recipe.name: recipe for recipe in read(f"b:\n{text}").recipes}
    assert any(job.whole for job in jobs_of(recipes, ()).values())


def test_any_text_is_read() -> None:
    pieces = ["a", "b:", " ", "\n", "(", ")", "[", "]", "&&", ":=", "'", '"', "`", "=", "*",
              "@", "#", "\\", ",", "::", "{{", "}}", "private", "set", "alias",
              "\n  x\n"]  # fmt: skip
    made = random.Random(7)
    for _ in range(3000):
        found = read("".join(made.choices(pieces, k=made.randrange(1, 25))))
        assert jobs_of({recipe.name: recipe for recipe in found.recipes}, ()) is not None
