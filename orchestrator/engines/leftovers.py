"""Ends what an orchestrator that was killed has left running; knows a run by its marker.

Called before a resume starts anything, so that no step ever runs twice at the same time. The
warden goes first and at once: what is ended here has not ended by itself, so that nobody may
write a receipt of it.
"""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from orchestrator.engines import processes
from orchestrator.engines.processes import Process
from orchestrator.engines.spawner import WARDEN

if TYPE_CHECKING:
    from orchestrator.engines.loop import Loop

_LOOK_AGAIN_S = 0.02
_WARDENS_S = 1.0


def sweep(run: str, *, grace_s: float = 2.0) -> int:
    """End every process of the run but this one and those above it; how many there were, the
    warden not counted.

    They get SIGTERM, and after the grace SIGKILL.
    """
    left = _left_by(run)
    if not left:
        return 0
    found = dict(left)
    wardens = _kill_wardens(found)
    _send(left, signal.SIGTERM)
    _send(left, signal.SIGCONT)
    deadline = time.monotonic() + grace_s
    while time.monotonic() < deadline and (left := _left_by(run, found)):
        time.sleep(_LOOK_AGAIN_S)
    deadline = time.monotonic() + grace_s
    while time.monotonic() < deadline and (left := _left_by(run, found)):
        _send(left, signal.SIGKILL)
        time.sleep(_LOOK_AGAIN_S)
    return len(found.keys() - wardens)


class Ending:
    """Ends processes in the course of a loop, and calls `on_over` with how many there were when
    nothing of them is left. `find` gives those that are to be ended, again and again."""

    def __init__(
        self,
        loop: Loop,
        find: Callable[[], Collection[int]],
        grace_s: float,
        on_over: Callable[[int], None],
    ) -> None:
        self._loop = loop
        self._find = find
        self._on_over = on_over
        self._kill_at = loop.clock.monotonic() + grace_s
        self._known: dict[int, Process] = {}
        self._told: set[int] = set()
        self._spared: set[int] = set()
        self._look()

    def _look(self) -> None:
        left = self._living()
        if not left:
            self._on_over(len(self._known))
            return
        kill = self._loop.clock.monotonic() >= self._kill_at
        for pid, process in left.items():
            if kill or pid not in self._told:
                within = processes.send(process, signal.SIGKILL if kill else signal.SIGTERM)
                processes.send(process, signal.SIGCONT)
                self._told.add(pid)
                if not within:  # it is another user's
                    self._spared.add(pid)
        self._loop.after(_LOOK_AGAIN_S, self._look)

    def _living(self) -> dict[int, Process]:
        strays = set(self._find())
        found = processes.with_descendants(
            processes.living(),
            lambda each: (
                each.pid in strays
                or (each.pid in self._known and self._known[each.pid].started == each.started)
            ),
        )
        self._known.update(found)
        return {pid: process for pid, process in found.items() if pid not in self._spared}


def kill_hidden(adopted: Callable[[], Collection[int]]) -> None:
    """Kill what a warden has adopted and no sweep could find, for it bears no run's marker."""
    deadline = time.monotonic() + _WARDENS_S
    while time.monotonic() < deadline:
        hidden = {pid for pid in adopted() if not processes.bears_any(pid, b"ORCHESTRATOR_RUN=")}
        if not hidden:
            return
        _kill_whole(hidden)
        time.sleep(_LOOK_AGAIN_S / 10)


def kill_marked(marker: bytes) -> int:
    """Kill all that bear a variable in their environment, until none is left; how many it were."""
    killed: set[int] = set()
    deadline = time.monotonic() + _WARDENS_S
    while time.monotonic() < deadline:
        left = processes.with_descendants(
            processes.living(), lambda each: processes.bears(each.pid, marker)
        )
        if not left:
            break
        killed |= left.keys()
        _send(left, signal.SIGKILL)
        time.sleep(_LOOK_AGAIN_S / 10)
    return len(killed)


def _kill_wardens(left: dict[int, Process]) -> set[int]:
    """Kill the wardens among them, and wait until they are gone; which they were."""
    wardens = {pid: each for pid, each in left.items() if _is_warden(pid)}
    _send(wardens, signal.SIGKILL)
    deadline = time.monotonic() + _WARDENS_S
    while any(map(processes.look_at, wardens)) and time.monotonic() < deadline:
        time.sleep(_LOOK_AGAIN_S / 10)
    return set(wardens)


def _is_warden(pid: int) -> bool:
    return processes.bears(pid, f"{WARDEN}=1".encode())


def _left_by(run: str, found: dict[int, Process] | None = None) -> dict[int, Process]:
    """What runs of it. `found` are those seen before: they count even without a marker,
    and new ones are added to them."""
    marker = f"ORCHESTRATOR_RUN={run}"
    left = _seen(marker, found or {}) if processes.visible() else _seen_by_ps(marker)
    if found is not None:
        found.update(left)
    return left


def _seen(marker: str, known: dict[int, Process]) -> dict[int, Process]:
    spared = set(processes.ancestors())

    def is_left(process: Process) -> bool:
        if process.pid in spared:
            return False
        before = known.get(process.pid)
        seen_before = before is not None and before.started == process.started
        return seen_before or processes.bears(process.pid, marker.encode())

    everything = processes.living()
    marked = {process.pid for process in everything if is_left(process)}
    # The one that waits for them bears no run's marker, and may have adopted more of them.
    above = {process.parent for process in everything if process.pid in marked} - spared
    wardens = {pid for pid in above if _is_warden(pid)}
    return processes.with_descendants(everything, lambda each: each.pid in marked | wardens)


def _kill_whole(chosen: Collection[int]) -> None:
    whole = processes.with_descendants(processes.living(), lambda each: each.pid in chosen)
    _send(whole, signal.SIGKILL)


def _send(left: dict[int, Process], number: int) -> None:
    for process in left.values():
        processes.send(process, number)


def _seen_by_ps(marker: str) -> dict[int, Process]:
    """The same through `ps`, for systems without /proc; start times are not known there."""
    import subprocess

    command = ["ps", "-axeww", "-o", "pid=,ppid=,pgid=,command="]
    try:
        listing = subprocess.run(command, capture_output=True, check=False, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return {}
    return processes_in_listing(listing.stdout.decode("utf-8", "replace"), marker)


def processes_in_listing(listing: str, marker: str) -> dict[int, Process]:
    """The processes of a `ps` listing (pid, parent, group, command and environment) that
    bear the marker, apart from this one, its parent and whatever `ps` itself was."""
    spared = {os.getpid(), os.getppid()}
    found: dict[int, Process] = {}
    for line in listing.splitlines():
        fields = line.split(None, 3)
        if len(fields) < 4 or not re.search(rf"(?:^|\s){re.escape(marker)}(?:\s|$)", fields[3]):
            continue
        pid, parent, group = (int(field) for field in fields[:3])
        if pid not in spared and parent not in spared:
            found[pid] = Process(pid, parent, group, 0, 0)
    return found
