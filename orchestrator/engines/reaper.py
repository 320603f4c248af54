"""Who tells that a process has ended: the kernel through a pidfd, or a waiting thread.

Both only look, where the system lets them: the process stays unreaped, so that its number
stays its own until whoever asked has dealt with its children.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import subprocess
import threading
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Protocol

OnEnd = Callable[[], None]


class Reaper(Protocol):
    """Calls back from the loop of its selector, whose `data` are callables."""

    def watch(self, process: subprocess.Popen[bytes], on_end: OnEnd) -> None:
        """Call `on_end` once the process has ended."""

    def close(self) -> None:
        """Forget all that is still watched."""


class PidfdReaper:
    """One pidfd a process in the selector (Linux 5.3 and later)."""

    def __init__(self, selector: selectors.BaseSelector) -> None:
        self._selector = selector
        self._open: set[int] = set()

    @staticmethod
    def works() -> bool:
        """Whether this system has pidfds."""
        try:
            os.close(os.pidfd_open(os.getpid()))
        except (AttributeError, OSError):
            return False
        return True

    def watch(self, process: subprocess.Popen[bytes], on_end: OnEnd) -> None:
        try:
            handle = os.pidfd_open(process.pid)
        except ProcessLookupError:
            # It has ended and the kernel has thrown it away, as it does for a caller that
            # ignores SIGCHLD. The end of an empty pipe stands for the end that nobody saw.
            handle, other = os.pipe()
            os.close(other)
        self._open.add(handle)
        self._selector.register(handle, selectors.EVENT_READ, partial(self._ended, handle, on_end))

    def _ended(self, handle: int, on_end: OnEnd) -> None:
        self._forget(handle)
        on_end()

    def _forget(self, handle: int) -> None:
        # Out of the selector first: a closed number could be another file's by then.
        self._selector.unregister(handle)
        os.close(handle)
        self._open.discard(handle)

    def close(self) -> None:
        for handle in tuple(self._open):
            self._forget(handle)


class ThreadReaper:
    """One thread a process, which waits for it and wakes the selector through a pipe."""

    def __init__(self, selector: selectors.BaseSelector) -> None:
        self._selector = selector
        self._ended: deque[OnEnd] = deque()
        self._read, self._write = os.pipe()
        os.set_blocking(self._read, False)
        os.set_blocking(self._write, False)
        self._lock = threading.Lock()
        self._closed = False
        selector.register(self._read, selectors.EVENT_READ, self._tell)

    def watch(self, process: subprocess.Popen[bytes], on_end: OnEnd) -> None:
        threading.Thread(target=self._wait, args=(process, on_end), daemon=True).start()

    def _wait(self, process: subprocess.Popen[bytes], on_end: OnEnd) -> None:
        if hasattr(os, "waitid"):
            # Somebody may have reaped it in the meantime; then it has ended all the same.
            with contextlib.suppress(ChildProcessError):
                os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        else:
            process.wait()
        self._ended.append(on_end)
        with self._lock:
            if not self._closed:
                # A full pipe wakes the selector as well as one byte more would.
                with contextlib.suppress(BlockingIOError):
                    os.write(self._write, b"\0")

    def _tell(self) -> None:
        with contextlib.suppress(BlockingIOError):
            os.read(self._read, 4096)
        while self._ended:
            self._ended.popleft()()

    def close(self) -> None:
        with self._lock:
            self._closed = True
            self._selector.unregister(self._read)
            os.close(self._read)
            os.close(self._write)


def best_reaper(selector: selectors.BaseSelector) -> Reaper:
    """The pidfd way where it works, else threads."""
    return PidfdReaper(selector) if PidfdReaper.works() else ThreadReaper(selector)
