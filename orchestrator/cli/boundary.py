"""Turns every way a command can end into an exit code and, where it failed, a few words.

The only place that catches everything: what is no error of the user is a bug, and a bug
leaves a file that tells where it happened.
"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from orchestrator import __version__
from orchestrator.cli.output import errors, output
from orchestrator.diagnostics import Exit, InputError, OrchestratorError
from orchestrator.workspace import Workspace, find_root

_INTERRUPTED = 130
_PIPE_CLOSED = 141


def guarded(command: Callable[[], int], *, as_json: bool) -> int:
    """Run a command; its exit code, or that of the error it met, which is shown on standard
    error, or with `as_json` as data on standard output."""
    try:
        code = command()
        output().close()
    except OrchestratorError as error:
        _show(error, as_json=as_json)
        return error.exit_code
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        output().silence()
        return _PIPE_CLOSED
    except Exception as error:  # everything else is a bug, and users get no traceback
        return _bug(error)
    return code


def _show(error: OrchestratorError, *, as_json: bool) -> None:
    from orchestrator.cli.findings import as_data, render

    findings = error.findings if isinstance(error, InputError) else ()
    if as_json:
        data: dict[str, object] = {"schema_version": 1, "findings": as_data(findings)}
        if not findings:
            data["error"] = {"message": error.message, "hint": error.hint}
        output().json(data)
    if findings:
        errors().write(render(findings))
    else:
        errors().line(f"error: {error.message}")
    for hint in (error.hint or "").splitlines():
        errors().line(f"next: {hint}")


def _bug(error: Exception) -> int:
    text = "".join(traceback.format_exception(error))
    facts = f"orchestrator {__version__}, Python {sys.version}, {platform.platform()}\n\n"
    path = _write_crash(facts + text)
    errors().line(f"error: a bug: {type(error).__name__}: {error}".replace("\n", " "))
    errors().line(f"next: report it with {path}" if path else f"next: report it with\n{text}")
    return Exit.BUG


def _write_crash(text: str) -> Path | None:
    """Keep the traceback where the project keeps its state, else in the temporary folder.

    Values of variables are left out on purpose: they may hold secrets.
    """
    try:
        state = Workspace(find_root(Path.cwd(), None))
        known = state.state_dir.is_dir()
        name = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{os.getpid()}.log"
        if known:
            path = state.crash_dir / name
            state.write_state(path, text.encode("utf-8", "backslashreplace"))
            return path
        handle, temporary = tempfile.mkstemp(prefix="orchestrator-crash-", suffix=".log")
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
        return Path(temporary)
    except (OSError, OrchestratorError):
        return None
