"""Another program that keeps the database locked, for a moment or for too long."""

from __future__ import annotations

import contextlib
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

from tests.e2e.project import Project, Result, processes_with
from tests.stress.crashed import TASK, TEXT
from tests.stress.damage import fault_of
from tests.stress.trial import Tally, Trial

_INVISIBLE_S = (1.0, 5.0)
# Less than the ten seconds that the program waits, so that the short form is short.
_PATIENCE_S = 0.5

# The program with another patience, built through its own ports.
_IMPATIENT = f"""
import sys
from msgspec.structs import replace
from orchestrator.cli.boundary import guarded
from orchestrator.operations.running.driving import Watch
from orchestrator.operations.running.execute import execute
from orchestrator.operations.converting.find import find_task
from orchestrator.operations.running.options import ExecuteOptions
from orchestrator.stores.sqlite import SqliteStore
from orchestrator.wiring import open_project

def command():
    project = open_project(None, {{}})
    database = project.workspace.database
    store = lambda: SqliteStore(database, clock=project.clock, patience_s={_PATIENCE_S})
    project = replace(project, store=store)
    watch = Watch(sinks_for=lambda plan, notes: (), on_started=lambda driver: None)
    plan = find_task(project, "{TASK}").plan
    return execute(project, plan, ExecuteOptions(report=False), watch).summary.exit_code

sys.exit(guarded(command, as_json=False))
"""
_PLAIN = (sys.executable, "-m", "orchestrator", "execute_task", TASK, "--no-report")


def hold_for_a_moment(folder: Path, count: int, random: Random) -> Tally:
    """Hold it while steps end, for less time than the program waits."""
    wrong = []
    for number in range(count):
        seconds = _INVISIBLE_S[min(number, 1)]
        project = _project(folder / str(number))
        run = _started(project, _PLAIN)
        with _held(project):
            project.file("go", "")
            time.sleep(seconds)
        result = _ended(run, project)
        fault = fault_of(result, (0,)) or ("it tells of it" if "lock" in result.stderr else None)
        if fault is None and project.lines("ran") != ["1", "2", "3", "4"]:
            fault = f"it ran {project.lines('ran')}"
        wrong += [f"held for {seconds} s: {fault}"] if fault else []
    return Tally(count, tuple(wrong), {"held_s": _INVISIBLE_S[min(count, 2) - 1]})


def hold_too_long(folder: Path, count: int, random: Random) -> Tally:
    """Hold it until the program gives up: with little patience, then as it comes."""
    wrong = []
    for number in range(count):
        command = _PLAIN if number else (sys.executable, "-c", _IMPATIENT)
        project = _project(folder / str(number))
        run = _started(project, command)
        with _held(project):
            project.file("go", "")
            result = _ended(run, project)
        wrong += _given_up(project, result)
        wrong += _gone_on(project)
    return Tally(count, tuple(wrong))


def _project(folder: Path) -> Project:
    folder.mkdir()
    project = Project(folder)
    project.task(TASK, TEXT)
    return project


def _started(project: Project, command: tuple[str, ...]) -> subprocess.Popen[str]:
    """The command, once its slow step goes on."""
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=project.root,
        env=project.environment(),
        text=True,
    )
    project.wait_for("began")
    return process


def _ended(process: subprocess.Popen[str], project: Project) -> Result:
    stdout, stderr = process.communicate(timeout=60)
    return Result(("execute_task", TASK), process.returncode, stdout, stderr, project.root)


@contextlib.contextmanager
def _held(project: Project) -> Iterator[None]:
    """The right to write, held by this process."""
    path = project.root / ".orchestrator/state.db"
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("begin immediate")
        yield
        connection.execute("rollback")


def _given_up(project: Project, result: Result) -> list[str]:
    fault = fault_of(result, (74,))
    faults = [] if fault is None else [f"held too long: {fault}"]
    if "locked" not in result.stderr or "next: " not in result.stderr:
        faults.append(f"it does not say who is to end what: {result.stderr!r}")
    run = project.run("task_status", TASK, "--json").json()["run"]
    left = processes_with(f"ORCHESTRATOR_RUN={run}")
    if left:
        faults.append(f"it left processes behind: {left}")
    return faults


def _gone_on(project: Project) -> list[str]:
    """What was recorded is kept; what ended meanwhile is there, or runs again."""
    result = project.run("execute_task", TASK, "--resume", "--no-report", "--json")
    fault = fault_of(result, (0,))
    if fault:
        return [f"resumed: {fault}"]
    ran = project.lines("ran")
    kept = [line for line in ran if line in "12"] == ["1", "2"]
    if not kept or "3" not in ran or ran[-1] != "4" or not result.summary()["complete"]:
        return [f"it ran {ran} in all"]
    return []


BUSY = (
    Trial(
        name="busy-for-a-moment",
        promise="a database that another program locks for five seconds is waited for unseen",
        run=hold_for_a_moment,
        short=1,
        full=2,
    ),
    Trial(
        name="busy-for-long",
        promise="locked for longer, a run ends with 74 and a next step, and a resume completes it",
        run=hold_too_long,
        short=1,
        full=2,
    ),
)
