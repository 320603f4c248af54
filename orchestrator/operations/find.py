"""From what a user calls a task to its plan, or to its id: a file, a plan's JSON, an id."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from orchestrator.diagnostics import InputError
from orchestrator.operations.convert import STANDARD_INPUT, Conversion, convert
from orchestrator.operations.project import Project
from orchestrator.operations.records import state_of
from orchestrator.plan.ids import task_id
from orchestrator.run.state import RunState

SUFFIXES = (".md", ".markdown", ".txt")


def find_task(
    project: Project, name: str, *, order: str | None = None, agent: str | None = None
) -> Conversion:
    """Convert what `name` means: a file, else an id among the task files, else among the
    converted plans.

    Raises:
        InputError: it means nothing, or several files.
    """
    if name == STANDARD_INPUT or _is_file(name):
        return convert(project, name, order=order, agent=agent)
    if "/" in name or name.endswith((*SUFFIXES, ".json")):
        return convert(project, name, order=order, agent=agent)  # raises: there is no such file
    path = task_file(project, name)
    if path is not None:
        return convert(project, str(path), order=order, agent=agent)
    converted = _converted_file(project, name)
    if converted is not None:
        return _converted(project, converted, order, agent)
    raise InputError(f"there is no task {name}", hint=other_names(project, name))


def find_as_run(
    project: Project, name: str, *, order: str | None = None, agent: str | None = None
) -> Conversion:
    """Convert what `name` means with the order and the agent that its latest run was asked
    for, where no others are.

    Raises:
        InputError: it means nothing, or several files.
    """
    found = find_task(project, name, order=order, agent=agent)
    if found.plan is None or name == STANDARD_INPUT or None not in (order, agent):
        return found
    records = project.records()
    try:
        latest = records.latest_run(found.plan.id)
        state = RunState() if latest is None else state_of(records.events(latest.run))
    finally:
        records.close()
    before = (order or state.order, agent or state.agent)
    if before == (order, agent):
        return found
    return find_task(project, name, order=before[0], agent=before[1])


def id_of(project: Project, name: str) -> str:
    """The id under which runs of `name` are recorded; the file may be broken or gone."""
    path = Path(name) if _is_file(name) else task_file(project, name)
    if path is None:
        converted = _converted_file(project, name)
        # The file of an id may have another name than the id.
        if converted is None or converted == project.workspace.plan_file(name):
            return name
        return converted.stem
    plan = convert(project, str(path)).plan
    return plan.id if plan else task_id(path.stem, path.absolute().parent.name)


def means_task(project: Project, name: str) -> bool:
    """Whether `name` is a file, or the id of one or of a converted plan."""
    if _is_file(name):
        return True
    return task_file(project, name) is not None or _converted_file(project, name) is not None


def _is_file(name: str) -> bool:
    """Whether a name is that of a file; no file has a name that is endless."""
    try:
        return Path(name).is_file()
    except OSError:
        return False


def task_file(project: Project, name: str) -> Path | None:
    """The file under the tasks folder whose id, stem or number is `name`."""
    files = list(_task_files(project))
    by_stem = [path for path in files if path.stem.lower() == name.lower()]
    by_number = [path for path in files if _is_number(path.stem, name)]
    for found in (by_stem, by_number):
        if len(found) > 1:
            raise InputError(
                f"{name} may mean {' or '.join(path.name for path in found)}",
                hint="name the file",
            )
        if found:
            return found[0]
    return next((path for path in files if _has_id(project, path, name)), None)


def _has_id(project: Project, path: Path, name: str) -> bool:
    """Whether the file says so in its front matter; only such a file is read for it."""
    try:
        head = path.read_bytes()[:4096]
    except OSError:
        return False
    if not head.startswith((b"---", b"\xef\xbb\xbf---")) or os.fsencode(name) not in head:
        return False
    plan = convert(project, str(path)).plan
    return plan is not None and plan.id == name


def _task_files(project: Project) -> Iterator[Path]:
    folder = project.workspace.tasks_dir
    if folder.is_dir():
        yield from sorted(
            path for path in folder.rglob("*") if path.suffix in SUFFIXES and path.is_file()
        )


def _converted_file(project: Project, name: str) -> Path | None:
    """The converted plan whose id or number is `name`."""
    exact = project.workspace.plan_file(name)
    if exact.is_file():
        return exact
    folder = project.workspace.plans_dir
    plans = sorted(folder.glob("*.json")) if folder.is_dir() else []
    numbered = [path for path in plans if _is_number(path.stem, name)]
    if len(numbered) > 1:
        raise InputError(
            f"{name} may mean {' or '.join(path.stem for path in numbered)}", hint="name the id"
        )
    return numbered[0] if numbered else None


def _is_number(stem: str, name: str) -> bool:
    """Whether a stem such as `003_parser` begins with the number `name`."""
    match = re.match(r"\d+", stem)
    return match is not None and name.isdecimal() and int(match[0]) == int(name)


def _converted(project: Project, path: Path, order: str | None, agent: str | None) -> Conversion:
    """The plan as it was converted; its file anew where that has changed since."""
    conversion = convert(project, str(path))
    plan = conversion.plan
    if plan is None:
        return conversion
    source = project.workspace.root / plan.source.path
    if not source.is_file():
        return conversion
    if order is agent is None and sha256(source.read_bytes()).hexdigest() == plan.source.sha256:
        return conversion
    return convert(project, str(source), order=order, agent=agent)


def other_names(project: Project, name: str) -> str:
    """A hint for a name that means nothing: what it nearly is, or what there is."""
    plans = project.workspace.plans_dir
    known = {path.stem for path in _task_files(project)}
    known |= {path.stem for path in plans.glob("*.json")} if plans.is_dir() else set()
    near = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
    if near:
        return f"did you mean {' or '.join(near)}?"
    folder = project.workspace.tasks
    if known:
        return f"name a file, or one of {', '.join(sorted(known)[:8])}"
    return f"name a task file; an id is looked up in {folder}/ and among the converted plans"
