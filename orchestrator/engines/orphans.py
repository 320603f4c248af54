"""Whose the processes are that the warden has adopted; ends none of them.

One that bears a marker belongs to the attempt that it names. Without one, an open file tells: the
log of an attempt, or what lies beside it. Else its start does: it came out of one of the attempts
that were under way then.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection

from msgspec import Struct

from orchestrator.engines import processes

_MARKER_OF_A_RUN = b"ORCHESTRATOR_RUN="
_CLOCK: int | None = getattr(time, "CLOCK_BOOTTIME", None)
_TICKS = os.sysconf("SC_CLK_TCK")


class Window(Struct, frozen=True, kw_only=True, eq=False):
    """An attempt under way: the `NAME=value` that its processes bear, how the paths of its files
    begin, and since when it is under way, in ticks since boot."""

    marker: bytes
    files: str
    began: int


class Orphans:
    """Those of the children of a warden that it did not start; `adopted` gives them."""

    def __init__(self, adopted: Callable[[], Collection[int]]) -> None:
        self._adopted = adopted
        self._open: list[Window] = []

    def open(self, marker: bytes, log: str) -> Window:
        """An attempt begins, with its log at this path; to be closed when it has ended."""
        window = Window(marker=marker, files=f"{log.removesuffix('.log')}.", began=_now())
        self._open.append(window)
        return window

    def close(self, window: Window) -> None:
        """The attempt has ended: what comes from now on is not of it."""
        self._open.remove(window)

    def of(self, window: Window, *, shared: bool = False) -> set[int]:
        """Those that only this attempt can have started, of all that are under way; with `shared`
        those too that another one may have."""
        return {pid for pid in self._adopted() if self._is_of(pid, window, shared)}

    def _is_of(self, pid: int, window: Window, shared: bool) -> bool:
        process = processes.look_at(pid)
        if process is None or processes.bears(pid, window.marker):
            return process is not None
        if processes.bears_any(pid, _MARKER_OF_A_RUN):
            return False
        files = processes.open_files(pid)
        known = [each for each in self._open if any(path.startswith(each.files) for path in files)]
        may = known or [each for each in self._open if each.began <= process.started]
        return window in may and (shared or len(may) == 1)


def _now() -> int:
    """The time as processes' starts are told, and rounded down as they are."""
    return 0 if _CLOCK is None else int(time.clock_gettime(_CLOCK) * _TICKS)
