"""A run that is to begin at a moment: a process waits for it, and can be told not to."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from orchestrator.operations.moments import in_utc
from orchestrator.operations.project import Holder, Project

# The clock may be set, and a machine sleeps: what is left is looked at again and again.
_LONGEST_S = 20.0
_PATIENCE_S = 5.0
_PAUSE_S = 0.02


@contextmanager
def awaited(project: Project, task: str, moment: datetime) -> Iterator[None]:
    """Wait, so that all see it, until the moment has come. It can be called off until the block
    ends, so that nobody who does that comes when the wait is over and no run is there yet.

    Raises:
        HeldError: another process waits to run this task.
    """
    project.workspace.prepare()
    with project.appointment(task) as appointment:
        appointment.note(None, at=in_utc(moment))
        while (left := (moment - project.clock.now()).total_seconds()) > 0:
            time.sleep(min(left, _LONGEST_S))
        yield


def appointed(project: Project, task: str) -> Holder | None:
    """The process that waits to run the task, if there is one that says for when."""
    found = project.appointed(task)
    return found if found is not None and found.pid and found.at else None


def call_off(project: Project, task: str) -> Holder | None:
    """End the wait for a run that has not begun; whose wait that was."""
    found = appointed(project, task)
    if found is None or found.pid is None:
        return None
    with contextlib.suppress(ProcessLookupError):
        os.kill(found.pid, signal.SIGTERM)
    until = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until and appointed(project, task) == found:
        time.sleep(_PAUSE_S)
    return found
