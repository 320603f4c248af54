"""Bytes after edits: what is edited changes, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.diagnostics import Findings
from orchestrator.document.edits import Edit, apply_edits
from orchestrator.document.text import decode


@pytest.mark.parametrize(
    ("before", "edits", "after"),
    [
        (b"a\nbcd\n", [Edit(2, 1, 2, "x")], b"a\nbxd\n"),
        (b"a\r\nbcd\r\n", [Edit(2, 0, 3, "x")], b"a\r\nx\r\n"),
        (b"a\rbcd\r", [Edit(2, 1, 2, "x")], b"a\rbxd\r"),
        (b"a\rb\ncd", [Edit(2, 1, 2, "x")], b"a\rb\ncx"),
        (b"\xef\xbb\xbfab", [Edit(1, 0, 1, "x")], b"\xef\xbb\xbfxb"),
        ("é\u00a0\t⏳ b".encode(), [Edit(1, 3, 4, "✅")], "é\u00a0\t✅ b".encode()),
        (b"\xff\xfe\xe2\x8f b", [Edit(1, 4, 5, "x")], b"\xff\xfe\xe2\x8f x"),
        (b"\xe2\x8f b", [Edit(1, 0, 1, "x")], b"x b"),
        (b"[]", [Edit(1, 1, 1, "x")], b"[x]"),
        (b"abc\nd", [Edit(2, 0, 1, "D"), Edit(1, 2, 3, "C"), Edit(1, 0, 1, "A")], b"AbC\nD"),
        (b"abc", [Edit(1, 0, 1, "A"), Edit(1, 0, 1, "A")], b"Abc"),
        (b"abc", [], b"abc"),
    ],
)
def test_only_what_is_edited_changes(before: bytes, edits: list[Edit], after: bytes) -> None:
    assert apply_edits(before, edits) == after


def test_two_edits_of_one_character_are_refused() -> None:
    with pytest.raises(ValueError, match="same characters"):
        apply_edits(b"abc", [Edit(1, 0, 2, "x"), Edit(1, 1, 3, "y")])


PIECES = ["a", "é", "⏳", "\n", "\r\n", "\r", " ", "\u00a0", "\x0b", "\u2028", "[ ]"]


@given(
    st.lists(st.sampled_from([*(piece.encode() for piece in PIECES), b"\xff", b"\xe2\x8f"])),
    st.booleans(),
    st.data(),
)
def test_places_are_those_of_the_text_that_is_read(
    pieces: list[bytes], bom: bool, data: st.DataObject
) -> None:
    content = (b"\xef\xbb\xbf" if bom else b"") + b"".join(pieces)
    lines = decode(content, Findings("x")).split("\n")
    number = data.draw(st.integers(1, len(lines)))
    start = data.draw(st.integers(0, len(lines[number - 1])))
    end = data.draw(st.integers(start, len(lines[number - 1])))
    edited = apply_edits(content, [Edit(number, start, end, "x")])
    wanted = [*lines]
    wanted[number - 1] = lines[number - 1][:start] + "x" + lines[number - 1][end:]
    assert decode(edited, Findings("x")).split("\n") == wanted
