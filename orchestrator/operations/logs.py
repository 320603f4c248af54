"""Which log holds what a subtask printed."""

from __future__ import annotations

from pathlib import Path

from orchestrator.diagnostics import InputError
from orchestrator.operations.project import Project
from orchestrator.operations.status import load_run
from orchestrator.run.selection import find


def log_of(project: Project, task: str, subtask: str, run: str | None = None) -> Path:
    """The log of the subtask's latest attempt; it may not be there yet, or no more.

    Raises:
        InputError: there is no such run or subtask, or it has not been tried.
    """
    loaded = load_run(project, task, run)
    id_ = find(loaded.plan, subtask)[0]
    log = loaded.state.of(id_).log
    if log is None:
        raise InputError(
            f"{id_} has no log: it is {loaded.state.of(id_).status}",
            hint="`task_status` shows what ran",
        )
    return project.workspace.root / log


def is_running(project: Project, task: str, subtask: str, run: str | None = None) -> bool:
    """Whether more may still be written to that log."""
    loaded = load_run(project, task, run)
    return loaded.state.of(find(loaded.plan, subtask)[0]).status == "running"
