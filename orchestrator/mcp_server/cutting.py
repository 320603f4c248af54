"""Long texts in pieces, with their true size and how to get more; opens files, knows no run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

from orchestrator.diagnostics import InputError, StorageError
from orchestrator.plan.shown import Hide
from orchestrator.report.excerpt import brief

LONGEST = 16_000
"""Characters, or bytes of a log, that one answer holds."""

# No token is longer than what is looked at around a cut. How many ends of lines are tried, and in
# which steps places where no line ends.
_AROUND = 4096
_BEFORE = 4 * _AROUND
_TRIES = 50
_STEP = 61
# More digits than any size has.
_MOST_DIGITS = 18


class LogPiece(Struct, frozen=True, kw_only=True):
    """Some of a log; `start` and `end` are bytes in it, `size` is all of it."""

    text: str
    start: int
    end: int
    size: int


def number_of(cursor: str | None) -> int:
    """Where a cursor leads to; 0 without one.

    Raises:
        InputError: it is none.
    """
    if cursor is not None and not (cursor.isdecimal() and len(cursor) <= _MOST_DIGITS):
        raise InputError(f"{brief(cursor, 40)!r} is no cursor", hint="give that of the last answer")
    return int(cursor or 0)


def piece_of(text: str, cursor: str | None) -> tuple[str, str | None]:
    """The piece from the cursor on, and the cursor of the next one.

    Raises:
        InputError: the cursor is none.
    """
    start = number_of(cursor)
    end = start + LONGEST
    return text[start:end], str(end) if end < len(text) else None


def piece_of_log(path: Path, cursor: str | None, hide: Hide) -> LogPiece:
    """The end of a log, or the piece from the cursor on, without what `hide` takes out of it. It is
    cut neither within a character nor within anything that is hidden; so it may begin a little
    before the cursor.

    Raises:
        InputError: the cursor is none.
        StorageError: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            wanted = max(size - LONGEST, 0) if cursor is None else min(number_of(cursor), size)
            start = _cut_before(file, wanted, size, hide)
            end = _cut_before(file, min(start + LONGEST, size), size, hide)
            file.seek(start)
            data = file.read(end - start)
    except FileNotFoundError:
        raise InputError(f"the log {path.name} is not there", hint="it was pruned") from None
    except OSError as error:
        raise StorageError(
            f"cannot read the log {path}: {error.strerror or error}", hint="check its rights"
        ) from error
    text = hide(data.decode("utf-8", "replace"))
    return LogPiece(text=text, start=start, end=start + len(data), size=size)


def _cut_before(file: BinaryIO, wanted: int, size: int, hide: Hide) -> int:
    """The last place up to the wanted one at which the text before and the text after it, each on
    its own, show no more than both together."""
    if not 0 < wanted < size:
        return wanted
    # What is hidden may have begun before what is looked at, so a good part of that is not cut.
    start = max(wanted - _BEFORE, 0)
    first = 0 if start == 0 else _BEFORE - _AROUND
    file.seek(start)
    data = file.read(wanted - start + _AROUND)
    whole = hide(data.decode("utf-8", "replace"))
    for place in _places(data, first, wanted - start):
        parts = (data[:place], data[place:])
        if "".join(hide(each.decode("utf-8", "replace")) for each in parts) == whole:
            return start + place
    return start + first


def _places(data: bytes, first: int, wanted: int) -> Iterator[int]:
    """Where characters begin: the wanted place, then ends of lines, of words, and any."""
    yield _beginning(data, wanted)
    for mark in (b"\n", b" "):
        place = wanted
        for _ in range(_TRIES):
            if (place := data.rfind(mark, first, place)) < 0:
                break
            yield place + 1
    for place in range(wanted, first, -_STEP):
        yield _beginning(data, place)


def _beginning(data: bytes, place: int) -> int:
    """The place where the character begins that this one is in."""
    for each in range(place, max(place - 4, 0), -1):
        if not b"\x80" <= data[each : each + 1] < b"\xc0":
            return each
    return place
