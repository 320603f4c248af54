"""The one place where the engine waits: for handles, timers and a wake-up.

Single-threaded; everything that happens is a callback from `run_once`. Knows no commands.
"""

from __future__ import annotations

import contextlib
import os
import selectors
from collections.abc import Callable

from orchestrator.engines.timers import Timer, Timers
from orchestrator.run.ports import Clock


class Loop:
    """A selector whose `data` are callables, and timers beside it."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._selector = selectors.DefaultSelector()
        self._timers = Timers()
        self._woken = self._closed = False
        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_read, False)
        os.set_blocking(self._wake_write, False)
        self._selector.register(self._wake_read, selectors.EVENT_READ, self._on_wake)

    def on_readable(self, handle: int, act: Callable[[], object]) -> None:
        """Do `act` whenever there is something to read, or the end of it."""
        self._selector.register(handle, selectors.EVENT_READ, act)

    def forget(self, handle: int) -> None:
        """Read no more from it; must come before it is closed."""
        self._selector.unregister(handle)

    def after(self, seconds: float, act: Callable[[], None]) -> Timer:
        """Do `act` in so many seconds."""
        return self._timers.at(self.clock.monotonic() + seconds, act)

    def run_once(self, timeout: float | None) -> None:
        """Wait until something happens or the timeout (seconds) is over, and deal with it."""
        due = self._timers.next_time()
        if due is not None:
            until_due = max(due - self.clock.monotonic(), 0.0)
            timeout = until_due if timeout is None else min(timeout, until_due)
        # After a pause of this very process the wait is over, and nothing was looked at: what has
        # ended comes before what is due.
        for key, _ in self._selector.select(timeout) or self._selector.select(0):
            # What came before it in this round may have closed it.
            if self._selector.get_map().get(key.fileobj) is key:
                key.data()
        self._timers.run_due(self.clock.monotonic())

    def wake(self) -> None:
        """Make `run_once` return; may come from a signal handler or another thread, and late."""
        # A full pipe wakes it as well as one byte more would.
        with contextlib.suppress(BlockingIOError):
            if not self._closed:
                os.write(self._wake_write, b"\0")

    def was_woken(self) -> bool:
        """Whether `wake` was called since this was last asked."""
        woken, self._woken = self._woken, False
        return woken

    def _on_wake(self) -> None:
        os.read(self._wake_read, 4096)
        self._woken = True

    def close(self) -> None:
        """Free everything; nothing but `wake` may be used after."""
        self._closed = True
        self._selector.close()
        os.close(self._wake_read)
        os.close(self._wake_write)
