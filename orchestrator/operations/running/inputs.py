"""The content of declared inputs as one digest; it belongs to what a subtask is made from."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from orchestrator.plan.model import Subtask
from orchestrator.workspace import glob_inside, inside


def inputs_digest(root: Path, subtask: Subtask) -> str | None:
    """SHA-256 over names and contents of all files that the globs match; None without globs.

    Globs are relative to the subtask's folder; what lies outside the root is left out.
    """
    if not subtask.inputs:
        return None
    folder = root / (subtask.cwd or ".")
    digest = hashlib.sha256()
    found = {path for pattern in subtask.inputs for path in glob_inside(root, folder, pattern)}
    for path in sorted(found):
        if path.is_file() and inside(root, path):
            digest.update(os.fsencode(f"{os.path.relpath(path, folder)}\n"))
            digest.update(_content(path))
    return digest.hexdigest()


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest()
    except OSError as error:
        return f"unreadable: {error.errno}".encode()
