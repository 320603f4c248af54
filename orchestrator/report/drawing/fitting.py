"""Shortens text to the room that a drawing has for it; knows no font, only wide and narrow."""

from __future__ import annotations

import unicodedata

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


def _width(text: str) -> int:
    return sum(
        0 if unicodedata.combining(char) else 1 + (unicodedata.east_asian_width(char) in _WIDE)
        for char in text
    )
