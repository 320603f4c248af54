"""Whether this process was started by a step of a run, however far down; starts nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from orchestrator.engines.spawner import WARDEN

_PROC = Path("/proc")
_RUN = "ORCHESTRATOR_RUN"


def is_inside(run: str | None, driver: int | None) -> bool:
    """Whether this process comes from a step of the run; without one, of any run.

    It does when it, or one above it, began with the variables of such a step, or when the
    process that drives the run is above it. A step may drop its variables for the program
    that takes its place, and a parent may be gone; both at once are not seen. Where there is
    no /proc only the own variables are.
    """
    own = os.environ.get(_RUN)
    if own is not None and run in (None, own):
        return True
    return any(pid == driver or _is_of(run, _variables(pid)) for pid in _upwards(os.getpid()))


def _is_of(run: str | None, variables: list[bytes]) -> bool:
    """Whether these are the variables of a step, or of what starts the steps of all runs."""
    if run is not None:
        return f"{_RUN}={run}".encode() in variables
    return any(each.startswith((f"{_RUN}=".encode(), f"{WARDEN}=".encode())) for each in variables)


def _variables(pid: int) -> list[bytes]:
    """What a process began with, as far as may be seen."""
    try:
        return (_PROC / str(pid) / "environ").read_bytes().split(b"\0")
    except OSError:
        return []  # another user's, or it has just ended


def _upwards(pid: int) -> Iterator[int]:
    """The process and those above it."""
    while pid > 1:
        yield pid
        try:
            # The name of a program may hold anything, brackets too; what follows the last is
            # the state and the parent.
            pid = int((_PROC / str(pid) / "stat").read_bytes().rpartition(b")")[2].split()[1])
        except (OSError, IndexError, ValueError):
            return
