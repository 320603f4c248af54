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

_PAUSE_S = 0.002


class Looking(sqlite3.Connection):
    """A connection that only looks at the database at `path`."""

    path: Path | None = None

    def close(self) -> None:
        """Let writers come."""
        super().close()
        with _OPENING:
            _LOOKING.discard(self)


_OPENING = threading.Lock()
# One that nobody closed counts no more once it is gone.
_LOOKING: WeakSet[Looking] = WeakSet()


def look(path: Path, uri: str, timeout_s: float) -> Looking:
    """A connection by that address that only looks."""
    with _OPENING:
        made = sqlite3.connect(
            uri, uri=True, timeout=timeout_s, isolation_level=None, factory=Looking
        )
        made.path = path
        _LOOKING.add(made)
    return made


@contextmanager
def coming_to_write(path: Path, patience_s: float) -> Iterator[None]:
    """Wait until nobody here only looks at it, for so long at most, and keep others from beginning
    to until the connection that writes is there."""
    until = time.monotonic() + patience_s
    while True:
        _OPENING.acquire()
        if time.monotonic() >= until or all(each.path != path for each in _LOOKING):
            break
        _OPENING.release()
        time.sleep(_PAUSE_S)
    try:
        yield
    finally:
        _OPENING.release()
