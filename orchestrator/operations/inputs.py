"""The content of declared inputs as one digest; it belongs to what a subtask is made from."""

from __future__ import annotations

import hashlib
from pathlib import Path

from orchestrator.plan.model import Subtask
from orchestrator.workspace import inside


def inputs_digest(root: Path, subtask: Subtask) -> str | None:
    """SHA-256 over names and contents of all files that the globs match; None without globs.

    Globs are relative to the subtask's folder; what lies outside the root is left out.
    """
    if not subtask.inputs:
        return None
    folder = root / (subtask.cwd or ".")
    digest = hashlib.sha256()
    found = {path for pattern in subtask.inputs for path in _matches(folder, pattern)}
    for path in sorted(found):
        if path.is_file() and inside(root, path):
            digest.update(f"{path.relative_to(folder).as_posix()}\n".encode())
            digest.update(_content(path))
    return digest.hexdigest()


def _matches(folder: Path, pattern: str) -> set[Path]:
    try:
        return set(folder.glob(pattern))
    except (ValueError, NotImplementedError, OSError):
        # An absolute or empty pattern matches nothing inside the folder.
        return set()


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest()
    except OSError as error:
        return f"unreadable: {error.errno}".encode()
