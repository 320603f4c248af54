"""A write function that never raises: a run goes on when nobody can be told of it."""

from __future__ import annotations

from collections.abc import Callable

Write = Callable[[str], None]


class QuietWriter:
    """Passes text on until the other side is gone; from then on it drops it."""

    def __init__(self, write: Write) -> None:
        self._write: Write | None = write

    def __call__(self, text: str) -> None:
        if self._write is None:
            return
        try:
            self._attempt(self._write, text)
        except (OSError, ValueError):  # A closed pipe, or a closed file.
            self._write = None

    @staticmethod
    def _attempt(write: Write, text: str) -> None:
        try:
            write(text)
        except UnicodeEncodeError:  # The terminal's encoding lacks a character.
            write(text.encode("ascii", "backslashreplace").decode("ascii"))
