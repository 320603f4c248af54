"""Clears away what was half done when somebody was killed; knows nothing of what it was for."""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path

from orchestrator.atomic import HALF_WRITTEN
from orchestrator.workspace import Workspace

# What lies beside the log of an attempt that was killed, for the command that ran then: what it
# handed on, which may be secret, its script, its output, how it ended. A prompt is a record.
_FOR_A_COMMAND = re.compile(r"(?P<log>.+?\.log)\..+\.(?P<what>values|script|out|err|receipt)")
# A log that was being cut: it is whole under this name, and only a part of it under its own.
_BEING_CUT = ".log.whole"


def clear_half_written(workspace: Workspace, run: str, source: str) -> int:
    """Remove half-written files beside what is written for a run of the task file `source`, a
    path below the root; how many there were. What a living process writes stays."""
    folders = {
        workspace.state_dir,
        workspace.plans_dir,
        workspace.converted_dir,
        workspace.crash_dir,
        workspace.reports_dir,
        workspace.root / workspace.evidence_dir(run),
        (workspace.root / source).parent,
    }
    return sum(_clear(folder) for folder in folders)


def clear_beside_logs(workspace: Workspace, run: str) -> None:
    """Remove what attempts of the run that were killed have left for whoever goes on with them.
    To be called when nobody will: all of them have been gone on with, or another run begins."""
    folder = workspace.root / workspace.run_dir(run)
    with contextlib.suppress(OSError):
        for name in os.listdir(folder):
            if _FOR_A_COMMAND.fullmatch(name):
                os.unlink(folder / name)
            elif name.endswith(_BEING_CUT):
                os.replace(folder / name, folder / name.removesuffix(".whole"))


def clear_without_receipt(workspace: Workspace, run: str) -> None:
    """Remove what lies beside the logs of attempts that were killed, for commands that did not
    end by themselves. To be called when none of the run's processes is left: nothing can go on
    with it. What a receipt speaks of stays."""
    folder = workspace.root / workspace.run_dir(run)
    with contextlib.suppress(OSError):
        found = [match for name in os.listdir(folder) if (match := _FOR_A_COMMAND.fullmatch(name))]
        # An attempt runs one command at a time, so that its receipt is of the one that was cut off.
        ended = {match["log"] for match in found if match["what"] == "receipt"}
        for match in found:
            if match["log"] not in ended:
                os.unlink(folder / match[0])


def _clear(folder: Path) -> int:
    removed = 0
    # What cannot be looked at or removed is in nobody's way.
    with contextlib.suppress(OSError):
        for entry in os.scandir(folder):
            written = HALF_WRITTEN.fullmatch(entry.name)
            if not written or not entry.is_file(follow_symlinks=False):
                continue
            if not _is_at_work(int(written[1])):
                with contextlib.suppress(OSError):
                    os.unlink(entry.path)
                    removed += 1
    return removed


def _is_at_work(pid: int) -> bool:
    """Whether somebody may still write it. This process writes nothing while it looks, so what
    bears its number is of an earlier one that had the same."""
    if pid == os.getpid():
        return False
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
