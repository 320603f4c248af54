"""Each event's digest over itself and all before it, so that a change of one is seen.

It shows what was changed by mistake, or by a step that wants to look better than it was; it
is no seal against a program that makes the digests anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

# seq, time, type and data of an event, as its row holds them.
Facts = tuple[object, object, object, object]
_LENGTH = 32


def links(before: str, rows: Sequence[Facts]) -> Iterator[str]:
    """The digest of each row, the first of which follows one with the digest `before`."""
    for row in rows:
        before = link(before, row)
        yield before


def link(before: str, row: Facts) -> str:
    """The digest of a row that follows one with the digest `before`."""
    text = "\n".join((before, *map(str, row)))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_LENGTH]
