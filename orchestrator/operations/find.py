"""From what a user calls a task to its plan, or to its id: a file, a plan's JSON, an id."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from orchestrator.diagnostics import InputError
from orchestrator.operations.convert import AS_IT_SAYS, STANDARD_INPUT, Asked, Conversion, convert
from orchestrator.operations.names import SUFFIXES, converted_file, is_file, other_names, task_file
from orchestrator.operations.project import Project
from orchestrator.operations.records import state_of
from orchestrator.plan.ids import task_id
from orchestrator.run.state import RunState


def find_task(project: Project, name: str, asked: Asked = AS_IT_SAYS) -> Conversion:
    """Convert what `name` means: a file, else an id among the task files, else among the
    converted plans.

    Raises:
        InputError: it means nothing, or several files.
    """
    if name == STANDARD_INPUT or is_file(name):
        return convert(project, name, asked)
    if "/" in name or name.endswith((*SUFFIXES, ".json")):
        return convert(project, name, asked)  # raises: there is no such file
    path = task_file(project, name)
    if path is not None:
        return convert(project, str(path), asked)
    converted = converted_file(project, name)
    if converted is not None:
        return _converted(project, converted, asked)
    raise InputError(f"there is no task {name}", hint=other_names(project, name))


def find_as_run(project: Project, name: str, asked: Asked = AS_IT_SAYS) -> Conversion:
    """Convert what `name` means with the order, the agent and the dialect that its latest run
    was asked for, where no others are.

    Raises:
        InputError: it means nothing, or several files.
    """
    found = find_task(project, name, asked)
    if found.plan is None or name == STANDARD_INPUT:
        return found
    records = project.records()
    try:
        latest = records.latest_run(found.plan.id)
        state = RunState() if latest is None else state_of(records.events(latest.run))
    finally:
        records.close()
    before = Asked(
        order=asked.order or state.order,
        agent=asked.agent or state.agent,
        dialect=asked.dialect or state.dialect,
    )
    return found if before == asked else find_task(project, name, before)


def id_of(project: Project, name: str) -> str:
    """The id under which runs of `name` are recorded; the file may be broken or gone."""
    path = Path(name) if is_file(name) else task_file(project, name)
    if path is None:
        converted = converted_file(project, name)
        # The file of an id may have another name than the id.
        if converted is None or converted == project.workspace.plan_file(name):
            return name
        return converted.stem
    plan = convert(project, str(path)).plan
    return plan.id if plan else task_id(path.stem, path.absolute().parent.name)


def _converted(project: Project, path: Path, asked: Asked) -> Conversion:
    """The plan as it was converted; its file anew where that has changed since."""
    conversion = convert(project, str(path))
    plan = conversion.plan
    if plan is None:
        return conversion
    source = project.workspace.root / plan.source.path
    if not source.is_file():
        return conversion
    if asked == AS_IT_SAYS and sha256(source.read_bytes()).hexdigest() == plan.source.sha256:
        return conversion
    return convert(project, str(source), asked)
