"""What of printed output is kept in memory for comparisons: all of it, or head and tail."""

from __future__ import annotations

import os

# Comparing takes several times as much for a moment: as text, with secrets hidden, in lines.
LIMIT = 4 * 1024 * 1024


class Capture:
    """Bytes fed in pieces, of which at most `limit` are kept."""

    def __init__(self, limit: int = LIMIT) -> None:
        self._half = limit // 2
        self._head = bytearray()
        self._tail = bytearray()
        self._fed = 0

    def feed(self, chunk: bytes) -> None:
        """Take the next piece."""
        self._fed += len(chunk)
        room = self._half - len(self._head)
        self._head += chunk[:room]
        self._tail += chunk[room:]
        # Trimmed at twice its length, so that every byte is moved once at most.
        if len(self._tail) > 2 * self._half:
            del self._tail[: -self._half]

    def kept(self) -> tuple[bytes, int]:
        """What was kept, and how many bytes are missing from its middle."""
        kept = b"".join((self._head, memoryview(self._tail)[-self._half :]))
        return kept, self._fed - len(kept)


def read_bounded(handle: int, limit: int = LIMIT) -> tuple[bytes, int]:
    """The same of an open file."""
    size = os.fstat(handle).st_size
    if size <= limit:
        return _read(handle, 0, size), 0
    half = limit // 2
    return _read(handle, 0, half) + _read(handle, size - half, half), size - 2 * half


def _read(handle: int, start: int, length: int) -> bytes:
    pieces = []
    while length > 0 and (piece := os.pread(handle, length, start)):
        pieces.append(piece)
        start += len(piece)
        length -= len(piece)
    return b"".join(pieces)
