"""Databases of every earlier schema, brought up to date whole, or not touched at all."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from random import Random

from orchestrator.stores.copies import copy_of
from orchestrator.stores.schema import VERSION
from tests.e2e.project import CHECKOUT, Project
from tests.stress.damage import fault_of
from tests.stress.loaded import Loaded, loaded
from tests.stress.trial import Tally, Trial

CASES = CHECKOUT / "tests/cases/schema"
FIXTURES = tuple(sorted(CASES.glob("v*.sql")))
OLD = tuple(path for path in FIXTURES if not path.stem.startswith(f"v{VERSION}"))
_TASK = "041_old"
_AT_ONCE = 6
# An opening takes some 20 ms here; a kill comes at any moment of it, or just after.
_LONGEST_S = 0.04

# Opens the database at each path that comes in, in a process of its own, and tells which.
_OPENER = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from orchestrator.stores.sqlite import SqliteStore
class Clock:
    def now(self): return datetime.now(UTC)
    def monotonic(self): return 0.0
for line in sys.stdin:
    child = os.fork()
    if not child:
        SqliteStore(Path(line.strip()), clock=Clock())
        os._exit(0)
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


def lay_out(fixture: Path, folder: Path) -> Path:
    """A project with the fixture's database and its task file; the database."""
    project = Project(folder)
    project.file("docs/tasks/041_old.md", (CASES / "041_old.md").read_bytes())
    project.file("go", "")
    path = folder / ".orchestrator/state.db"
    path.parent.mkdir(mode=0o700)
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("pragma journal_mode = wal")
        connection.executescript(fixture.read_text())
    os.chmod(path, 0o600)
    return path


def bring_up_to_date(folder: Path, count: int, random: Random) -> Tally:
    """Look at each, go on with its run, report it."""
    program = loaded()
    wrong = []
    first = random.randrange(len(FIXTURES))
    for number in range(count):
        # From another one on each time, so that a few are not always the same.
        fixture = FIXTURES[(number + first) % len(FIXTURES)]
        place = folder / str(number)
        path = lay_out(fixture, place)
        before = path.read_bytes()
        faults = [_looked_at(program, place)]
        if path.read_bytes() != before:
            faults.append("looking at it has changed it")
        faults += [*_gone_on(program, place), *_kept(path, before)]
        wrong += [f"{fixture.stem}: {fault}" for fault in faults if fault]
        shutil.rmtree(place)
    return Tally(count, tuple(wrong), {"schemas": len(FIXTURES)})


def kill_migrations(folder: Path, count: int, random: Random) -> Tally:
    """Kill the process that brings a database up to date, at any moment of it."""
    opener = _opener()
    assert opener.stdout is not None
    wrong = []
    landed = moved = 0
    for number in range(count):
        fixture = OLD[number % len(OLD)]
        path = lay_out(fixture, folder / str(number))
        before = _content(path)
        _ask(opener, path)
        child = int(opener.stdout.readline())
        time.sleep(random.uniform(0, _LONGEST_S))
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        landed += int(opener.stdout.readline()) < 0
        version, fault = _version(path), None
        moved += version == VERSION
        if version not in (_of(fixture), VERSION):
            fault = f"the version is {version} after a kill"
        fault = fault or _opens(opener, path, before)
        if fault:
            wrong.append(f"{fixture.stem}: {fault}")
        shutil.rmtree(folder / str(number))
    opener.communicate()
    return Tally(count, tuple(wrong), {"killed_in_it": landed, "up_to_date_all_the_same": moved})


def open_at_once(folder: Path, count: int, random: Random) -> Tally:
    """Six processes find the same old database at the same moment."""
    openers = [_opener() for _ in range(_AT_ONCE)]
    wrong = []
    for number in range(count):
        fixture = OLD[number % len(OLD)]
        path = lay_out(fixture, folder / str(number))
        before = _content(path)
        for opener in openers:
            _ask(opener, path)
        codes = [_exit_of(opener) for opener in openers]
        fault = f"exit codes {codes}" if any(codes) else _opens(openers[0], path, before)
        if fault:
            wrong.append(f"{fixture.stem}: {fault}")
    for opener in openers:
        opener.communicate()
    return Tally(count, tuple(wrong), {"processes": _AT_ONCE})


def refuse_newer(folder: Path, count: int, random: Random) -> Tally:
    """No command touches a database of a later release."""
    program = loaded()
    wrong = []
    commands = (
        ("task_status",),
        ("task_status", _TASK, "--json"),
        ("execute_task", _TASK, "--resume"),
        ("generate_report", _TASK),
        ("attest", _TASK, "3", "--criterion", "criterion_1", "--evidence", "seen"),
    )
    for number in range(count):
        place = folder / str(number)
        path = lay_out(FIXTURES[-1], place)
        with contextlib.closing(sqlite3.connect(path)) as connection:
            connection.execute(f"pragma user_version = {VERSION + random.randint(1, 9)}")
        before = hashlib.sha256(path.read_bytes()).digest()
        asked = commands[number % len(commands)]
        fault = fault_of(program.run(place, *asked), (74,))
        if fault:
            wrong.append(fault)
        if hashlib.sha256(path.read_bytes()).digest() != before:
            wrong.append(f"{' '.join(asked)} has changed it")
    return Tally(count, tuple(wrong))


