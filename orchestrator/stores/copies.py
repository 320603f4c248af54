"""A copy of the database as it was before a newer release changed its tables; knows no table."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from pathlib import Path

from orchestrator.diagnostics import StorageError


def copy_of(path: Path, version: int) -> Path:
    """Where the copy of a database that had this version is kept."""
    return path.with_name(f"{path.name}.v{version}.bak")


def keep_copy(path: Path, version: int) -> None:
    """Copy the database, for its owner alone, safe on the disk before this returns. The caller
    keeps everybody else from writing to it.

    Raises:
        StorageError: there is no room for it, or it cannot be written.
    """
    # Whoever writes holds the database, so nobody else uses this name; what is there was
    # left by one that was killed.
    unfinished = path.with_name(f"{path.name}.bak.new")
    try:
        unfinished.unlink(missing_ok=True)
        os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600))
        _copy(path, unfinished)
        os.replace(unfinished, copy_of(path, version))
        _sync(path.parent)
    except (OSError, sqlite3.Error) as error:
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)
        why = error.strerror if isinstance(error, OSError) else None
        raise StorageError(
            f"{path} is of an earlier release, and no copy of it could be kept: {why or error}",
            hint="free as much space as it takes, then try again; the file was left as it is",
        ) from error


def _copy(path: Path, target: Path) -> None:
    uri = f"{path.absolute().as_uri()}?mode=ro"
    with contextlib.closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as source:
        source.execute("vacuum into ?", (str(target),))
    _sync(target)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
