"""Addresses of IPv4; which of four numbers with dots are a version's is said by `versions.py`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from orchestrator.plan.personal.found import Found, Kind, begins
from orchestrator.plan.personal.versions import is_version

# Nobody writes an address with zeros in front, but dates and builds are.
_BYTE = r"(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_FOUR = re.compile(rf"(?<![0-9.]){_BYTE}\.{_BYTE}\.{_BYTE}\.{_BYTE}(?![0-9A-Za-z_]|\.[0-9])")
# As programs that listen to a network write where a packet goes: with a dot before the port.
_PACKET = re.compile(
    r"\bIP (?P<from>(?:[0-9]{1,3}\.){3}[0-9]{1,3})\.[0-9]{1,5}"
    r" > (?P<to>(?:[0-9]{1,3}\.){3}[0-9]{1,3})\.[0-9]{1,5}:"
)
# They name nobody: this host (RFC 1122, section 3.2.1.3), groups, every host, masks of networks.
_NOBODY = frozenset({"0", "127", "255", *map(str, range(224, 240))})
# X.500 attributes and extensions of certificates (2.5.4 and 2.5.29) have such numbers as well.
_OBJECT_IDS = frozenset({("2", "5", "4"), ("2", "5", "29")})


def ipv4(text: str) -> Iterator[Found]:
    """The addresses in the text."""
    found = [*_fours(text), *_of_packets(text)]
    return iter(sorted(found, key=lambda each: each.start))


def _of_packets(text: str) -> Iterator[Found]:
    for match in _PACKET.finditer(text) if "IP " in text else ():
        for side in ("from", "to"):
            if match[side].partition(".")[0] not in _NOBODY:
                yield Found(match.start(side), match.end(side), Kind.IP)


def _fours(text: str) -> Iterator[Found]:
    versions: set[tuple[int, str, str]] = set()
    others: list[tuple[int, re.Match[str]]] = []
    line = last = 0
    after_version = False
    for match in _FOUR.finditer(text):
        start, end = match.span()
        numbers = match.groups()
        if numbers[:3] in _OBJECT_IDS or not begins(text, start):
            continue
        between = text[last:start]
        if "\n" in between:
            line, after_version = line + 1, False
        after_version = is_version(text, start, end, numbers, between if after_version else None)
        last = end
        if after_version:
            versions.add((line, numbers[0], numbers[1]))
        elif numbers[0] not in _NOBODY:
            others.append((line, match))
    for line, match in others:
        # Where a version is spoken of, its neighbours are as well.
        if (line, match[1], match[2]) not in versions:
            yield Found(match.start(), match.end(), Kind.IP)
