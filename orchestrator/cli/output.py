"""Standard output and standard error as the commands write them; knows no command.

A reader may go away in the middle (`| head`), and a run must go on all the same: from the
first broken pipe on nothing more is written. Data goes to the one, words to the other.
"""

from __future__ import annotations

import errno
import io
import json
import os
import sys
from functools import cache
from typing import TextIO

from orchestrator.diagnostics import StorageError

# The reader is gone: a closed pipe, a closed terminal, a closed descriptor.
_GONE = frozenset({errno.EPIPE, errno.EIO, errno.EBADF})


class Output:
    """Writes text to a stream; never raises, until `close` tells what went wrong."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream
        self._error: OSError | None = None
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that cannot show a character gets its number instead of a traceback.
            stream.reconfigure(errors="backslashreplace")

    @property
    def stream(self) -> TextIO | None:
        """The stream, None once it is silent."""
        return self._stream

    @property
    def is_terminal(self) -> bool:
        return self._stream is not None and self._stream.isatty()

    def line(self, text: str = "") -> None:
        """Write one line."""
        self.write(text + "\n")

    def write(self, text: str) -> None:
        """Write text, and show it at once."""
        if self._stream is None:
            return
        try:
            self._stream.write(text)
            self._stream.flush()
        except OSError as error:
            self._fail(error)

    def write_bytes(self, data: bytes) -> None:
        """Write bytes as they are."""
        if self._stream is None:
            return
        try:
            self._stream.buffer.write(data)
            self._stream.buffer.flush()
        except OSError as error:
            self._fail(error)

    def json(self, value: object) -> None:
        """Write one value as a line of JSON."""
        from orchestrator.report.visible import visible_json

        self.line(visible_json(json.dumps(value, ensure_ascii=False)))

    def silence(self) -> None:
        """Write nothing more, and keep Python from trying at its end."""
        if self._stream is None:
            return
        try:
            nothing = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nothing, self._stream.fileno())
            os.close(nothing)
        except (OSError, ValueError):
            pass
        self._stream = None

    def close(self) -> None:
        """Say what was lost, if anything.

        Raises:
            StorageError: something could not be written, such as on a full disk.
        """
        if self._error is not None:
            error, self._error = self._error, None
            raise StorageError(
                f"cannot write the output: {error.strerror or error}",
                hint="check where it goes, and the free space there",
            )

    def _fail(self, error: OSError) -> None:
        if error.errno not in _GONE:
            self._error = error
        self.silence()


def hold_standard_handles() -> None:
    """Put nothing where the caller closed standard input, output or error: else the next file
    that is opened stands there, and whatever is printed goes into it."""
    for handle in range(3):
        try:
            os.fstat(handle)
        except OSError:
            # The lowest free number, which is this one.
            os.open(os.devnull, os.O_RDWR)


@cache
def output() -> Output:
    """Standard output: data and what was asked for."""
    return Output(sys.stdout)


@cache
def errors() -> Output:
    """Standard error: findings, warnings and progress beside data."""
    return Output(sys.stderr)
