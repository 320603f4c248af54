"""Tests of looking into a line."""

from __future__ import annotations

import pytest

from orchestrator.document import inline


@pytest.mark.parametrize(
    ("text", "contents"),
    [
        ("a `b` c `d`", ["b", "d"]),
        ("`` a ` b ``", ["a ` b"]),
        ("``a`", []),
        ("` `` `", ["``"]),
        ("none", []),
    ],
)
def test_code_spans(text: str, contents: list[str]) -> None:
    assert [content for _, _, content in inline.code_spans(text)] == contents


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("`pytest -q`", "pytest -q"),
        (" `a` ", "a"),
        ("`a` b", None),
        ("`a` `b`", None),
        ("``", None),
    ],
)
def test_only_span(text: str, content: str | None) -> None:
    assert inline.only_span(text) == content


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("🎯 Go", ("🎯", "Go", "")),
        ("1️⃣ Go ✅", ("1️⃣", "Go", "✅")),
        ("Go \ufffd", ("", "Go", "\ufffd")),
        ("⚠️ a 🚀 b", ("⚠️", "a 🚀 b", "")),
        ("plain", ("", "plain", "")),
        ("✅", ("✅", "", "")),
    ],
)
def test_peel_emoji(text: str, parts: tuple[str, str, str]) -> None:
    assert inline.peel_emoji(text) == parts


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("**a** b", "a b"),
        ("`**` and **b**", "`**` and b"),
        ("*all*", "all"),
        ("__all__", "all"),
        ("fix __init__ now", "fix __init__ now"),
    ],
)
def test_without_bold(text: str, plain: str) -> None:
    assert inline.without_bold(text) == plain
