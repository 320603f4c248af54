"""Keeps those who only look at a database and those who come to write to it apart within this
process; knows no table.

SQLite shares the log's index among all connections of a process. Where the first of them only
looks, none that comes while it is there can write: so whoever comes to write waits for it. One that
comes to look later finds an index that can be written to, and does no harm.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from weakref import WeakSet

_PAUSE_S = 0.05


class Looking(sqlite3.Connection):
    """A connection that only looks at the database at `path`; `thread` is whose it is."""

    path: Path | None = None
    thread: int | None = None

    def close(self) -> None:
        """Let writers come."""
        super().close()
        with _CHANGED:
            _LOOKING.discard(self)
            _CHANGED.notify_all()


_CHANGED = threading.Condition()
# One that nobody closed counts no more once it is gone.
_LOOKING: WeakSet[Looking] = WeakSet()
_COMING: list[Path] = []


def look(path: Path, uri: str, timeout_s: float) -> Looking:
    """A connection by that address that only looks."""
    thread = threading.get_ident()
    with _CHANGED:
        # Else there would always be somebody who looks. Who does so already is waited for.
        while path in _COMING and all(each.thread != thread for each in _LOOKING):
            _CHANGED.wait(_PAUSE_S)
        made = sqlite3.connect(
            uri, uri=True, timeout=timeout_s, isolation_level=None, factory=Looking
        )
        made.path, made.thread = path, thread
        _LOOKING.add(made)
    return made


@contextmanager
def coming_to_write(path: Path, patience_s: float) -> Iterator[None]:
    """Wait until nobody here only looks at it, for so long at most, and keep others from beginning
    to until the connection that writes is there."""
    until = time.monotonic() + patience_s
    with _CHANGED:
        _COMING.append(path)
        while time.monotonic() < until and any(each.path == path for each in _LOOKING):
            _CHANGED.wait(_PAUSE_S)
    try:
        yield
    finally:
        with _CHANGED:
            _COMING.remove(path)
            _CHANGED.notify_all()
