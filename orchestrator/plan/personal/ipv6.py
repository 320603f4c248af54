"""Addresses of IPv6, and what else has colons: times, hardware addresses, names in code."""

from __future__ import annotations

import re
from collections.abc import Iterator

from orchestrator.plan.personal.found import Found, Kind, begins

_HEX = "[0-9A-Fa-f]"
# All eight groups, from the first colon on.
_FULL = re.compile(rf":{_HEX}{{1,4}}(?::{_HEX}{{1,4}}){{6}}(?![0-9A-Za-z_:])")
_FIRST_GROUP = re.compile(rf"{_HEX}{{1,4}}\Z")
# What is written short around `::`; a zone may follow (RFC 4007), as in fe80::1%eth0.
_LEFT = re.compile(r"[0-9A-Fa-f:]{1,40}\Z")
_DOTTED = r"(?:[0-9]{1,3}\.){3}[0-9]{1,3}"
_RIGHT = re.compile(rf"::(?:[0-9A-Fa-f:]{{0,38}}:)?{_DOTTED}|::[0-9A-Fa-f:]{{0,38}}")
_SHORT = re.compile(
    rf"(?P<left>(?:{_HEX}{{1,4}}(?::{_HEX}{{1,4}}){{0,6}})?)::"
    rf"(?P<right>(?:{_HEX}{{1,4}}(?::{_HEX}{{1,4}}){{0,6}})?(?::?{_DOTTED})?)"
)
_ZONE = re.compile(r"%[A-Za-z][\w.-]{0,15}")
# What is given to networks: global, unique local, link-local (RFC 4291), and translated (RFC 6052).
# Groups name nobody, and anything else around `::` is code.
_GIVEN = re.compile(r"[23][0-9a-f]{3}:|f[cde][0-9a-f]{2}:|64:ff9b:|::ffff:[0-9a-f]{1,4}[:.]")
_LOOPBACK = re.compile(r"(?:0{1,4}:){7}0{0,3}[01]|::ffff:(?:127\.[0-9.]+|0\.0\.0\.0)")
# Fingerprints, and hardware addresses of eight bytes.
_BYTES = re.compile(rf"{_HEX}{{2}}(?::{_HEX}{{2}}){{7}}")


def ipv6(text: str) -> Iterator[Found]:
    """The addresses in the text."""
    at = 0
    for start, end in sorted([*_full(text), *_short(text)]):
        if start >= at:
            zone = _ZONE.match(text, end)
            at = end if zone is None else zone.end()
            yield Found(start, at, Kind.IP)


def _full(text: str) -> Iterator[tuple[int, int]]:
    for match in _FULL.finditer(text):
        first = _FIRST_GROUP.search(text, max(0, match.start() - 4), match.start())
        if first is None:
            continue
        start, end = first.start(), match.end()
        own = text[start:end].lower()
        if text[start - 1 : start] in (":", ".") or not begins(text, start):
            continue
        if not (_BYTES.fullmatch(own) or _LOOPBACK.fullmatch(own)):
            yield start, end


def _short(text: str) -> Iterator[tuple[int, int]]:
    at = text.find("::")
    while at >= 0:
        right = _RIGHT.match(text, at)
        assert right is not None
        left = _LEFT.search(text, max(0, at - 40), at) if at and text[at - 1] in _DIGITS else None
        start, end = left.start() if left else at, right.end()
        yield from _judged(text, start, end)
        at = text.find("::", max(end, at + 2))


_DIGITS = frozenset("0123456789abcdefABCDEF")


def _judged(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The address that these colons and digits are, if they are one."""
    # Most of this is code, where no digit stands beside.
    if not any(map(str.isdigit, text[start:end])):
        return
    following = text[end : end + 1]
    if text[end - 1] == ":" and text[end - 2] != ":":
        end -= 1  # of the sentence
    if not begins(text, start) or (text[start] == ":" and text[start + 1] != ":"):
        # `source:2001:db8::1`: the colon, and what of the word before could be digits.
        colon = text.find(":", start, end)
        start = colon + 1
        if text[start] == ":":
            return
    own = text[start:end].lower()
    shape = _SHORT.fullmatch(own)
    if shape is None or shape["left"].count(":") + shape["right"].count(":") > 6:
        return
    if following.isalnum() or following in ("_", ":") or _LOOPBACK.fullmatch(own):
        return
    many = own.count(":") >= 5 and any(map(str.isdigit, shape["left"]))
    if _GIVEN.match(own + ":") or many:
        yield start, end
