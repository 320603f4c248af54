"""Power loss: what of a run's write-ahead log never reached the disk is not there."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from random import Random

from orchestrator.diagnostics import StorageError
from tests.stress.crashed import TASK, Crash, crash, records_in
from tests.stress.damage import PAGE, cut, fault_of, flipped, zero_pages
from tests.stress.loaded import Loaded, loaded
from tests.stress.trial import Tally, Trial

_FRAME_HEADER = 24
_LOG_HEADER = 32
# One in so many is resumed too, which takes longer than looking.
_RESUMED = 25


def lose_power(folder: Path, count: int, random: Random) -> Tally:
    """Lay out the crash with a log that lacks its end, look at it, and go on with it."""
    made = crash()
    wrong: list[str] = []
    kept: list[int] = []
    resumed = 0
    program = loaded()
    for number, (what, database, log) in enumerate(_losses(made, folder, random)):
        if number >= count:
            break
        place = folder / str(number)
        path = made.lay_out(place, database=database, log=log)
        whole = database is not None
        seen, fault = _seen(path, made)
        if fault is None and whole and seen != len(made.records):
            fault = f"{seen} of {len(made.records)} events are there"
        kept.append(seen)
        if fault is None and number % _RESUMED == 0:
            resumed += 1
            fault = _resumed(program, place)
        if fault is not None:
            wrong.append(f"{what}: {fault}")
        shutil.rmtree(place)
    figures = {"events": len(made.records), "lost_on_average": _lost(kept, made)}
    return Tally(len(kept), tuple(wrong), {**figures, "resumed": resumed})


def _losses(made: Crash, folder: Path, random: Random) -> Iterator[tuple[str, bytes | None, bytes]]:
    """Endlessly: what is lost, the database where it is another, and the log."""
    frame = PAGE + _FRAME_HEADER
    checkpointed = _checkpointed(made, folder)
    while True:
        log = cut(made.log, random)
        yield f"the log cut at {len(log)}", None, log
        frames = random.randrange(len(made.log) // frame + 1)
        edge = _LOG_HEADER + frames * frame + random.randint(-1, 1)
        yield f"the log cut at {edge}", None, made.log[:edge]
        yield "zeroed pages at the end", None, zero_pages(made.log, random)
        yield "flipped bits in the log", None, flipped(made.log, random)
        yield "a checkpoint broken off", _mixed(made.database, checkpointed, random), made.log


def _checkpointed(made: Crash, folder: Path) -> bytes:
    """The database as it is once SQLite has brought the log into it."""
    path = made.lay_out(folder / "checkpoint", log=made.log)
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("pragma wal_checkpoint(truncate)").fetchall()
    return path.read_bytes()


def _mixed(before: bytes, after: bytes, random: Random) -> bytes:
    """Each page from before or after the checkpoint, or nothing but zeros."""
    pages = []
    for start in range(0, len(after), PAGE):
        choice = random.choice((before, after, b""))
        pages.append(choice[start : start + PAGE].ljust(PAGE, b"\0"))
    return b"".join(pages)


def _seen(path: Path, made: Crash) -> tuple[int, str | None]:
    """How many events are there, and what is wrong with them."""
    try:
        records = records_in(path, made.run)
    except StorageError as error:
        return 0, f"it does not open: {error.message}"
    if records != made.records[: len(records)]:
        return len(records), "it holds what was never recorded"
    return len(records), None


def _resumed(program: Loaded, place: Path) -> str | None:
    result = program.run(place, "execute_task", TASK, "--resume", "--no-report", "--json")
    fault = fault_of(result, (0,))
    if fault is None and not result.summary()["complete"]:
        fault = "it was resumed and is not complete"
    path = place / ".orchestrator/state.db"
    with contextlib.closing(sqlite3.connect(path)) as connection:
        (sound,) = connection.execute("pragma integrity_check").fetchone()
    return fault or (None if sound == "ok" else f"afterwards: {sound}")


def _lost(kept: list[int], made: Crash) -> float:
    return round(len(made.records) - sum(kept) / max(len(kept), 1), 1)


POWER = Trial(
    name="power-loss",
    promise="a log cut or zeroed anywhere opens as a prefix of the run, which goes on",
    run=lose_power,
    short=10,
    full=1000,
)
