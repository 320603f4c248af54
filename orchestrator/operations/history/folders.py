"""The folders of runs, with logs and copies of evidence: how large they are, and their end.

Which of them are to go is written down before the first record of them goes. So what a kill
leaves is known the next time, and a folder that is in no record for another reason, as after the
loss of a database, is never taken for it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Collection
from pathlib import Path

from msgspec import Struct

from orchestrator.diagnostics import StorageError
from orchestrator.workspace import Workspace, refuse_planted


class Size(Struct, frozen=True):
    """Of files: how many, and their bytes."""

    files: int = 0
    bytes: int = 0

    def __add__(self, other: Size) -> Size:
        return Size(self.files + other.files, self.bytes + other.bytes)

    def __sub__(self, other: Size) -> Size:
        return Size(self.files - other.files, self.bytes - other.bytes)


def size_of(folder: Path) -> Size:
    """Of everything below a folder; a link counts as itself."""
    files = size = 0
    for place, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):
                size += os.lstat(os.path.join(place, name)).st_size
                files += 1
    return Size(files, size)


def all_of(workspace: Workspace) -> Path:
    """Where the folders of all runs are."""
    return folder_of(workspace, "-").parent


def folder_of(workspace: Workspace, run: str) -> Path:
    """Where everything of a run lies that is no record."""
    return workspace.root / workspace.run_dir(run)


def is_there(workspace: Workspace, run: str) -> bool:
    """Whether anything lies there."""
    return os.path.lexists(folder_of(workspace, run))


def remove_folder(workspace: Workspace, run: str) -> str | None:
    """Remove what lies there of a run; links are removed and never followed. None when it is
    gone, else why it is not.

    Raises:
        StorageError: the folder of all runs is a link.
    """
    folder = folder_of(workspace, run)
    refuse_planted(folder.parent / "-")
    try:
        if folder.is_symlink():
            folder.unlink()
        else:
            shutil.rmtree(folder)
    except FileNotFoundError:
        return None
    except OSError as error:
        return f"{error.filename or folder}: {error.strerror or error}"
    return None


def going(workspace: Workspace) -> frozenset[str]:
    """The runs whose folders were to go and may still be there.

    Raises:
        StorageError: the note of them cannot be read.
    """
    path = _note(workspace)
    refuse_planted(path)
    try:
        return frozenset(path.read_text(encoding="utf-8", errors="replace").split())
    except FileNotFoundError:
        return frozenset()
    except OSError as error:
        raise StorageError(
            f"cannot read {path}: {error.strerror or error}", hint="check its rights"
        ) from error


def note_going(workspace: Workspace, runs: Collection[str]) -> None:
    """Write down which are to go; without any nothing is left of the note.

    Raises:
        StorageError: it cannot be written.
    """
    path = _note(workspace)
    if runs:
        workspace.write_state(path, "".join(f"{run}\n" for run in sorted(runs)).encode())
        return
    refuse_planted(path)
    with contextlib.suppress(FileNotFoundError):
        path.unlink()


def _note(workspace: Workspace) -> Path:
    return workspace.state_dir / "pruned"
