"""What is to happen at which time; asks no clock itself."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable


class Timer:
    """Something to be done at a time, unless it is cancelled before."""

    __slots__ = ("act", "when")

    def __init__(self, when: float, act: Callable[[], None]) -> None:
        self.when = when
        self.act: Callable[[], None] | None = act

    def cancel(self) -> None:
        """Make it never happen; once it has, this changes nothing."""
        self.act = None


class Timers:
    """Timers by their time, in monotonic seconds."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, Timer]] = []
        self._order = itertools.count()

    def __bool__(self) -> bool:
        return bool(self._heap)

    def at(self, when: float, act: Callable[[], None]) -> Timer:
        """Do `act` at that time; those of one time in the order in which they were set."""
        timer = Timer(when, act)
        heapq.heappush(self._heap, (when, next(self._order), timer))
        return timer

    def next_time(self) -> float | None:
        """When the next one is due; None when there is none."""
        while self._heap and self._heap[0][2].act is None:
            heapq.heappop(self._heap)
        return self._heap[0][0] if self._heap else None

    def run_due(self, now: float) -> None:
        """Do all that is due, also what these set for the same moment."""
        while (when := self.next_time()) is not None and when <= now:
            act = heapq.heappop(self._heap)[2].act
            if act is not None:
                act()
