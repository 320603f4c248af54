"""Which logs hold what a subtask printed: that of its steps, and one of each check."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from orchestrator.diagnostics import InputError
from orchestrator.operations.project import Project
from orchestrator.operations.reporting.status import load_run
from orchestrator.run.selection import find


class LogFile(Struct, frozen=True, kw_only=True):
    """One log: of the steps (`check` is None), or of that check."""

    path: Path
    check: str | None = None


def logs_of(
    project: Project, task: str, subtask: str, run: str | None = None, check: str | None = None
) -> tuple[LogFile, ...]:
    """The logs of the subtask's latest attempt; they may not be there yet, or no more.

    With `check`, its log alone.

    Raises:
        InputError: there is no such run, subtask or check, or it has not been tried.
    """
    loaded = load_run(project, task, run)
    id_ = find(loaded.plan, subtask)[0]
    seen = loaded.state.of(id_)
    root = project.workspace.root
    if seen.log is None:
        raise InputError(
            f"{id_} has no log: it is {seen.status}", hint="`task_status` shows what ran"
        )
    checks = tuple(
        LogFile(path=root / result.log, check=name)
        for name, result in seen.checks.items()
        if result.log is not None and result.log != seen.log
    )
    if check is None:
        return (LogFile(path=root / seen.log), *checks)
    chosen = tuple(each for each in checks if each.check in (check, f"check_{check}"))
    if not chosen:
        known = ", ".join(each.check or "" for each in checks) or "none that ran"
        raise InputError(f"{id_} has no log of a check {check}", hint=f"its checks: {known}")
    return chosen


def is_running(project: Project, task: str, subtask: str, run: str | None = None) -> bool:
    """Whether more may still be written to that log."""
    loaded = load_run(project, task, run)
    return loaded.state.of(find(loaded.plan, subtask)[0]).status == "running"
