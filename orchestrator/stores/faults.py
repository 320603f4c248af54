"""SQLite's errors in words that say which file and what to do; knows no table."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from types import TracebackType

from orchestrator.diagnostics import StorageError

_RIGHTS = "check the rights of the file and its folder"
_DAMAGED = (
    "it is damaged",
    "restore a copy, or move it away to begin with an empty one (its runs are lost)",
)
# By the first two words of SQLite's own name of the error: SQLITE_IOERR_WRITE is an IOERR.
_EXPLAINED = {
    "SQLITE_FULL": ("the disk is full", "free some space, then go on with --resume"),
    "SQLITE_READONLY": ("it is read-only", _RIGHTS),
    "SQLITE_CANTOPEN": ("it cannot be opened", _RIGHTS),
    "SQLITE_PERM": ("it may not be used", _RIGHTS),
    "SQLITE_BUSY": (
        "another process keeps it locked",
        "end the program that holds it (a database browser, a backup), then try again; "
        "a run that was broken off by it goes on with --resume",
    ),
    "SQLITE_IOERR": (
        "reading or writing it failed",
        "check the disk and its free space, then go on with --resume",
    ),
    "SQLITE_CORRUPT": _DAMAGED,
    "SQLITE_NOTADB": (
        "it is not a database of ours",
        "move it away; an empty one is made when it is needed",
    ),
}
# No statement of ours is wrong, so a table, a column or a text that SQLite does not
# understand is one that something else has changed.
_MISREAD = (sqlite3.OperationalError, sqlite3.DataError)


class explained:  # noqa: N801  # it is read as a statement: `with explained(path)`
    """Raise StorageError, with a next step, for whatever SQLite or the system reports."""

    __slots__ = ("_path",)

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        return

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if isinstance(error, sqlite3.Error):
            raise _in_words(self._path, error) from error
        if isinstance(error, MemoryError):  # a length that no honest record has
            raise damaged(self._path, "a record is too large") from error
        if isinstance(error, UnicodeDecodeError):  # SQLite quotes what it cannot make sense of
            raise damaged(self._path, "a text is no UTF-8") from error
        if isinstance(error, OSError):
            raise StorageError(f"{self._path}: {error.strerror or error}", hint=_RIGHTS) from error


def damaged(path: Path, what: str) -> StorageError:
    """The error for a file that is not what was written, and what shows it."""
    said, hint = _DAMAGED
    return StorageError(f"{path}: {said} ({what})", hint=hint)


def _in_words(path: Path, error: sqlite3.Error) -> StorageError:
    code = getattr(error, "sqlite_errorname", None) or ""
    kind = "_".join(code.split("_")[:2])
    if kind == "SQLITE_CONSTRAINT":
        return StorageError(
            f"{path}: this is recorded already ({error})",
            hint="another process drives the same run; see orchestrator task_status",
        )
    if kind not in _EXPLAINED and isinstance(error, _MISREAD):
        return damaged(path, str(error))
    what, hint = _EXPLAINED.get(kind, (str(error), _RIGHTS))
    return StorageError(f"{path}: {what} ({code or error})", hint=hint)
