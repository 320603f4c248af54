"""Replaces pieces of lines in a file's bytes and leaves every other byte; knows no markdown.

Places are those of the text that was read from the bytes: lines from 1, characters from 0.
Line ends, a byte order mark and bytes that are not UTF-8 stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby, pairwise

from msgspec import Struct

_BOM = b"\xef\xbb\xbf"


class Edit(Struct, frozen=True, order=True):
    """Characters `start` to `end` (not included) of a line, and what comes in their place."""

    line: int
    start: int
    end: int
    text: str


def apply_edits(data: bytes, edits: Iterable[Edit]) -> bytes:
    """The bytes with the edits made.

    Raises:
        ValueError: two edits are of the same characters.
    """
    ordered = sorted(set(edits))
    for one, other in pairwise(ordered):
        if one.line == other.line and other.start < one.end:
            raise ValueError(f"two edits of the same characters: {one}, {other}")
    starts = _line_starts(data)
    out, at = [], 0
    for line, those in groupby(ordered, key=lambda edit: edit.line):
        offsets = _offsets(data, starts[line - 1], starts[line])
        for edit in those:
            out += [data[at : offsets[edit.start]], edit.text.encode()]
            at = offsets[edit.end]
    return b"".join([*out, data[at:]])


def _line_starts(data: bytes) -> list[int]:
    """Where each line begins, and the end of the file; as the reader counts lines."""
    end = b"\n" if b"\n" in data else b"\r"
    starts = [len(_BOM) if data.startswith(_BOM) else 0]
    at = data.find(end)
    while at >= 0:
        starts.append(at + 1)
        at = data.find(end, at + 1)
    return [*starts, len(data)]


def _offsets(data: bytes, start: int, end: int) -> list[int]:
    """Where each character between two places begins, and the last one ends. What cannot be
    read is one character, as long as the reader takes it for one."""
    offsets = []
    while start < end:
        try:
            good, bad = data[start:end].decode(), 0
        except UnicodeDecodeError as error:
            good, bad = data[start : start + error.start].decode(), error.end - error.start
        for character in good:
            offsets.append(start)
            start += len(character.encode())
        if bad:
            offsets.append(start)
            start += bad
    return [*offsets, end]
