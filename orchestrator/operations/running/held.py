"""Says that another process runs a task, or is about to; takes no lock of a task."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from orchestrator.diagnostics import HeldError
from orchestrator.operations.converting.names import is_source, task_file
from orchestrator.operations.converting.sources import placed
from orchestrator.operations.project import Holder
from orchestrator.plan.ids import task_id

if TYPE_CHECKING:
    from orchestrator.operations.project import Project

# Whoever takes longer to read the file than this is about to run it; nobody is to wait for that.
_PATIENCE_S = 0.7
_PAUSE_S = 0.02


def held(task: str, by: Holder) -> HeldError:
    """The error for whoever comes second."""
    who = f"process {by.pid}" if by.pid else "another process"
    if by.at:
        return HeldError(
            f"{task} is to be run at {by.at}: {who} waits for that",
            hint=f"call that off with: orchestrator cancel {task}",
        )
    run = f" (run {by.run})" if by.run else ""
    return HeldError(
        f"{task} is being run by {who}{run}",
        hint=f"watch it with: orchestrator task_status {task} --watch\n"
        f"or stop it with: orchestrator cancel {task}",
    )


@contextmanager
def turn(project: Project, name: str) -> Iterator[None]:
    """Leave at once, before the file is read, where it is plain that its task is being run; of
    several that start together let one at a time read it. A file may give its task another id;
    then its lock tells, a little later.

    Raises:
        HeldError: another process runs it.
    """
    path = Path(name) if is_source(name) else task_file(project, name)
    task = name if path is None else task_id(path.stem, placed(path).parent.name)
    until = project.clock.monotonic() + _PATIENCE_S
    with project.gate(path or project.workspace.plan_file(name)) as gate:
        while True:
            by = project.holder(task)
            # Without a number it may be somebody who only looks, as this does; without a run
            # somebody who only writes something down.
            if by is not None and by.pid and by.run:
                raise held(task, by)
            is_free = by is None or by.pid is None
            if gate.passes() and is_free:
                break
            if project.clock.monotonic() >= until:
                raise held(task, by if by and by.pid else Holder(pid=gate.passing()))
            time.sleep(_PAUSE_S)
        yield
