"""Turns every way a command can end into an exit code and, where it failed, a few words.

The only place that catches everything: what is no error of the user is a bug, and a bug
leaves a file that tells where it happened.
"""

from __future__ import annotations

import errno
from collections.abc import Callable

from orchestrator.cli.output import errors, output
from orchestrator.diagnostics import Exit, InputError, OrchestratorError, StorageError

_INTERRUPTED = 130
_PIPE_CLOSED = 141
# What the system refuses to one that has its fill, with the command that shows how much that is.
_LIMITS = {
    errno.EMFILE: "ulimit -n",
    errno.ENFILE: "cat /proc/sys/fs/file-max",
    errno.EAGAIN: "ulimit -u",
    errno.ENOMEM: "ulimit -v",
}


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
    except OSError as error:
        if error.errno not in _LIMITS:
            return _bug(error)
        _show(_limit(error), as_json=as_json)
        return Exit.CANNOT_WRITE
    except Exception as error:  # everything else is a bug, and users get no traceback
        return _bug(error)
    return code


def _show(error: OrchestratorError, *, as_json: bool) -> None:
    from orchestrator.asdata import as_data
    from orchestrator.cli.findings import render
    from orchestrator.report.visible import visible_line

    findings = error.findings if isinstance(error, InputError) else ()
    if as_json:
        data: dict[str, object] = {"schema_version": 1, "findings": as_data(findings)}
        if not findings:
            data["error"] = {"message": error.message, "hint": error.hint}
        if isinstance(error, InputError):
            data.update(error.more)
        output().json(data, as_written=True)
    if findings:
        errors().write(render(findings))
    else:
        errors().line(f"error: {visible_line(error.message)}")
    for hint in (error.hint or "").splitlines():
        errors().line(f"next: {visible_line(hint)}")


def _limit(error: OSError) -> StorageError:
    return StorageError(
        f"a limit of this system was reached: {error.strerror}",
        hint=f"raise it (`{_LIMITS[error.errno or 0]}` shows it), or run fewer at once with --jobs",
    )


def _bug(error: Exception) -> int:
    from orchestrator.cli.crash import traceback_of, write_crash
    from orchestrator.report.visible import visible_line

    text = traceback_of(error)
    path = write_crash(text)
    what = f"{type(error).__name__}: {error}".replace("\n", " ")
    errors().line(f"error: a bug: {visible_line(what)}")
    errors().line(f"next: report it with {path}" if path else f"next: report it with\n{text}")
    return Exit.BUG
