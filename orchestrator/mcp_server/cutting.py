"""Long texts in pieces, with their true size and how to get more; opens files, knows no run."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from orchestrator.diagnostics import InputError, StorageError

LONGEST = 16_000
"""Characters, or bytes of a log, that one answer holds."""


class LogPiece(Struct, frozen=True, kw_only=True):
    """Some of a log; `start` and `end` are bytes in it, `size` is all of it."""

    text: str
    start: int
    end: int
    size: int


def piece_of(text: str, cursor: str | None) -> tuple[str, str | None]:
    """The piece from the cursor on, and the cursor of the next one.

    Raises:
        InputError: the cursor is none.
    """
    start = _number(cursor)
    end = start + LONGEST
    return text[start:end], str(end) if end < len(text) else None


def piece_of_log(path: Path, cursor: str | None) -> LogPiece:
    """The end of a log, or the piece from the cursor on, never in the middle of a character.

    Raises:
        InputError: the cursor is none.
        StorageError: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            start = max(size - LONGEST, 0) if cursor is None else min(_number(cursor), size)
            file.seek(start)
            data = file.read(LONGEST)
    except FileNotFoundError:
        raise InputError(f"the log {path.name} is not there", hint="it was pruned") from None
    except OSError as error:
        raise StorageError(
            f"cannot read the log {path}: {error.strerror or error}", hint="check its rights"
        ) from error
    end = start + len(data)
    return LogPiece(text=data.decode("utf-8", "replace"), start=start, end=end, size=size)


def _number(cursor: str | None) -> int:
    if cursor is not None and not cursor.isdecimal():
        raise InputError(f"{cursor!r} is no cursor", hint="give the one of the last answer")
    return int(cursor or 0)
