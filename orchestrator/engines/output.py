"""Where the output of one command goes: straight to the log, or beside it first.

Straight, unless somebody must tell the streams apart; then what is asked about goes
to a file of its own, which is appended to the log when the command has ended.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from orchestrator.engines.capture import read_bounded
from orchestrator.engines.log import Log, half_of
from orchestrator.verify.nothing_tested import TAIL

# The mode of a file beside the log whose content stands in the log already.
IN_THE_LOG = 0o400


class Printed(Struct, frozen=True, kw_only=True):
    """What a command printed: `count` bytes, in the log between two offsets.

    `stdout` and `stderr` are there where somebody asked for them; the rest is counted as
    left out. `tail` is the end of each stream, as it may stand in a log. `is_cut` tells that the
    log does not hold all of it.
    """

    count: int
    log_start: int
    log_end: int
    stdout: bytes = b""
    stderr: bytes = b""
    stdout_left_out: int = 0
    stderr_left_out: int = 0
    tail: bytes = b""
    is_cut: bool = False


class Output(Protocol):
    """Gives a process its two handles and says afterwards what came."""

    stdout: int
    stderr: int
    start: int
    """Where in the log it begins."""

    def started(self) -> None:
        """The process has its handles, or will never have them."""

    def collect(self) -> Printed:
        """Everything printed; called once, when the process and its children are gone."""


class Straight:
    """Both streams go to the log."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self.start = log.size()
        self.stdout = self.stderr = log.handle

    def started(self) -> None:
        return

    def collect(self) -> Printed:
        end = max(self._log.size(), self.start)
        count = end - self.start
        return Printed(
            count=count,
            log_start=self.start,
            log_end=end,
            stdout_left_out=count,
            tail=tail_of(self._log.handle, self.start, end),
        )


class Beside:
    """The streams that are asked about (`out`, `err`) go to files beside the log, the other to
    the log. `remove` takes the paths of those files once they are in the log."""

    def __init__(
        self,
        log: Log,
        name: str,
        limit: int,
        remove: Callable[[str], object],
        *,
        out: bool,
        err: bool,
    ) -> None:
        self._log = log
        self._limit = limit
        self._remove_later = remove
        self.start = log.size()
        self._files: dict[str, tuple[int, str]] = {}
        try:
            if out:
                self._open("out", log.beside(f"{name}.out"))
            if err:
                self._open("err", log.beside(f"{name}.err"))
        except OSError:
            self._close(os.unlink)
            raise
        self.stdout = self._files["out"][0] if "out" in self._files else log.handle
        self.stderr = self._files["err"][0] if "err" in self._files else log.handle

    def _open(self, stream: str, path: str) -> None:
        flags = os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC
        self._files[stream] = (os.open(path, flags, 0o600), path)

    def started(self) -> None:
        return

    def collect(self) -> Printed:
        count, cut = max(self._log.size() - self.start, 0), 0
        kept: dict[str, tuple[bytes, int]] = {}
        # Of the stream that went to the log only the size is known.
        other = "stdout" if "out" not in self._files else "stderr"
        left_out = {"stdout": 0, "stderr": 0, other: count}
        tail = tail_of(self._log.handle, self.start, self._log.size())
        for stream, (handle, _) in self._files.items():
            kept[stream] = read_bounded(handle)
            left_out[f"std{stream}"] = kept[stream][1]
            size = os.fstat(handle).st_size
            count += size
            tail += b"\n" + tail_of(handle, 0, size)
            cut += self._log.append_file(handle, self._limit)
            os.fchmod(handle, IN_THE_LOG)
        self._close(self._remove_later)
        return Printed(
            count=count,
            log_start=self.start,
            log_end=max(self._log.size(), self.start),
            stdout=kept.get("out", (b"", 0))[0],
            stderr=kept.get("err", (b"", 0))[0],
            stdout_left_out=left_out["stdout"],
            stderr_left_out=left_out["stderr"],
            tail=tail,
            is_cut=cut > 0,
        )

    def _close(self, remove: Callable[[str], object]) -> None:
        for handle, path in self._files.values():
            os.close(handle)
            with contextlib.suppress(FileNotFoundError):
                remove(path)
        self._files = {}


def tail_of(handle: int, start: int, end: int) -> bytes:
    """The end of what stands between two offsets of an open file."""
    start = max(start, end - TAIL)
    return os.pread(handle, end - start, start) if end > start else b""


def cut_log(log: Log, limit: int, printed: Printed) -> tuple[Printed, list[str]]:
    """Cut a log that is over the limit; where in it the last command's output is now, and a note
    on that. The excerpt is taken before, for what is cut out is gone."""
    if not printed.is_cut and (limit <= 0 or printed.log_end <= limit):
        return printed, []
    lost = log.cut(limit)
    if not lost and not printed.is_cut:
        return printed, []
    start, end = printed.log_start, log.size()
    if start > half_of(limit):
        start = max(start - lost, half_of(limit))
    note = f"its log was cut to {end} bytes, so what stood in the middle is not there"
    return replace(printed, log_start=start, log_end=end), [note]
