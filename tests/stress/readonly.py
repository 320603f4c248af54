"""Looking where nothing may be written, and beside those who write."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from random import Random

from tests.e2e.project import Project, Result
from tests.stress.crashed import TASK, Crash, crash
from tests.stress.damage import fault_of
from tests.stress.loaded import loaded
from tests.stress.trial import Tally, Trial

_LOOKS = (
    ("task_status", "--json"),
    ("task_status", TASK, "--json"),
    ("generate_report", TASK, "-o", "-", "--format", "json"),
    ("list_reports",),
    ("task_graph", TASK),
)


def look(folder: Path, count: int, random: Random) -> Tally:
    """Every look, in every state that a run leaves behind, with and without the right to write."""
    made = crash()
    states = (_killed, _without_index, _closed, _being_read)
    wrong = []
    for number in range(count):
        state = states[number % len(states)]
        asked = _LOOKS[(number + number // len(states)) % len(_LOOKS)]
        project = _laid_out(made, folder / str(number))
        with state(project):
            with _unwritable(project.root):
                result = loaded().run(project.root, *asked, as_user=True)
            # Asked afterwards, for it may leave what the other has to do without.
            expected = loaded().run(project.root, *asked)
        fault = fault_of(expected, (0,)) or fault_of(result, (0,)) or _differs(result, expected)
        if fault:
            wrong.append(f"{state.__name__.strip('_')}: {fault}")
        shutil.rmtree(project.root)
    wrong += _refused(made, folder / "refused")
    return Tally(count, tuple(wrong), {"states": len(states), "looks": len(_LOOKS)})


def _laid_out(made: Crash, folder: Path) -> Project:
    made.lay_out(folder, log=made.log)
    return Project(folder)


@contextlib.contextmanager
def _killed(project: Project) -> Iterator[None]:
    """With the log and its index, as a killed run leaves them."""
    path = project.root / ".orchestrator/state.db"
    copies = {}
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("select count(*) from runs").fetchone()
        for suffix in ("", "-wal", "-shm"):
            side = path.with_name(path.name + suffix)
            copies[side] = side.read_bytes()
    for side, data in copies.items():
        side.write_bytes(data)
    yield


@contextlib.contextmanager
def _without_index(project: Project) -> Iterator[None]:
    """With the log alone, as a copy may be."""
    yield


@contextlib.contextmanager
def _closed(project: Project) -> Iterator[None]:
    """As a run leaves it that ended in order."""
    with contextlib.closing(sqlite3.connect(project.root / ".orchestrator/state.db")) as connection:
        connection.execute("pragma wal_checkpoint(truncate)").fetchall()
    yield


@contextlib.contextmanager
def _being_read(project: Project) -> Iterator[None]:
    """While another program is in the middle of reading, as a backup is."""
    path = project.root / ".orchestrator/state.db"
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("begin")
        connection.execute("select count(*) from events").fetchone()
        yield


@contextlib.contextmanager
def _unwritable(root: Path) -> Iterator[None]:
    """No folder and no file below may be written."""
    places = [root, *root.rglob("*")]
    for place in places:
        os.chmod(place, 0o555 if place.is_dir() else 0o444)
    try:
        yield
    finally:
        for place in places:
            os.chmod(place, 0o755 if place.is_dir() else 0o644)


def _differs(result: Result, expected: Result) -> str | None:
    if result.stdout == expected.stdout:
        return None
    return f"{' '.join(result.arguments)} shows something else: {result.stdout[:300]!r}"


def _refused(made: Crash, folder: Path) -> list[str]:
    """To execute there is refused before anything runs."""
    project = _laid_out(made, folder)
    with _unwritable(project.root):
        result = loaded().run(folder, "execute_task", TASK, "--resume", as_user=True)
    fault = fault_of(result, (74,))
    if fault is None and project.lines("ran"):
        fault = f"it ran {project.lines('ran')}"
    return [fault] if fault else []


READ_ONLY = Trial(
    name="read-only-root",
    promise="what may not be written can be looked at, and to execute there is refused",
    run=look,
    short=4,
    full=40,
)
