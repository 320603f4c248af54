"""A new task file from the template: the next number, the title, and nothing else decided."""

from __future__ import annotations

import re
from pathlib import Path

from orchestrator.diagnostics import InputError, StorageError, has_errors
from orchestrator.given import MEGABYTE, read_given
from orchestrator.native.opening import heading_of_file
from orchestrator.operations.converting.names import task_files
from orchestrator.operations.project import Project
from orchestrator.plan.ids import slug
from orchestrator.workspace import templates_dir

TEMPLATE = "000_template.md"
_BUILT_IN = "task.md"
_NUMBER = re.compile(r"(\d{1,4})(?!\d)")
_TITLE = re.compile(r"^# .*$", re.MULTILINE)
_DIGITS = 3
_STATUS = "⏳ Not Started"


def new_task(project: Project, title: str, target: Path | None) -> Path:
    """Write the file, and say where it is.

    Raises:
        InputError: there is a file of that name, or the title cannot be one.
        StorageError: it cannot be written.
    """
    words = " ".join(title.split())
    if not words:
        raise InputError("a task needs a title", hint='orchestrator new_task "Ship the parser"')
    path = target
    number = _number_of(target) if target is not None else None
    if number is None:
        number = _next_number(project)
    if path is None:
        path = project.workspace.tasks_dir / f"{number}_{slug(words)}.md"
    text = _text(project, number, words)
    _refuse_broken(project, path, text)
    _create(path, text)
    return path


def _number_of(path: Path) -> str | None:
    found = _NUMBER.match(path.stem)
    return found[1] if found is not None else None


def _next_number(project: Project) -> str:
    """The one after the highest that a task file has."""
    taken = [_number_of(path) for path in task_files(project)]
    return f"{max((int(each) for each in taken if each), default=0) + 1:0{_DIGITS}}"


def _text(project: Project, number: str, title: str) -> str:
    """The template with another title: the project's own, else the one of this program."""
    own = project.workspace.tasks_dir / TEMPLATE
    path = own if own.is_file() else templates_dir() / _BUILT_IN
    try:
        template = read_given(path, MEGABYTE).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot read the template {path}: {error}") from None
    heading, front = heading_of_file(number, title, _STATUS)
    begins, found = _TITLE.search(template), template
    if begins is None:
        raise InputError(f"the template {path} has no title", hint="begin it with `# Task 000: …`")
    found = template[: begins.start()] + heading + template[begins.end() :]
    if front and found.startswith("---"):
        raise InputError(
            f"“{title}” cannot be a title as it is",
            hint="leave out what reads like a number, a status or an emoji at its ends",
        )
    return f"{front}{found}"


def _refuse_broken(project: Project, path: Path, text: str) -> None:
    """Raise InputError where the file could not be converted."""
    from orchestrator.document.parse import read

    shown = str(path)
    _, findings, _ = read(text.encode(), shown, frozenset(project.settings.languages))
    if has_errors(findings):
        raise InputError(
            "what would be written cannot be read",
            hint="mend the template, or choose another title",
            findings=findings,
        )


def _create(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Never over another one, whoever made it meanwhile.
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise InputError(
            f"there is a file {path} already", hint="give it another title, or a name with -o"
        ) from None
    except OSError as error:
        raise StorageError(
            f"cannot write {path}: {error.strerror}", hint="check the folder and its rights"
        ) from error
