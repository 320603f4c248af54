"""Cuts texts and lists to a size and says where something is missing; knows no prompt.

Texts come out with their control characters shown, so that what was measured is what is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Generic, TypeVar

from msgspec import Struct

from orchestrator.report.visible import visible_block, visible_line

T = TypeVar("T")
U = TypeVar("U")
LINE_LENGTH = 120


class Listed(Struct, Generic[T], frozen=True, kw_only=True):
    """Items in their order; `before` and `after` count those that were left out."""

    shown: tuple[T, ...]
    before: int = 0
    after: int = 0


class Limits(Struct, frozen=True, kw_only=True):
    """How much may be shown: `items` of a list, `lines` of a block and `characters` of any
    one text."""

    items: int
    lines: int
    characters: int

    def line(self, text: str) -> str:
        """One line of text, its blanks folded; its head where it is too long."""
        # What is far beyond the limit is not even looked at.
        rough = text[: 4 * self.characters]
        shown = visible_line(" ".join(rough.split()))
        if len(shown) <= self.characters and rough == text:
            return shown
        return f"{shown[: self.characters]} … (the rest of it left out)"

    def head(self, text: str) -> str:
        """The first lines of a block."""
        whole = text.strip("\n")
        rough = "\n".join(whole[: self.characters + 1].split("\n")[: self.lines])
        kept = visible_block(rough)
        if len(kept) > self.characters:
            kept = kept[: self.characters]
            kept = kept[: kept.rfind("\n")] if "\n" in kept else kept
        elif rough == whole:
            return kept
        return f"{kept}\n{_missing(whole, kept)}"

    def tail(self, text: str) -> str:
        """The last lines of a block, and how many are missing: of what a command printed, its
        end tells most."""
        whole = text.strip("\n")
        kept = self.end(whole)
        if kept == visible_block(whole):
            return kept
        return f"{_missing(whole, kept)}\n{kept}"

    def end(self, text: str) -> str:
        """The last lines of a block, nothing said of those before them."""
        whole = text.strip("\n")
        kept = visible_block("\n".join(whole[-self.characters - 1 :].split("\n")[-self.lines :]))
        if len(kept) > self.characters:
            kept = kept[-self.characters :]
            kept = kept[kept.find("\n") + 1 :]
        return kept

    def some(self, values: Sequence[U], make: Callable[[U], T], *, at: int = 0) -> Listed[T]:
        """What `make` makes of the values; of too many, those around position `at`."""
        first = max(0, min(at - self.items // 2, len(values) - self.items))
        chosen = values[first : first + self.items]
        return Listed(
            shown=tuple(make(value) for value in chosen),
            before=first,
            after=len(values) - first - len(chosen),
        )


def brief(text: str, most: int = LINE_LENGTH) -> str:
    """One line of at most so many characters, its blanks folded; a long one ends with `…`."""
    # What is far beyond the limit is not even looked at.
    rough = text[: 4 * most]
    line = " ".join(rough.split())
    if len(line) <= most and rough == text:
        return line
    return line[: most - 1].rstrip() + "…"


def narrowed(text: str, most: int = 40) -> str:
    """The text with the middle left out of every word that is longer than so many characters:
    of a path the ends tell most."""
    head, tail = most // 2, most // 2 - 1
    too_long = re.compile(rf"\S{{{most + 1},}}")
    return too_long.sub(lambda word: f"{word[0][:head]}…{word[0][-tail:]}", text)


def unless_said(text: str, said: Iterable[str]) -> str:
    """The text, in brief where what was said already has all of it."""
    return brief(text) if any(text in each for each in said) else text


def _missing(whole: str, kept: str) -> str:
    lines = whole.count("\n") - kept.count("\n")
    if lines:
        return f"… {lines} line{'' if lines == 1 else 's'} left out …"
    return "… a part of this line left out …"
