"""Standard output and standard error as the commands write them; knows no command.

What is declared secret goes to neither once it is known, nor do well-known tokens as data, nor
what points to a person where it is data of a run.
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
from typing import TYPE_CHECKING, TextIO

from orchestrator.diagnostics import StorageError

if TYPE_CHECKING:
    from orchestrator.plan.shown import Hide

# The reader is gone: a closed pipe, a closed terminal, a closed descriptor.
_GONE = frozenset({errno.EPIPE, errno.EIO, errno.EBADF})


class Output:
    """Writes text to a stream; never raises, until `close` tells what went wrong."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream
        self._error: OSError | None = None
        self._hide: Hide | None = None
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

    def hides(self, hide: Hide) -> None:
        """Hide so what is written from now on."""
        self._hide = hide

    def write(self, text: str) -> None:
        """Write text, and show it at once."""
        self.write_whole(text if self._hide is None else self._hide(text))

    def write_whole(self, text: str) -> None:
        """Write text that nothing may be hidden of, or has been already."""
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

    def json(self, value: object, *, as_written: bool = False) -> None:
        """Write one value as a line of JSON. With `as_written` it is of a task file or about a
        file of the user's, which is needed as it is but for secrets."""
        from orchestrator.plan.shown import hidden
        from orchestrator.report.visible import visible_json

        shown = hidden(value, self._hiding(as_written=as_written))
        self.write_whole(visible_json(json.dumps(shown, ensure_ascii=False)) + "\n")

    def json_line(self, text: str) -> None:
        """Write a line that is JSON already."""
        from orchestrator.plan.shown import hidden

        # In strings some characters are escaped, so that each is looked at by itself.
        value = json.loads(text)
        shown = hidden(value, self._hiding(as_written=False))
        self.write_whole(text if shown is value else json.dumps(shown) + "\n")

    def _hiding(self, *, as_written: bool) -> Hide:
        from orchestrator.plan.personal import hide_personal
        from orchestrator.plan.tokens import hide_tokens

        hide = self._hide or hide_tokens
        return hide if as_written else lambda text: hide_personal(hide(text))

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
