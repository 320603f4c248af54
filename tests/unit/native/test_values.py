"""Values of keys, and texts of the front matter, as they are written."""

from __future__ import annotations

import pytest

from orchestrator.diagnostics import Findings
from orchestrator.document.frontmatter import split_front_matter
from orchestrator.native import values
from orchestrator.native.fences import fenced
from orchestrator.native.front import front_matter, scalar
from tests.unit.native.hostile import TEXTS


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (30.0, "30s"), (90.0, "90s"), (300.0, "5m"), (5400.0, "1h30m"), (0.25, "250ms"),
        (1.5, "1500ms"), (86400.0, "24h"), (1e12, None), (float("inf"), None),
    ],
)  # fmt: skip
def test_durations(seconds: float, text: str | None) -> None:
    assert values.duration(seconds) == text


@pytest.mark.parametrize(
    ("env", "written"),
    [
        ({"A": "1"}, ["A=1"]),
        ({"A": "a b", "B": "x"}, ["A=a b", "B=x"]),
        ({"A": '"so"'}, ['A=""so""']),
        ({"A": " x "}, ['A=" x "']),
        ({"A": "a, B=c"}, None),
        ({"A": "a\nb"}, None),
    ],
)
def test_variables(env: dict[str, str], written: list[str] | None) -> None:
    assert values.pairs(env) == written


def test_other_values() -> None:
    assert values.backoff(2.0, 60.0) == "2x up to 60s"
    assert values.backoff(0.5, None) is None
    assert values.resources({"cpu": 2.0, "memory": 2.0**30}) == "cpu 2, memory 1GiB"
    assert values.globs(["a b.txt"]) == "`a b.txt`"
    assert values.span("echo `x`\n") == "`` echo `x` ``"
    assert values.span("a\nb\n") is None


@pytest.mark.parametrize("text", [each for each in TEXTS if each == each.strip() and each])
def test_a_text_in_the_front_matter_is_that_text(text: str) -> None:
    findings = Findings("t.md")
    front, _ = split_front_matter(front_matter({"title": text}), findings)
    assert front.own == {"title": text}
    assert findings.made == []


def test_plain_texts_need_no_quotes() -> None:
    assert scalar("a plain text 1.0") == "a plain text 1.0"
    assert scalar("no") == '"no"'


def test_marks_are_longer_than_those_inside() -> None:
    assert fenced("```\nx\n````\n", "sh")[0] == "`````sh"
    assert fenced("~~~\n", 'sh name="`"')[0] == '~~~~sh name="`"'
