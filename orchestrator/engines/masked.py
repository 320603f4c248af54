"""Output of a command with secrets: through pipes and a masker, so that none reaches the disk."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from functools import partial

from orchestrator.engines.capture import Capture
from orchestrator.engines.log import Log
from orchestrator.engines.loop import Loop
from orchestrator.engines.masker import Masker
from orchestrator.engines.output import Printed, tail_of

_CHUNK = 65536
# What a pipe can still hold when nobody writes any more.
_LAST_CHUNKS = 32


class Masked:
    """An `Output` over two pipes, read by the loop."""

    def __init__(self, log: Log, masker: Masker, loop: Loop, *, keep: bool) -> None:
        self._log = log
        self.start = log.size()
        read_out, self.stdout = os.pipe()
        try:
            read_err, self.stderr = os.pipe()
        except OSError:
            os.close(read_out)
            os.close(self.stdout)
            raise
        self._out = _Stream(read_out, loop, masker, log.append, keep=keep)
        self._err = _Stream(read_err, loop, masker, log.append, keep=keep)

    def started(self) -> None:
        os.close(self.stdout)
        os.close(self.stderr)

    def collect(self) -> Printed:
        self._out.finish()
        self._err.finish()
        stdout, stdout_left_out = self._out.kept()
        stderr, stderr_left_out = self._err.kept()
        end = self._log.size()
        return Printed(
            count=self._out.count + self._err.count,
            log_start=self.start,
            log_end=end,
            stdout=stdout,
            stderr=stderr,
            stdout_left_out=stdout_left_out,
            stderr_left_out=stderr_left_out,
            tail=tail_of(self._log.handle, self.start, end),
        )


class _Stream:
    """The reading end of one pipe."""

    def __init__(
        self,
        handle: int,
        loop: Loop,
        masker: Masker,
        write: Callable[[bytes], None],
        *,
        keep: bool,
    ) -> None:
        self.count = 0
        self._handle: int | None = handle
        self._loop = loop
        self._masked = masker.stream()
        self._capture = Capture() if keep else None
        self._write = write
        os.set_blocking(handle, False)
        loop.on_readable(handle, partial(self._read, handle))

    def _read(self, handle: int) -> bool:
        """Take one chunk; False when there is none now, or never will be."""
        with contextlib.suppress(BlockingIOError):
            chunk = os.read(handle, _CHUNK)
            if chunk:
                self.count += len(chunk)
                if self._capture is not None:
                    self._capture.feed(chunk)
                self._write(self._masked.feed(chunk))
                return True
            self._close()
        return False

    def finish(self) -> None:
        """Take what is still in the pipe, and no more: somebody may hold it open for ever."""
        for _ in range(_LAST_CHUNKS):
            if self._handle is None or not self._read(self._handle):
                break
        self._close()
        self._write(self._masked.end())

    def kept(self) -> tuple[bytes, int]:
        return self._capture.kept() if self._capture is not None else (b"", self.count)

    def _close(self) -> None:
        if self._handle is not None:
            self._loop.forget(self._handle)
            os.close(self._handle)
            self._handle = None
