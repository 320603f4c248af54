"""Runs one command and tells what it took, with all it started; knows no tool."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Taken:
    """Seconds of wall clock and of all processors, and the memory of the largest process in MB."""

    wall_s: float
    cpu_s: float
    peak_mb: float


def run(words: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Taken:
    """Run it to its end; what it prints goes to a file beside its folder.

    Raises:
        SystemExit: it failed. A code that only says that nothing was proved (3) is no failure.
    """
    printed = folder.with_suffix(".out")
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, str(printed), flags, 0o644),
        (os.POSIX_SPAWN_DUP2, 1, 2),
    ]
    began = os.getcwd()
    os.chdir(folder)
    try:
        started = time.perf_counter()
        pid = os.posix_spawnp(words[0], list(words), dict(environment), file_actions=actions)
        # Not a wait with a time limit, which Python does by looking every 50 ms.
        _, status, used = os.wait4(pid, 0)
        wall = time.perf_counter() - started
    finally:
        os.chdir(began)
    code = os.waitstatus_to_exitcode(status)
    if code not in (0, 3):
        tail = printed.read_text(errors="replace")[-2000:]
        raise SystemExit(f"{' '.join(words)} ended with {code} in {folder}:\n{tail}")
    return Taken(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
