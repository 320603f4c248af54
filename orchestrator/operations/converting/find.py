"""From what a user calls a task to its plan, or to its id: a file, a plan's JSON, an id."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from orchestrator.diagnostics import InputError
from orchestrator.operations.converting.convert import (
    AS_IT_SAYS,
    STANDARD_INPUT,
    Asked,
    Conversion,
    convert,
)
from orchestrator.operations.converting.names import (
    converted_file,
    is_folder,
    is_source,
    other_names,
    task_file,
)
from orchestrator.operations.converting.sources import (
    SUFFIXES,
    digest,
    is_one_plan,
    is_there,
    placed,
)
from orchestrator.operations.project import Project
from orchestrator.operations.records import state_of
from orchestrator.plan.ids import task_id
from orchestrator.run.state import RunState


def find_task(project: Project, name: str, asked: Asked = AS_IT_SAYS) -> Conversion:
    """Convert what `name` means: a file or folder, else an id among the task files, else among
    the converted plans.

    Raises:
        InputError: it means nothing, or several files.
    """
    if name == STANDARD_INPUT or is_source(name):
        return convert(project, name, asked)
    if "/" in name or name.endswith((*SUFFIXES, ".json")):
        return convert(project, name, asked)  # raises: there is no such file
    path = task_file(project, name)
    if path is not None:
        return convert(project, str(path), asked)
    converted = converted_file(project, name)
    if converted is not None:
        return _converted(project, converted, asked)
    if is_folder(name):
        return convert(project, name, asked)
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
    before = asked_as_run(asked, state)
    return found if before == asked else find_task(project, name, before)


def asked_as_run(asked: Asked, state: RunState) -> Asked:
    """What is asked for, and where nothing is what the run was asked for."""
    return Asked(
        order=asked.order or state.order,
        agent=asked.agent or state.agent,
        dialect=asked.dialect or state.dialect,
    )


def id_of(project: Project, name: str) -> str:
    """The id under which runs of `name` are recorded; the file may be broken or gone."""
    path = Path(name) if is_source(name) else task_file(project, name)
    if path is None and (converted := converted_file(project, name)) is not None:
        # The file of an id may have another name than the id.
        return name if converted == project.workspace.plan_file(name) else converted.stem
    if path is None and is_folder(name):
        path = Path(name)
    if path is None or (path.is_dir() and not is_one_plan(path, None)):
        return name
    plan = convert(project, str(path)).plan
    return plan.id if plan else task_id(path.stem, placed(path).parent.name)


def _converted(project: Project, path: Path, asked: Asked) -> Conversion:
    """The plan as it was converted; its file anew where that has changed since."""
    conversion = convert(project, str(path))
    plan = conversion.plan
    if plan is None:
        return conversion
    source = project.workspace.root / plan.source.path
    if not is_there(source):
        return conversion
    if asked == AS_IT_SAYS and digest(source) == plan.source.sha256:
        return conversion
    if source.is_dir() and asked.dialect is None:
        # Its files were read as one plan, whatever most of them are by now.
        asked = replace(asked, dialect=plan.source.dialect)
    return convert(project, str(source), asked)
