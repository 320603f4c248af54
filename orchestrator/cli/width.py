"""How many columns of a terminal a text takes; knows no terminal."""

from __future__ import annotations

import unicodedata

_NO_COLUMN = ("Cf", "Me", "Mn")


def width(text: str) -> int:
    """The columns of a text: wide characters take two, marks on others none."""
    return len(text) if text.isascii() else sum(_columns(char) for char in text)


def cut(text: str, columns: int) -> str:
    """The text in at most so many columns, with an ellipsis where something was left out."""
    if width(text) <= columns:
        return text
    room, kept = columns - 1, 0
    for kept, char in enumerate(text):  # noqa: B007 the count is needed after the loop
        room -= _columns(char)
        if room < 0:
            break
    return text[:kept] + "…" if columns > 0 else ""


def _columns(char: str) -> int:
    if unicodedata.category(char) in _NO_COLUMN:
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1
