"""Finds what points to a person in a text, and puts a mask of its kind in its place; knows no
secret.

Each kind has its file, which is loaded when a line first looks as if it held one. Every line is
judged by itself, so that a text can be looked at in pieces of whole lines, or all at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from orchestrator.plan.personal.found import Found, Kind

MASKS = {
    Kind.EMAIL: "[email]",
    Kind.IP: "[ip]",
    Kind.UUID: "[uuid]",
    Kind.CARD: "[card]",
    Kind.HOME: "~",
}
_SHORTEST = 5
_LINE = 200
# A mask ends a word where there was none, so that what touches it may be found only now. Two are
# enough for whatever anybody prints.
_MOST_PASSES = 20
# Each begins with a character that can be looked for fast.
_DOTTED = re.compile(r"\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]")
_COLONS = re.compile(r":[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{1,4}){6}")
_DASHED = re.compile(r"-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-")
_DIGITS = re.compile(r"[2-6][0-9]{3}(?:[0-9]{9}|[ -][0-9]{4,6}[ -][0-9]{4})")

Find = Callable[[str], Iterable[Found]]


def hide_personal(text: str) -> str:
    """The text with masks in place of e-mail and IP addresses, UUIDs that are not the system's
    own, and card numbers; of paths in a home the home becomes `~`. Twice is the same as once."""
    if len(text) < _SHORTEST:
        return text
    return _hidden_line(text) if len(text) < _LINE else _hidden(text)


@lru_cache(maxsize=1024)
def _hidden_line(text: str) -> str:
    # The same few lines are shown again and again.
    return _hidden(text)


def _hidden(text: str) -> str:
    hidden = _hidden_once(text)
    if hidden == text:
        return text
    lines = zip(text.split("\n"), hidden.split("\n"), strict=True)
    return "\n".join(now if now == before else _settled(now) for before, now in lines)


def _settled(line: str) -> str:
    for _ in range(_MOST_PASSES):
        hidden = _hidden_once(line)
        if hidden == line:
            break
        line = hidden
    return line


def _hidden_once(text: str) -> str:
    out, at = [], 0
    for found in personal_in(text):
        out += [text[at : found.start], MASKS[found.kind]]
        at = found.end
    return "".join([*out, text[at:]]) if out else text


def personal_in(text: str) -> list[Found]:
    """Everything of these kinds in the text, in order; none overlaps another."""
    every: list[Found] = []
    left = text
    for find in _finders(text):
        found = list(find(left))
        if found:
            every += found
            left = _blanked(left, found)
    every.sort(key=lambda each: each.start)
    return every


def _finders(text: str) -> Iterable[Find]:
    """Those that may find something, those first whose finds may hold what others look for."""
    if "/home" in text or "sers" in text or "/root" in text or " and Settings" in text:
        from orchestrator.plan.personal.homes import homes

        yield homes
    if "@" in text or "%40" in text:
        from orchestrator.plan.personal.emails import emails

        yield emails
    if _DASHED.search(text) is not None:
        from orchestrator.plan.personal.uuids import uuids

        yield uuids
    if _DIGITS.search(text) is not None:
        from orchestrator.plan.personal.cards import cards

        yield cards
    if "::" in text or _COLONS.search(text) is not None:
        from orchestrator.plan.personal.ipv6 import ipv6

        yield ipv6
    if _DOTTED.search(text) is not None:
        from orchestrator.plan.personal.ipv4 import ipv4

        yield ipv4


def _blanked(text: str, found: Iterable[Found]) -> str:
    """The text with something like a mask in place of what was found, offsets unchanged: what is
    looked for next sees the same edges as somebody who looks at the masked text."""
    out, at = [], 0
    for each in found:
        size = each.end - each.start
        blank = "~" * size if each.kind is Kind.HOME else f"[{'x' * (size - 2)}]"
        out += [text[at : each.start], blank]
        at = each.end
    return "".join([*out, text[at:]])
