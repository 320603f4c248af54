"""Ends what an orchestrator that was killed has left running; knows a run by its marker.

Called before a resume starts anything, so that no step ever runs twice at the same time.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time

from orchestrator.engines import processes
from orchestrator.engines.processes import Process

_LOOK_AGAIN_S = 0.02


def sweep(run: str, *, grace_s: float = 2.0) -> int:
    """End every process of the run but this one and those above it; how many there were.

    They get SIGTERM, and after the grace SIGKILL.
    """
    left = _left_by(run)
    if not left:
        return 0
    found = dict(left)
    _send(left, signal.SIGTERM)
    _send(left, signal.SIGCONT)
    deadline = time.monotonic() + grace_s
    while time.monotonic() < deadline and (left := _left_by(run, found)):
        time.sleep(_LOOK_AGAIN_S)
    deadline = time.monotonic() + grace_s
    while time.monotonic() < deadline and (left := _left_by(run, found)):
        _send(left, signal.SIGKILL)
        time.sleep(_LOOK_AGAIN_S)
    return len(found)


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

    return processes.with_descendants(processes.living(), is_left)


def _send(left: dict[int, Process], number: int) -> None:
    for process in left.values():
        processes.send(process, number)


def _seen_by_ps(marker: str) -> dict[int, Process]:
    """The same through `ps`, for systems without /proc; start times are not known there."""
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
