"""Words that give certain values are read as these values again."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestrator.cli.execute_task import GIVEN
from orchestrator.cli.parameters import values_of
from orchestrator.cli.words import words_of

LINES = [
    ("012",),
    ("docs/a b.md", "-j", "3", "--resume", "--only", "1,2", "--only", "x=y"),
    ("--", "--odd.md"),
    ("t", "--no-report", "--accept-ticks", "--env", "A=--b c", "--env", "B=", "--timeout", "5m"),
    ("t", "--no-accept-ticks", "--report", "-q", "-C", "/some/where", "--retries", "0"),
    ("t", "--until-complete", "--max-rounds", "4", "--at", "2030-01-01T00:00:00.000Z", "--tick"),
]


@pytest.mark.parametrize("line", LINES)
def test_they_are_read_as_the_same(line: tuple[str, ...]) -> None:
    values = values_of(GIVEN, line, see="")
    words = words_of(GIVEN, values)
    assert values_of(GIVEN, words, see="") == values


def test_what_is_not_named_is_not_given() -> None:
    assert words_of(GIVEN, {"task": "t", "resume": True}) == ["--resume", "--", "t"]
    assert words_of(GIVEN, {"root": Path("/r")}) == ["--root=/r"]