def _looked_at(program: Loaded, place: Path) -> str | None:
    listed = program.run(place, "task_status", "--json")
    fault = fault_of(listed, (0,))
    if fault is None and [row["state"] for row in listed.json()["runs"]] != [
        "interrupted",
        "succeeded",
    ]:
        fault = f"its runs are listed as {listed.stdout}"
    return fault or fault_of(program.run(place, "generate_report", _TASK, "-o", "-"), (0,))


def _gone_on(program: Loaded, place: Path) -> list[str | None]:
    result = program.run(place, "execute_task", _TASK, "--resume", "--json")
    # Whether somebody's word for the last criterion is there depends on the fixture.
    faults = [fault_of(result, (0, 3))]
    ran = Project(place).lines("ran")
    if ran != ["2", "3"]:
        faults.append(f"a resume ran {ran}")
    faults.append(fault_of(program.run(place, "execute_task", _TASK, "--json"), (3,)))
    faults.append(fault_of(program.run(place, "generate_report", _TASK), (0,)))
    return faults


def _kept(path: Path, before: bytes) -> list[str]:
    """Whether the copy is there, for its owner alone, with all that was in the database."""
    version = int.from_bytes(before[60:64], "big")
    copy = copy_of(path, version)
    if version == VERSION:
        return [f"{copy.name} was made for nothing"] if copy.exists() else []
    if not copy.exists():
        return [f"{copy.name} is not there"]
    faults = [] if copy.stat().st_mode & 0o777 == 0o600 else [f"{copy.name} can be read by all"]
    original = copy.with_name("original.db")
    original.write_bytes(before)
    if _content(copy) != _content(original):
        faults.append(f"{copy.name} holds something else")
    return faults


def _opener() -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    return subprocess.Popen(
        [sys.executable, "-c", _OPENER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
        text=True,
    )


def _ask(opener: subprocess.Popen[str], path: Path) -> None:
    assert opener.stdin is not None
    opener.stdin.write(f"{path}\n")
    opener.stdin.flush()


def _exit_of(opener: subprocess.Popen[str]) -> int:
    assert opener.stdout is not None
    opener.stdout.readline()
    return int(opener.stdout.readline())


def _of(fixture: Path) -> int:
    return int(fixture.stem.partition("-")[0].removeprefix("v"))


def _version(path: Path) -> int:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        (version,) = connection.execute("pragma user_version").fetchone()
    return int(version)


def _content(path: Path) -> list[list[tuple[object, ...]]]:
    """All that was recorded, as every schema has it."""
    questions = (
        "select run, seq, time, type, data from events order by run, seq",
        "select number, run, task, plan, state, complete from runs order by number",
        "select run, subtask, attempt, status from attempts order by run, subtask, attempt",
    )
    with contextlib.closing(sqlite3.connect(path)) as connection:
        columns = connection.execute("select name from pragma_table_info('plans')").fetchall()
        ((_,), (content,)) = columns
        plans = f"select sha256, {content} from plans order by sha256"
        return [connection.execute(question).fetchall() for question in (*questions, plans)]


def _opens(
    opener: subprocess.Popen[str], path: Path, before: list[list[tuple[object, ...]]]
) -> str | None:
    """Whether the program opens it now, and everything is there once, with nothing beside."""
    _ask(opener, path)
    if _exit_of(opener) != 0:
        return "it does not open any more"
    if _version(path) != VERSION:
        return f"opened again it has the version {_version(path)}"
    if _content(path) != before:
        return "it does not hold what it held"
    known = {path.name, f"{path.name}-wal", f"{path.name}-shm"}
    others = {each.name for each in path.parent.iterdir()} - known
    if any(not name.endswith(".bak") for name in others):
        return f"beside it there are {sorted(others)}"
    return None


MIGRATIONS = (
    Trial(
        name="old-schemas",
        promise="runs of every earlier schema are listed, resumed and reported, and a copy kept",
        run=bring_up_to_date,
        short=2,
        full=3 * len(FIXTURES),
    ),
    Trial(
        name="killed-migrations",
        promise="a kill leaves the old schema or the new one, whole, and the next opening mends it",
        run=kill_migrations,
        short=3,
        full=100,
    ),
    Trial(
        name="openings-at-once",
        promise="six processes bring one database up to date once",
        run=open_at_once,
        short=2,
        full=20,
    ),
    Trial(
        name="newer-schemas",
        promise="a database of a later release is refused and stays as it is, byte for byte",
        run=refuse_newer,
        short=2,
        full=20,
    ),
)
