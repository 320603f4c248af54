"""Brings committed transactions to the disk in the background; knows no table.

Commits go to the write-ahead log and survive a kill at once. This thread makes them survive
a power cut within a second, so that nobody who records an event waits for the disk.
"""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

from orchestrator.stores.reading import connect

_INTERVAL_S = 1.0
# Under steady writing a log never gets to its end and would grow; past this many pages
# (16 MB) the writer is made to begin it anew.
_LOG_PAGES = 4000
# How long a writer may be held up for that by somebody who is reading.
_PATIENCE_S = 0.1


class Flusher:
    """Flushes at most once every `interval_s` seconds, and only when there is something new."""

    def __init__(self, path: Path, *, interval_s: float = _INTERVAL_S) -> None:
        self._path = path
        self._interval_s = interval_s
        self._new = threading.Event()
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None
        self._error: sqlite3.Error | None = None

    def notify(self) -> None:
        """There is something new; returns at once."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="flusher", daemon=True)
            self._thread.start()
        if not self._new.is_set():
            self._new.set()

    def close(self) -> None:
        """Flush the rest and end.

        Raises:
            sqlite3.Error: the last flush failed; what was committed is still in the log.
        """
        if self._thread is None:
            return
        self._closing.set()
        self._new.set()
        self._thread.join()
        self._thread = None
        if self._error is not None:
            raise self._error

    def _work(self) -> None:
        connection = connect(self._path, "mode=rw", timeout_s=_PATIENCE_S)
        try:
            # macOS keeps data in the drive's own cache unless told otherwise.
            connection.execute("pragma checkpoint_fullfsync = on")
            while True:
                self._new.wait()
                # Cleared before it is looked at whether to close: `close` sets both, so one
                # that comes at any moment after this leads to one more round, never to none.
                self._new.clear()
                closing = self._closing.wait(self._interval_s)
                self._flush(connection)
                if closing:
                    return
        finally:
            connection.close()

    def _flush(self, connection: sqlite3.Connection) -> None:
        try:
            _, pages, _ = connection.execute("pragma wal_checkpoint(passive)").fetchone()
            if pages > _LOG_PAGES:
                connection.execute("pragma wal_checkpoint(restart)").fetchone()
            self._error = None
        except sqlite3.Error as error:
            # A full disk may have room again in a second; the last word is that of `close`.
            self._error = error
            self._new.set()
