"""A place in a text that points to a person, and where a word may begin; knows no kind's rules."""

from __future__ import annotations

import re
from enum import StrEnum

from msgspec import Struct


class Kind(StrEnum):
    """What it is."""

    EMAIL = "email"
    IP = "ip"
    UUID = "uuid"
    CARD = "card"
    HOME = "home"


class Found(Struct, frozen=True, gc=False):
    """Where it stands, and what it is."""

    start: int
    end: int
    kind: Kind


# An escaped character, and what colours a terminal: both end with a letter, but no word.
_COLOUR = r"(?:\x1b|\\x1b|\\033|\\u001b|\\e)\[[0-9;]{0,9}[mK]"
_ESCAPE = re.compile(rf"(?:\\[nrt]|\\u00[0-9a-fA-F]{{2}}|\\x[0-9a-fA-F]{{2}}|{_COLOUR})\Z")
_LAST_COLOUR = re.compile(rf".*{_COLOUR}", re.DOTALL)
_LONGEST_ESCAPE = 18


def begins(text: str, at: int) -> bool:
    """Whether a word can begin there: what stands before is no part of one."""
    before = text[at - 1 : at]
    if not (before.isalnum() or before == "_"):
        return True
    near = text[max(0, at - _LONGEST_ESCAPE) : at]
    return ends_with_escape(near)


def ends_with_escape(near: str) -> bool:
    """Whether its last letter belongs to an escaped character or to a terminal's colour."""
    return ("\\" in near or "\x1b" in near) and _ESCAPE.search(near) is not None


def after_colour(text: str, start: int, end: int) -> int:
    """Where the word at these offsets begins, if what seems to be its head colours a terminal."""
    found = _LAST_COLOUR.match(text, max(0, start - _LONGEST_ESCAPE), end)
    return start if found is None else max(start, found.end())


def line_before(text: str, at: int, most: int) -> str:
    """What stands before in the same line, at most so many characters of it."""
    near = text[max(0, at - most) : at]
    return near[near.rfind("\n") + 1 :]
