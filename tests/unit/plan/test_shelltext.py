"""Shell text comes apart at its operators, and whatever it is, nothing breaks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.plan.shelltext import group_inside, split_at
from orchestrator.plan.vacuous import cannot_fail


@pytest.mark.parametrize(
    ("text", "operators", "pieces"),
    [
        ("a; b\nc", (";", "\n"), ["a", "b", "c"]),
        ("a 'x; y' ; b", (";",), ["a 'x; y'", "b"]),
        ('a "x \\" ; y"; b', (";",), ['a "x \\" ; y"', "b"]),
        ("(a; b); c", (";",), ["(a; b)", "c"]),
        ("{ a; b; } || c", ("||",), ["{ a; b; }", "c"]),
        ("a & b", ("&", ";"), ["a &", "b"]),
        ("a && b & c", ("&",), ["a && b &", "c"]),
        ("a 2>&1 | b || c", ("|",), ["a 2>&1", "b || c"]),
        ("a # c; d\nb", ("\n", ";"), ["a", "b"]),
        ("echo a#b; c", (";",), ["echo a#b", "c"]),
        ("x=${y:-;}; z", (";",), ["x=${y:-;}", "z"]),
        ("", (";",), []),
    ],
)
def test_pieces(text: str, operators: tuple[str, ...], pieces: list[str]) -> None:
    assert split_at(text, operators) == pieces


@pytest.mark.parametrize(
    ("command", "inside"),
    [("(a; b)", "a; b"), ("{ a; }", " a; "), ("a", None), ("((1))", None), ("", None)],
)
def test_groups(command: str, inside: str | None) -> None:
    assert group_inside(command) == inside


SHELL_LIKE = st.text(alphabet="abf \n;&|(){}'\"$#\\!=<>[]`0+e:?-", max_size=60)


@given(SHELL_LIKE)
def test_any_text_is_judged_without_an_error(script: str) -> None:
    for language in ("sh", "bash", "python"):
        reason = cannot_fail(language, script)
        assert reason is None or reason
