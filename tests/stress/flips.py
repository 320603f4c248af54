"""The database with bits turned, stretches overwritten, ends gone: a clear error or the truth."""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random

from tests.e2e.project import Project, Result
from tests.stress.damage import PAGE, Damage, cut, fault_of, flipped, scrambled
from tests.stress.loaded import Loaded, loaded
from tests.stress.trial import Tally, Trial

_GOOD = (
    "# Task 042: Good\n### Task 1: A\n```sh\necho a >> ran\ntest -s ran\n```\n"
    "### Task 2: B\n```sh\ntest -e ran\n```\n"
)
_BAD = (
    "# Task 043: Bad\n### Task 1: A\n```sh\ntest -e nothing\n```\n"
    "### Task 2: B\n```sh\ntest -e ran\n```\n"
)
_QUESTIONS = (
    ("task_status", "--json"),
    ("task_status", "043", "--json"),
    ("task_status", "042", "--json"),
    ("generate_report", "043", "--format", "json", "-o", "-"),
)
# One in so many is executed again: it may do no harm, and claim nothing.
_EXECUTED = 25


def turn_bits(folder: Path, count: int, random: Random) -> Tally:
    """Damage the database of two finished runs, one complete and one not, and ask for both."""
    base = folder / "base"
    wrong: list[str] = []
    refused = 0
    program = loaded()
    _two_runs(program, base)
    truth = {asked: program.run(base, *asked) for asked in _QUESTIONS}
    data = (base / ".orchestrator/state.db").read_bytes()
    for number in range(count):
        asked = _QUESTIONS[number % len(_QUESTIONS)]
        what, damaged = _damaged(data, number, random)
        place = _laid_out(base, folder / str(number), damaged)
        result = program.run(place, *asked)
        fault = fault_of(result, (truth[asked].exit, 74)) or _lie(result, truth[asked])
        if fault is None and number % _EXECUTED == 0:
            fault = _harm(program.run(place, "execute_task", "043", "--resume", "--json"))
        refused += result.exit == 74
        if fault is not None:
            wrong.append(f"{number}, {what}: {fault}")
        shutil.rmtree(place)
    return Tally(count, tuple(wrong), {"refused": refused, "unharmed": count - refused})


def _two_runs(program: Loaded, base: Path) -> None:
    base.mkdir()
    project = Project(base)
    project.task("042_good", _GOOD)
    project.task("043_bad", _BAD)
    for task in ("042", "043"):
        program.run(base, "execute_task", task, "--no-report")


def _damaged(data: bytes, number: int, random: Random) -> tuple[str, bytes]:
    ways: tuple[Damage, ...] = (flipped, flipped, flipped, scrambled, _zero_page, cut)
    way = ways[number // len(_QUESTIONS) % len(ways)]
    damaged = way(data, random)
    # A file without a byte is what a kill leaves before the first run: there is no run in it.
    return way.__name__.strip("_"), damaged or data[:1]


def _zero_page(data: bytes, random: Random) -> bytes:
    start = random.randrange(len(data) // PAGE) * PAGE
    return data[:start] + bytes(PAGE) + data[start + PAGE :]


def _laid_out(base: Path, place: Path, database: bytes) -> Path:
    state = place / ".orchestrator"
    state.mkdir(parents=True, mode=0o700)
    (state / "state.db").write_bytes(database)
    shutil.copytree(base / "docs", place / "docs")
    return place


def _lie(result: Result, truth: Result) -> str | None:
    if result.exit == 74 or result.stdout == truth.stdout:
        return None
    return f"{' '.join(result.arguments)} answers {result.stdout[:300]!r}"


def _harm(result: Result) -> str | None:
    """Executing a task that fails ends with its failure, or is refused."""
    fault = fault_of(result, (1, 74))
    if fault is None and result.exit == 1 and result.summary()["complete"]:
        return "what failed is complete now"
    return fault


FLIPS = Trial(
    name="damaged-database",
    promise="a database with turned bits is refused with one error, or answered from truly",
    run=turn_bits,
    short=8,
    full=1000,
)
