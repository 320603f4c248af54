"""The file that a bug leaves, so that it can be reported; knows no command."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import traceback
from datetime import UTC, datetime
from pathlib import Path

from orchestrator import __version__
from orchestrator.diagnostics import OrchestratorError
from orchestrator.workspace import Workspace, find_root


def traceback_of(error: Exception) -> str:
    """Where it happened, as Python tells it."""
    return "".join(traceback.format_exception(error))


def write_crash(text: str) -> Path | None:
    """Keep the traceback where the project keeps its state, else in the temporary folder; None
    when neither can be written.

    Values of variables are left out on purpose: they may hold secrets.
    """
    facts = f"orchestrator {__version__}, Python {sys.version}, {platform.platform()}\n\n"
    data = (facts + text).encode("utf-8", "backslashreplace")
    for write in (_write_with_state, _write_temporary):
        try:
            path = write(data)
        except (OSError, OrchestratorError):
            continue
        if path is not None:
            return path
    return None


def _write_with_state(data: bytes) -> Path | None:
    """None where there is no project."""
    workspace = Workspace(find_root(Path.cwd(), None))
    if not workspace.state_dir.is_dir():
        return None
    path = workspace.crash_dir / f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{os.getpid()}.log"
    workspace.write_state(path, data)
    return path


def _write_temporary(data: bytes) -> Path:
    handle, name = tempfile.mkstemp(prefix="orchestrator-crash-", suffix=".log")
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    return Path(name)
