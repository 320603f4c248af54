"""Evidence as it was handed in: a text, or a file that is copied with its digest."""

from __future__ import annotations

import filecmp
import hashlib
import os
import re
import stat
from pathlib import Path

from msgspec import Struct

from orchestrator.diagnostics import InputError
from orchestrator.operations.project import Project
from orchestrator.verify.model import EvidenceFile
from orchestrator.workspace import safe_name

# More than this belongs where large files are kept, with its digest as the evidence.
LARGEST_BYTES = 100_000_000
_LIKE_A_PATH = re.compile(r"(?!\w+://)[^\s]*(/[^\s]*|\.[A-Za-z][A-Za-z0-9]{0,4})")


class Evidence(Struct, frozen=True, kw_only=True):
    """What is shown of it, and the file, if it is one."""

    text: str
    file: EvidenceFile | None = None


def take_evidence(project: Project, run: str, given: str, *, task_file: str) -> Evidence:
    """Evidence from what was given: the path of a file, else a text.

    Raises:
        InputError: it says nothing, looks like the path of a file that is not there, or is a
            file of the orchestrator's own, which shows nothing of the work.
        StorageError: the file cannot be copied.
    """
    text = given.strip()
    if not any(map(str.isalnum, text)):
        raise InputError(
            "the evidence is empty", hint="say what was done and seen, or name a file that shows it"
        )
    path = Path(text)
    try:
        facts = path.stat()
    except (OSError, ValueError):
        if _LIKE_A_PATH.fullmatch(text):
            raise InputError(
                f"there is no file {text}",
                hint="check the path, or describe in words what was seen",
            ) from None
        return Evidence(text=text)
    if not stat.S_ISREG(facts.st_mode):
        raise InputError(f"{text} is not a file", hint="name a file, or pack a folder into one")
    _refuse_own(project, path, task_file)
    return Evidence(text=path.name, file=_copied(project, run, path))


def _refuse_own(project: Project, path: Path, task_file: str) -> None:
    """Raise InputError for the task file, and for what the orchestrator writes itself."""
    root = project.workspace.root.resolve()
    real = path.resolve()
    own = (project.workspace.state_dir, root / project.settings.reports_dir, root / task_file)
    if any(real.is_relative_to(each.resolve()) for each in own) or _same(real, root / task_file):
        raise InputError(
            f"{path} shows nothing of the work: it is the task file, a report or a record",
            hint="name a file that the work made, or say in words what was seen",
        )


def _same(one: Path, other: Path) -> bool:
    """Whether two files hold the same."""
    try:
        return other.is_file() and filecmp.cmp(one, other, shallow=False)
    except OSError:
        return False


def _copied(project: Project, run: str, path: Path) -> EvidenceFile:
    data = _content(path)
    if not data.strip():
        raise InputError(f"{path} is empty", hint="name a file that shows something")
    sha256 = hashlib.sha256(data).hexdigest()
    # The digest in front keeps two files of one name apart.
    name = os.fsencode(path.name).decode("utf-8", "replace")
    place = f"{project.workspace.evidence_dir(run)}/{sha256[:12]}-{safe_name(name)}"
    project.workspace.write_state(project.workspace.root / place, data)
    return EvidenceFile(name=name, path=place, size=len(data), sha256=sha256)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise InputError(
            f"cannot read {path}: {error.strerror or error}", hint="check its rights"
        ) from error
    if len(data) > LARGEST_BYTES:
        raise InputError(
            f"{path} is larger than {LARGEST_BYTES // 1_000_000} MB",
            hint="keep it elsewhere, and give its address and SHA-256 as the evidence",
        )
    return data
