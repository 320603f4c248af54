"""Tests of what a text denies or quotes."""

from __future__ import annotations

import pytest

from orchestrator.document.ownwords import denied, said_itself


@pytest.mark.parametrize(
    ("text", "no"),
    [
        ("B (does not |depend on T001)", True),
        ("B doesn't |depend on T001", True),
        ("B doesn’t yet |depend on T001", True),
        ("Not |blocked by T001", True),
        ("it no longer |depends on T001", True),
        ("it cannot be |blocked by T001", True),
        ("Nothing |depends on T001", True),
        ("B (|depends on T001)", False),
        ("not only |depends on T001", False),
        ("do not mock; |depends on T001", False),
        ("Tie the knot |after T001", False),
        ("Not B: |depends on T001", False),
    ],
)
def test_what_is_denied(text: str, no: bool) -> None:
    before, after = text.split("|")
    assert denied(before + after, len(before)) is no


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ('the "depends on T001" syntax', "the  syntax"),
        ("the “depends on T001” syntax", "the  syntax"),
        ("„hängt ab von“ sagen", " sagen"),
        ("`depends on T001` in code", " in code"),
        ('a 12" screen (after T001) and a 7" one', 'a 12" screen (after T001) and a 7" one'),
        ('say "a" (after T001) and "b"', "say  (after T001) and "),
        ('an open "quotation', 'an open "quotation'),
        ("it's after T001, isn't it", "it's after T001, isn't it"),
    ],
)
def test_what_is_quoted(text: str, left: str) -> None:
    blanked = said_itself(text)
    assert (blanked.replace("\0", ""), len(blanked)) == (left, len(text))
