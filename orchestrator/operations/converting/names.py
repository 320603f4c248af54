"""Which file a task's name may mean: one of the task files, or of the converted plans."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from orchestrator.diagnostics import InputError
from orchestrator.operations.converting.sources import SUFFIXES, is_one_plan

if TYPE_CHECKING:
    from orchestrator.operations.project import Project


def task_file(project: Project, name: str) -> Path | None:
    """The file under the tasks folder whose id, stem or number is `name`."""
    files = list(task_files(project))
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


def converted_file(project: Project, name: str) -> Path | None:
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


def means_task(project: Project, name: str) -> bool:
    """Whether `name` is a file or a folder that is one plan, or the id of either."""
    if is_file(name):
        return True
    if task_file(project, name) is not None or converted_file(project, name) is not None:
        return True
    return is_folder(name) and is_one_plan(Path(name), None)


def other_names(project: Project, name: str) -> str:
    """A hint for a name that means nothing: what it nearly is, or what there is."""
    plans = project.workspace.plans_dir
    known = {path.stem for path in task_files(project)}
    known |= {path.stem for path in plans.glob("*.json")} if plans.is_dir() else set()
    import difflib

    near = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
    if near:
        return f"did you mean {' or '.join(near)}?"
    folder = project.workspace.tasks
    if known:
        return f"name a file, or one of {', '.join(sorted(known)[:8])}"
    return f"name a task file; an id is looked up in {folder}/ and among the converted plans"


def is_source(name: str) -> bool:
    """Whether a name is that of a file, or plainly that of a folder: a name without a slash may
    be an id as well."""
    return is_file(name) or (("/" in name or name in (".", "..")) and is_folder(name))


def means_folder(project: Project, name: str) -> bool:
    """Whether a name is that of a folder, and not the id of a task as well.

    Raises:
        InputError: it may mean several tasks.
    """
    if not is_folder(name) or is_source(name):
        return is_folder(name)
    return task_file(project, name) is None and converted_file(project, name) is None


def is_folder(name: str) -> bool:
    """Whether a name is that of a folder."""
    try:
        return Path(name).is_dir()
    except OSError:
        return False


def is_file(name: str) -> bool:
    """Whether a name is that of a file; no file has a name that is endless."""
    try:
        return Path(name).is_file()
    except OSError:
        return False


def task_files(project: Project) -> Iterator[Path]:
    """The files under the tasks folder."""
    folder = project.workspace.tasks_dir
    if folder.is_dir():
        yield from sorted(
            path for path in folder.rglob("*") if path.suffix in SUFFIXES and path.is_file()
        )


def _has_id(project: Project, path: Path, name: str) -> bool:
    """Whether the file says so in its front matter; only such a file is read for it."""
    try:
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError:
        return False
    if not head.startswith((b"---", b"\xef\xbb\xbf---")) or os.fsencode(name) not in head:
        return False
    from orchestrator.operations.converting.convert import convert

    plan = convert(project, str(path)).plan
    return plan is not None and plan.id == name


def _is_number(stem: str, name: str) -> bool:
    """Whether a stem such as `003_parser` begins with the number `name`."""
    match = re.match(r"\d+", stem)
    return match is not None and name.isdecimal() and int(match[0]) == int(name)
