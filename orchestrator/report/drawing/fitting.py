"""Shortens text to the room that a drawing has for it; knows no font, only wide and narrow."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from orchestrator.report.visible import visible_line

_WIDE = frozenset("WF")


def fitted(text: str, columns: int) -> str:
    """The text on one line, at most so many columns wide; an ellipsis where it was cut."""
    line = visible_line(" ".join(text.split()))
    if _width(line) <= columns:
        return line
    kept, used = [], 1
    for char in line:
        used += _width(char)
        if used > columns:
            break
        kept.append(char)
    return "".join(kept).rstrip() + "…"


def wrapped(text: str, columns: Sequence[int]) -> tuple[str, ...]:
    """The text on as many lines as there are widths, or fewer; broken between words where
    that is possible, an ellipsis where it was cut."""
    rest = visible_line(" ".join(text.split()))
    lines = []
    for room in columns[:-1]:
        if _width(rest) <= room:
            break
        head = _head(rest, room)
        lines.append(head)
        rest = rest[len(head) :].lstrip()
    return (*lines, fitted(rest, columns[len(lines)]))


def _head(text: str, room: int) -> str:
    """What of the text goes on a line: whole words, unless that leaves half of it empty."""
    end = 0
    while end < len(text) and _width(text[: end + 1]) <= room:
        end += 1
    blank = text.rfind(" ", 0, end + 1)
    return text[:blank] if blank > end // 2 else text[: max(1, end)]


def _width(text: str) -> int:
    return sum(
        0 if unicodedata.combining(char) else 1 + (unicodedata.east_asian_width(char) in _WIDE)
        for char in text
    )
