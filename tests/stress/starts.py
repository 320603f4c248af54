"""Starts the real program, whole or to be killed, and tells how it ended; judges nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from tests.e2e.project import COMMAND, Project
from tests.stress.points import Point

_CRASHING = (sys.executable, "-m", "tests.stress.crashing")
_PATIENCE_S = 60.0
AT_ONCE = 4
"""How many projects are tried side by side: most of the time is spent waiting."""

_Came = TypeVar("_Came")


def said(project: Project) -> Path:
    """Where all that the program says in this project is kept; a file, because what outlives a
    killed program would keep a pipe open."""
    return project.root.with_suffix(".said")


def start(project: Project, *arguments: str) -> subprocess.Popen[bytes]:
    """Start a command and go on."""
    return _started(project, (*COMMAND, *arguments))


def run(project: Project, *arguments: str) -> int:
    """Run a command to its end; its exit code."""
    return start(project, *arguments).wait(_PATIENCE_S)


def crash(project: Project, point: Point, nth: int, *arguments: str) -> bool:
    """Run a command that is killed when it comes to the point for the n-th time; whether it was."""
    where = (point.function, point.moment, point.builtin, point.under, str(nth))
    process = _started(project, (*_CRASHING, *where, *arguments))
    return process.wait(_PATIENCE_S) == -signal.SIGKILL


def kill_after(process: subprocess.Popen[bytes], seconds: float, *, children: bool = False) -> bool:
    """Kill it after so many seconds, its direct `children` before it; False when it had ended."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        for child in children_of(process.pid) if children else ():
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        process.kill()
    # It may have ended by itself at this very moment, or because of what became of its children.
    return process.wait(_PATIENCE_S) == -signal.SIGKILL


def children_of(pid: int) -> list[int]:
    """The direct children of a process, in all of its threads."""
    found: list[int] = []
    for file in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            found += map(int, file.read_text().split())
    return found


def at_once(jobs: Iterable[Callable[[], _Came]]) -> list[_Came]:
    """Do the jobs side by side; what came of each, in their order."""
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        return [each.result() for each in [pool.submit(job) for job in jobs]]


def _started(project: Project, command: tuple[str, ...]) -> subprocess.Popen[bytes]:
    with said(project).open("ab") as file:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            cwd=project.root,
            env=project.environment(),
        )
