"""Says that another process runs a task; takes no lock."""

from __future__ import annotations

from pathlib import Path

from orchestrator.diagnostics import HeldError
from orchestrator.operations.find import task_file
from orchestrator.operations.project import Holder, Project
from orchestrator.plan.ids import task_id


def held(task: str, by: Holder) -> HeldError:
    """The error for whoever comes second."""
    who = f"process {by.pid}" if by.pid else "another process"
    run = f" (run {by.run})" if by.run else ""
    return HeldError(
        f"{task} is being run by {who}{run}",
        hint=f"watch it with: orchestrator task_status {task} --watch\n"
        f"or stop it with: orchestrator cancel {task}",
    )


def refuse_what_runs(project: Project, name: str) -> None:
    """Leave at once, before the file is read, where it is plain that its task is being run.

    A file may give its task another id; then the lock itself says so, a little later.

    Raises:
        HeldError: another process runs it.
    """
    path = Path(name) if Path(name).is_file() else task_file(project, name)
    task = name if path is None else task_id(path.stem, path.absolute().parent.name)
    by = project.holder(task)
    # Without a number it may be somebody who only looks, as this does.
    if by is not None and by.pid:
        raise held(task, by)
