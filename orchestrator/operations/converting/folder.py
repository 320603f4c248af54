"""A folder of Backlog.md files, read as one plan; knows how such a folder lies among others."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from orchestrator.diagnostics import Diagnostic, Findings, InputError, Severity, has_errors
from orchestrator.document.dialects.backlog import NAME
from orchestrator.document.parse import read
from orchestrator.document.status import status_of
from orchestrator.document.text import decode
from orchestrator.given import read_given
from orchestrator.operations.converting.sources import digest_of, head_of, placed, task_files
from orchestrator.plan.around import Surroundings
from orchestrator.plan.giveaways import giveaways
from orchestrator.plan.joined import Folder, Other, Piece, join
from orchestrator.plan.model import Plan

_FILE = re.compile(r"(?P<id>[^\W\d_][^\W_]*-[\w.-]*?\d[\w.]*)(?: - |$)")
_PROJECT = re.compile(r"^project_name:\s*(['\"]?)(?P<name>.+?)\1\s*$", re.MULTILINE)
_STATUS = re.compile(r"^status:\s*(['\"]?)(?P<status>.+?)\1\s*$", re.MULTILINE)
# Where Backlog.md puts the files of tasks, and whether those that lie there are done.
_BESIDE = {"tasks": False, "drafts": False, "completed": True, "archive": True,
           "archive/tasks": True}  # fmt: skip
_MOST_TOLD = 8


class Files(Struct, frozen=True, kw_only=True):
    """What is read of a folder: the names and bytes of its task files, and what lies around it."""

    path: Path
    files: tuple[tuple[str, bytes], ...]
    title: str | None
    others: tuple[Other, ...]

    @property
    def sha256(self) -> str:
        return digest_of(self.files)

    def texts(self, shown: Callable[[Path], str]) -> dict[str, str]:
        """The text of each file, by its path as people should see it."""
        return {shown(self.path / name): decode(data, Findings(name)) for name, data in self.files}

    @property
    def facts(self) -> tuple[object, ...]:
        """All that a plan depends on beside the files."""
        return self.title, self.others


def read_files(folder: Path, most: int) -> Files:
    """The files of a folder, none of more bytes than these.

    Raises:
        InputError: one of them is longer, or all of them are far too long.
        OSError: one cannot be read.
    """
    files: list[tuple[str, bytes]] = []
    size = 0
    for path in task_files(folder):
        data = read_given(path, most)
        size += len(data)
        if size > 4 * most:
            raise InputError(f"the files of {folder} are too long together", hint="split them up")
        files.append((path.name, data))
    return Files(
        path=folder, files=tuple(files), title=_title(folder), others=tuple(_others(folder))
    )


def convert_files(
    files: Files, shown: Callable[[Path], str], around: Surroundings, languages: frozenset[str]
) -> tuple[Plan | None, tuple[Diagnostic, ...]]:
    """The plan of a folder, and all findings."""
    pieces: list[Piece] = []
    told: list[Diagnostic] = []
    for name, data in files.files:
        path = shown(files.path / name)
        document, findings, text = read(data, path, languages, NAME)
        if not document.subtasks:
            told += _wrong(findings) or [_left_out(path, name)]
            continue
        piece = Piece(
            path=path,
            document=document,
            findings=(*findings, *giveaways(text, path)),
            lines=text.count("\n") + 1,
        )
        pieces.append(piece)
    if has_errors(told) or not pieces:
        return None, (*told, *(finding for piece in pieces for finding in piece.findings))
    folder = Folder(
        path=shown(files.path), sha256=files.sha256, title=files.title, others=files.others
    )
    plan, found = join(folder, pieces, around)
    return plan, (*told, *found)


def notes(folder: Path) -> tuple[str, ...]:
    """What of a folder is not read: the folders in it."""
    inner = sorted(path.name for path in folder.iterdir() if path.is_dir())
    shown = [name for name in inner if not name.startswith(".")]
    if not shown:
        return ()
    more = " …" if len(shown) > _MOST_TOLD else ""
    return (f"folders inside {folder} are not read: {', '.join(shown[:_MOST_TOLD])}{more}",)


def _wrong(findings: Sequence[Diagnostic]) -> list[Diagnostic]:
    """The errors that keep a task from being read."""
    return [
        each for each in findings if each.severity is Severity.ERROR and each.code != "no-subtask"
    ]


def _left_out(path: str, name: str) -> Diagnostic:
    """Of a file that is named like a task it is a warning that it is none."""
    return Diagnostic(
        code="not-in-plan",
        severity=Severity.WARNING if _FILE.match(name) else Severity.INFO,
        message="this file is no task of Backlog.md, so it is not in the plan of its folder",
        path=path,
        hint="give it a front matter with `id`, `title` and `status`, or convert it by itself",
    )


def _title(folder: Path) -> str | None:
    """The name of the project, as the settings of Backlog.md have it."""
    text = head_of(placed(folder).parent / "config.yml").decode("utf-8", "replace")
    found = _PROJECT.search(text)
    return found["name"].strip() if found else None


def _others(folder: Path) -> Iterator[Other]:
    """The tasks in the folders beside this one, by the names of their files."""
    here = placed(folder)
    above = here.parent.parent if here.parent.name == "archive" else here.parent
    for name, done in _BESIDE.items():
        beside = above / name
        if beside == here or not beside.is_dir():
            continue
        for path in task_files(beside):
            found = _FILE.match(path.stem)
            if found is not None:
                shown = f"{name}/{path.name}"
                yield Other(found["id"], shown, done or _says_done(path))


def _says_done(path: Path) -> bool:
    found = _STATUS.search(head_of(path).decode("utf-8", "replace"))
    return found is not None and status_of(found["status"]) == "completed"


def refuse(folder: Path, files: Sequence[Path]) -> InputError:
    """The error for a folder whose files are plans of their own, where one plan is wanted."""
    if not files:
        return InputError(
            f"there is no task file in {folder}", hint="name a file, or a folder that holds some"
        )
    more = f" and {len(files) - _MOST_TOLD} more" if len(files) > _MOST_TOLD else ""
    return InputError(
        f"{folder} holds {len(files)} task file(s), each a task of its own",
        hint=f"name one of them: {', '.join(map(str, files[:_MOST_TOLD]))}{more}",
    )
