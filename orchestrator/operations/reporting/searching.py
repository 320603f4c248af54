"""Searches text and files for a text, in whatever case; knows no report."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from msgspec import Struct

_HEAD_BYTES = 8192
_LINE_BYTES = 1_000_000  # of a longer line each such piece is a line of its own
_SHOWN = 120
_BEFORE = 40


class Match(Struct, frozen=True, kw_only=True):
    """Where the text was found: line 0 for the name or the title."""

    line: int
    text: str


def search_text(
    wanted: str,
    text: str,
    *,
    names: Iterable[str | None] = (),
    plain: Callable[[str], str] = str,
) -> Match | None:
    """The first line that holds `wanted`, else the name that does. `plain` makes of the text
    what a reader of it sees, and keeps line ends."""
    folded = wanted.casefold()
    seen = plain(text)
    # The whole first: most texts do not hold it.
    if folded in seen.casefold():
        for number, line in enumerate(seen.split("\n"), start=1):
            if folded in line.casefold():
                return Match(line=number, text=_excerpt(line, folded))
    for name in names:
        if name is not None and folded in name.casefold():
            return Match(line=0, text=_excerpt(name, folded))
    return None


def search_file(wanted: str, path: Path) -> Match | None:
    """The first line of a text file that holds `wanted`; None for what is no text, or cannot
    be read."""
    folded = wanted.casefold()
    try:
        with path.open("rb") as file:
            if b"\0" in file.read(_HEAD_BYTES):
                return None
            file.seek(0)
            number = 0
            while piece := file.readline(_LINE_BYTES):
                number += 1
                line = piece.decode("utf-8", "replace")
                if folded in line.casefold():
                    return Match(line=number, text=_excerpt(line, folded))
    except OSError:
        return None
    return None


def _excerpt(line: str, folded: str) -> str:
    """The part of a line around what was found."""
    line = " ".join(line.split())
    if len(line) <= _SHOWN:
        return line
    start = max(line.casefold().find(folded) - _BEFORE, 0)
    part = line[start : start + _SHOWN]
    before, after = "…" if start else "", "…" if start + _SHOWN < len(line) else ""
    return f"{before}{part}{after}"
