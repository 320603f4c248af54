"""`execute_task --detach` and `--at`: a run that goes on without this terminal, or later."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

from orchestrator.asdata import as_data
from orchestrator.cli.output import output
from orchestrator.cli.parameters import Parameter
from orchestrator.cli.words import words_of
from orchestrator.diagnostics import Exit, InputError
from orchestrator.operations.converting.convert import STANDARD_INPUT
from orchestrator.operations.converting.find import id_of
from orchestrator.operations.converting.names import is_source
from orchestrator.operations.later import awaited
from orchestrator.operations.moments import coming, in_utc
from orchestrator.operations.project import Project
from orchestrator.operations.running.detach import Detached, detach
from orchestrator.report.visible import visible_line


def run_apart(
    project: Project,
    id_: str,
    given: tuple[Parameter, ...],
    values: Mapping[str, object],
    *,
    at: str | None,
    as_json: bool,
) -> int:
    """Have another process run the task of that id as it was asked for, and say which run it is.

    Raises:
        InputError: it cannot begin.
    """
    task = str(values["task"])
    if task == STANDARD_INPUT:
        raise InputError("standard input stays with this process", hint="name a file")
    values = {
        **values,
        # The other process has the root for its folder.
        "task": str(Path(task).resolve()) if is_source(task) else task,
        "root": str(project.workspace.root),
        "at": None if at is None else in_utc(coming("--at", at, _now(project))),
    }
    done = detach(project, id_, words_of(given, values))
    if as_json:
        output().json({"schema_version": 1, **as_data(done)})
    else:
        for line in _lines(done):
            output().line(visible_line(line))
    return Exit.OK


def wait_for(project: Project, task: str, at: str) -> AbstractContextManager[None]:
    """Wait until the moment has come; it can be called off until the block ends.

    Raises:
        InputError: it is none.
        HeldError: another process waits to run this task.
    """
    if task == STANDARD_INPUT:
        raise InputError("standard input is not there later", hint="name a file, or leave out --at")
    return awaited(project, id_of(project, task), coming("--at", at, _now(project)))


def _lines(done: Detached) -> tuple[str, ...]:
    if done.run is None:
        return (
            f"{done.task} is to be run at {done.at}: process {done.pid} waits for that",
            f"  orchestrator cancel {done.task}",
        )
    return (
        f"run {done.run} of {done.task} goes on in process {done.pid}",
        f"  orchestrator task_status {done.task} --watch",
        f"  orchestrator cancel {done.task}",
    )


def _now(project: Project) -> datetime:
    return project.clock.now().astimezone()
