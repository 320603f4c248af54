"""A task whose steps leave a mark outside of the state folder, and what must be so of its run
whatever happened to the disk; makes nothing fail itself."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

from tests.e2e.project import COMMAND, Project, Result, processes_with, wait_until
from tests.stress.space_disk import Disk

TASK = "001_fill"
_MARK = "SPACE_TRIAL"  # every process of a trial has it in its environment
_QUICK = 9
_HEAD = "---\norder: parallel\n---\n# Task 001: Fill\n\n"
_STEP = (
    "### Task {n}: Quick {n}\n```sh\n"
    "echo $ORCHESTRATOR_ATTEMPT >> effects/{n}\nprintf '%0500d\\n' {n}\nsleep 0.0{n}\n```\n"
)
# It has a tree, out of its session too, and goes on until it is told to end.
_LAST = (
    "### Task 10: Slow\n```sh\necho $ORCHESTRATOR_ATTEMPT >> effects/10\n"
    "setsid sleep 30 & sleep 30 &\nuntil [ -e go ]; do sleep 0.05; done\n```\n"
)


def project_at(root: Path) -> Project:
    """A project with that task."""
    (root / "effects").mkdir(parents=True)
    project = Project(root)
    quick = "\n".join(_STEP.format(n=number) for number in range(1, _QUICK + 1))
    # The slow one comes first: whatever happens, happens while it runs.
    project.task(TASK, f"{_HEAD}{_LAST}\n{quick}")
    return project


def start(project: Project, disk: Disk, *arguments: str) -> subprocess.Popen[str]:
    """The program under way on that disk."""
    return subprocess.Popen(
        [*disk.wrapper, *COMMAND, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=project.root,
        env=project.environment({_MARK: str(project.root)}),
        text=True,
    )


def ended(process: subprocess.Popen[str], project: Project, *arguments: str) -> Result:
    """How it ended, once it has."""
    out, err = process.communicate(timeout=30)
    return Result(arguments, process.returncode, out, err, project.root)


def run_on(project: Project, disk: Disk, *arguments: str) -> Result:
    return project.run(*arguments, wrapper=disk.wrapper)


def complaints(result: Result, *codes: int) -> Iterator[str]:
    """What is wrong with how a command told of its failure: one clear error, a next step, one
    of these exit codes, and no traceback."""
    if result.exit not in codes:
        yield f"exit {result.exit} instead of {codes}: {result!r}"
    if "Traceback" in result.stderr or "a bug:" in result.stderr:
        yield f"a traceback: {result!r}"
    lines = result.stderr.splitlines()
    if sum(line.startswith("error: ") for line in lines) != 1:
        yield f"not one clear error: {result!r}"
    if not any(line.startswith("next: ") for line in lines):
        yield f"no next step: {result!r}"


def unsound(state: Path) -> Iterator[str]:
    """What SQLite finds wrong with the database, where there is one."""
    for (word,) in _asked(state, "pragma integrity_check"):
        if word != "ok":
            yield f"the database is not sound: {word}"


def successes(state: Path) -> dict[str, int]:
    """The attempt with which each subtask succeeded, as it is recorded."""
    return {
        str(subtask): int(str(attempt))
        for subtask, attempt, kind in _events(state)
        if kind == "subtask_succeeded"
    }


def last_attempts(state: Path) -> dict[str, int]:
    """The last attempt of each subtask that was started."""
    return {
        str(subtask): int(str(attempt))
        for subtask, attempt, kind in _events(state)
        if kind == "subtask_started"
    }


def _events(state: Path) -> list[tuple[object, ...]]:
    if not _asked(state, "select 1 from sqlite_master where name = 'events'"):
        return []
    sql = "select subtask, attempt, type from events where attempt is not null order by seq"
    return _asked(state, sql)


def _asked(state: Path, sql: str) -> list[tuple[object, ...]]:
    """Answers of a copy: SQLite would take a link into another file system for one in its own,
    and looking must change nothing."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("state.db", "state.db-wal"):
            with suppress(FileNotFoundError):
                shutil.copyfile(state / name, Path(folder, name))
        with closing(sqlite3.connect(Path(folder, "state.db"))) as connection:
            return connection.execute(sql).fetchall()


def left_running(project: Project) -> Iterator[str]:
    """Steps of this project that are still there a moment later."""
    mark = f"{_MARK}={project.root}"
    try:
        wait_until(lambda: not processes_with(mark), "")
    except AssertionError:
        yield f"processes left: {processes_with(mark)}"


def broken_promises(project: Project, disk: Disk, before: dict[str, int]) -> Iterator[str]:
    """Go on where there is room again: all must be done, and nothing twice that had been."""
    (project.root / "go").touch()
    resumed = run_on(project, disk, "execute_task", TASK, "--resume", "--json")
    if resumed.exit != 0:
        yield f"the resume did not end well: {resumed!r}"
        return
    for subtask, attempt in before.items():
        if last_attempts(disk.seen)[subtask] != attempt:
            yield f"{subtask} had succeeded with attempt {attempt} and ran again"
        lines = project.lines(f"effects/{subtask.removeprefix('task_')}")
        if lines[-1:] != [str(attempt)]:
            yield f"{subtask} had succeeded with attempt {attempt}, its effects are {lines}"
    yield from _disagreements(project, resumed)
    yield from unsound(disk.seen)


def _disagreements(project: Project, resumed: Result) -> Iterator[str]:
    """What the reports say otherwise than the run."""
    summary = resumed.summary()
    if summary["state"] != "succeeded" or not summary["complete"]:
        yield f"it is not complete: {json.dumps(summary)[:500]}"
    reports = [path.read_text() for path in (project.root / "docs/reports").rglob("*.md")]
    if len(reports) != len(summary["subtasks"]) + 1:
        yield f"{len(reports)} reports of {len(summary['subtasks'])} subtasks and the whole"
    if wrong := [text[:80] for text in reports if "**Verdict**: **COMPLETE" not in text]:
        yield f"reports that do not say COMPLETE: {wrong}"
