"""The one place where the engine waits: for handles, timers and a wake-up.

Single-threaded; everything that happens is a callback from `run_once`. Knows no commands.
"""

from __future__ import annotations

import contextlib
import math
import os
import select
from collections.abc import Callable

from orchestrator.engines.timers import Timer, Timers
from orchestrator.run.ports import Clock


class Loop:
    """Handles with what to do when they can be read, and timers beside them."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._poll = select.poll()
        self._acts: dict[int, Callable[[], object]] = {}
        self._timers = Timers()
        self._woken = self._closed = False
        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_read, False)
        os.set_blocking(self._wake_write, False)
        self.on_readable(self._wake_read, self._on_wake)

    def on_readable(self, handle: int, act: Callable[[], object]) -> None:
        """Do `act` whenever there is something to read, or the end of it."""
        self._acts[handle] = act
        self._poll.register(handle, select.POLLIN)

    def forget(self, handle: int) -> None:
        """Read no more from it; must come before it is closed."""
        self._poll.unregister(handle)
        del self._acts[handle]

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
        wait_ms = None if timeout is None else math.ceil(timeout * 1000)
        ready = [(handle, self._acts[handle]) for handle, _ in self._poll.poll(wait_ms)]
        if not ready and due is not None:
            ready = [(handle, self._acts[handle]) for handle, _ in self._poll.poll(0)]
        for handle, act in ready:
            # What came before it in this round may have closed it.
            if self._acts.get(handle) is act:
                act()
        if self._timers:
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
        self._acts.clear()
        os.close(self._wake_read)
        os.close(self._wake_write)
