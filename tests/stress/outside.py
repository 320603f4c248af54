"""Looks at processes from outside, and starts the real program to be looked at; knows no trial."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from orchestrator.asdata import as_data
from orchestrator.engines.processes import look_at
from orchestrator.operations.reporting.status import status
from orchestrator.wiring import open_project
from tests.e2e.project import COMMAND, Project
from tests.stress.trial import Tally

_LOOK_S = 0.005


def start(
    project: Project,
    *arguments: str,
    env: Mapping[str, str] | None = None,
    wrapper: Sequence[str] = (),
    **more: Any,
) -> subprocess.Popen[bytes]:
    """Start a command of the program; its output goes to pipes unless `more` says otherwise."""
    given: dict[str, Any] = {
        "stdin": subprocess.DEVNULL,
        "stdout": subprocess.PIPE,
        "stderr": subprocess.PIPE,
        **more,
    }
    environment = project.environment(env)
    words = [*wrapper, *COMMAND, *arguments]
    return subprocess.Popen(words, cwd=project.root, env=environment, **given)


def is_alive(pid: int) -> bool:
    """Whether it still runs; a zombie does not."""
    return look_at(pid) is not None


def pids_in(file: Path) -> list[int]:
    """The numbers that processes wrote into a file, one a line."""
    try:
        return [int(line) for line in file.read_text().split()]
    except FileNotFoundError:
        return []


def living_in(files: Iterable[Path]) -> list[int]:
    """Those of the processes named in the files that still run."""
    return [pid for file in files for pid in pids_in(file) if is_alive(pid)]


@dataclass(frozen=True, slots=True)
class Usage:
    """What a process holds: open handles, and megabytes in memory, now and at most so far."""

    handles: int
    resident_mb: float
    peak_mb: float


def usage_of(pid: int) -> Usage | None:
    """None when it is gone."""
    try:
        text = Path(f"/proc/{pid}/status").read_text()
        handles = len(list(Path(f"/proc/{pid}/fd").iterdir()))
    except OSError:
        return None
    kb = {line[:5]: int(line.split()[1]) for line in text.splitlines() if line.startswith("Vm")}
    if "VmRSS" not in kb:
        return None
    return Usage(handles, kb["VmRSS"] / 1024, kb["VmHWM"] / 1024)


def children_of(pid: int) -> tuple[list[int], list[int]]:
    """The children of a process: those that run, and the zombies."""
    running: list[int] = []
    zombies: list[int] = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            (zombies if fields[0] == "Z" else running).append(int(stat.parent.name))
    return running, zombies


def until(happened: Callable[[], bool], seconds: float) -> bool:
    """Wait for something that other processes do; whether it came in time."""
    deadline = time.monotonic() + seconds
    while not happened():
        if time.monotonic() >= deadline:
            return False
        time.sleep(_LOOK_S)
    return True


def until_gone(file: Path, *, at_least: int, seconds: float) -> float | None:
    """Wait until so many wrote their numbers into the file and all of them have ended.

    The time of day at which they had, which the file system's times can be compared with;
    None when they are not gone after so many seconds.
    """

    def gone() -> bool:
        pids = pids_in(file)
        return len(pids) >= at_least and not any(map(is_alive, pids))

    return time.time() if until(gone, seconds) else None


def status_of(project: Project, task: str = "001") -> dict[str, Any]:
    """What `task_status --json` says of the task, without the start of a program."""
    return as_data(status(open_project(project.root, {}), task))


def patience(seconds: float) -> float:
    """So many seconds on a machine that has time; where more wants to run than there are
    cores, that many times more."""
    return seconds * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def times(seconds: Sequence[float | None]) -> str:
    """Times as a figure of the table; None is a time that was not had."""
    had = [each for each in seconds if each is not None]
    return f"median {statistics.median(had):.2f} s, worst {max(had):.2f} s" if had else "none"


@dataclass(frozen=True, slots=True)
class Try:
    """What came of one try: what went wrong, how long it took where that is of interest, and
    what was counted, by its name in the table."""

    wrong: list[str]
    seconds: float | None = None
    counted: Mapping[str, int] = field(default_factory=dict)


def each(
    attempt: Callable[[Project, int], Try],
    *,
    figure: str = "",
    well: str = "",
    workers: int = 3,
) -> Callable[[Path, int, Random], Tally]:
    """A trial whose tries have a project each, some side by side: most of their time is
    waiting. `figure` names their times in the table, `well` the number of those that went well."""

    def run(folder: Path, count: int, random: Random) -> Tally:
        def one(number: int) -> Try:
            return attempt(Project(folder / str(number)), number)

        with ThreadPoolExecutor(max_workers=workers) as pool:
            tries = list(pool.map(one, range(count)))
        wrong = [f"try {n}: {line}" for n, one_ in enumerate(tries) for line in one_.wrong]
        counted: Counter[str] = Counter()
        for one_ in tries:
            counted.update(one_.counted)
        figures: dict[str, object] = {}
        if figure:
            figures[figure] = times([one_.seconds for one_ in tries])
        if well:
            figures[well] = sum(not one_.wrong for one_ in tries)
        return Tally(count, tuple(wrong), {**figures, **counted})

    return run
