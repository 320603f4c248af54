"""Have another process run a task, and tell at once which run that is."""

from __future__ import annotations

import shlex
import time
from collections.abc import Sequence

from msgspec import Struct

from orchestrator.diagnostics import HeldError, InputError, OrchestratorError, StorageError
from orchestrator.operations.later import appointed
from orchestrator.operations.project import Holder, Launched, Project, RunRow
from orchestrator.operations.reporting.status import latest_run
from orchestrator.operations.running.held import held
from orchestrator.run.status import RunOutcome

_PAUSE_S = 0.01
_PATIENCE_S = 30.0
_LEAVING_S = 10.0
_WRITING_S = 2.0


class Detached(Struct, frozen=True, kw_only=True):
    """A run that another process drives; `run` is None where that waits for the moment `at`
    (RFC 3339) to begin one."""

    task: str
    pid: int
    run: str | None = None
    at: str | None = None


def detach(project: Project, task: str, words: Sequence[str]) -> Detached:
    """Start `execute_task` with these words in another process, and wait until its run of the
    task of that id has begun, or it waits for its moment.

    Raises:
        HeldError: another process runs the task.
        InputError: it could not begin; what it said is in the message.
    """
    refuse_driven(project, task)
    waiting = appointed(project, task)
    if waiting is not None:
        raise held(task, waiting)
    before = latest_run(project, task)
    launched = project.launch(["execute_task", "--quiet", *words])
    until = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until:
        # In this order: what it has begun before it ended is seen.
        code = launched.ended()
        found = _seen(project, task, launched.pid, before)
        if found is not None:
            return found
        if code is not None:
            raise _failed(task, launched, code)
        time.sleep(_PAUSE_S)
    raise StorageError(
        f"process {launched.pid} has not begun a run of {task} in {_PATIENCE_S:.0f} s",
        hint=f"see what becomes of it: orchestrator task_status {shlex.quote(task)}",
    )


def wait_for_the_end(project: Project, task: str) -> None:
    """Let a process that has recorded the end of the task's run write its reports and leave."""
    until = time.monotonic() + _LEAVING_S
    while time.monotonic() < until:
        by = project.holder(task)
        if by is None or by.run is None or (row := latest_run(project, task)) is None:
            return
        if row.run != by.run or row.state == RunOutcome.RUNNING:
            return
        time.sleep(_PAUSE_S)


def refuse_driven(project: Project, task: str) -> None:
    """Raise HeldError while another process runs the task; one that only ends is waited for."""
    wait_for_the_end(project, task)
    by = _driver(project, task)
    if by is not None:
        raise held(task, by)


def _driver(project: Project, task: str) -> Holder | None:
    """Who runs the task, or is to be taken for that. Whoever has the lock and no run may only
    write something down, and is waited for."""
    until = time.monotonic() + _WRITING_S
    while (by := project.holder(task)) is not None and by.run is None:
        if time.monotonic() >= until:
            break
        time.sleep(_PAUSE_S)
    return by


def _seen(project: Project, task: str, pid: int, before: RunRow | None) -> Detached | None:
    """What that process does for the task, once that can be seen; `before` is the latest run as it
    was, for a process of before may have had that number."""
    waiting = appointed(project, task)
    if waiting is not None and waiting.pid == pid:
        return Detached(task=task, pid=pid, at=waiting.at)
    row = latest_run(project, task)
    if row is None or row.pid != pid:
        return None
    is_of_before = before is not None and (before.run, before.last_seq) == (row.run, row.last_seq)
    return None if is_of_before else Detached(task=task, pid=pid, run=row.run)


def _failed(task: str, launched: Launched, code: int) -> OrchestratorError:
    """The error with which it ended before it began."""
    said = launched.said().strip() or f"its process ended with exit code {code}"
    # What was listed before the error comes after it: an error says first what is wrong.
    listed, _, error = f"\n{said}".rpartition("\nerror: ")
    message, _, hint = error.partition("\nnext: ")
    message = "\n".join(filter(None, [message.strip(), listed.strip()]))
    kind = HeldError if code == HeldError.exit_code else InputError
    run_it = f"run it to see: orchestrator execute_task {shlex.quote(task)}"
    return kind(message, hint=hint.replace("\nnext: ", "\n") or run_it)
