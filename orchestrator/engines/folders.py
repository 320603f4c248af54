"""Where a command runs: a folder that must be inside the root."""

from __future__ import annotations

from pathlib import Path

from orchestrator.diagnostics import InputError
from orchestrator.workspace import inside


def folder_of(root: Path, cwd: str | None) -> Path:
    """The folder, `root` itself where none is named. `root` is resolved already.

    Raises:
        InputError: it is outside the root, links followed, or is no folder.
    """
    if cwd is None:
        return root
    folder = root / cwd
    if not inside(root, folder):
        raise InputError(
            f"the working directory {cwd} is outside the root",
            hint="name a folder inside the project",
        )
    if not folder.is_dir():
        raise InputError(
            f"the working directory {cwd} is not a folder",
            hint="make it in an earlier step, or name another",
        )
    return folder
