"""Threads of one process that look at the database and write to it, while others write too."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from orchestrator.stores.reading import Reader
from orchestrator.stores.sqlite import SqliteStore

# Another process that writes is what keeps the log there, and its index.
_OTHER = """
import sys
from pathlib import Path
from orchestrator.stores.sqlite import SqliteStore
store = SqliteStore(Path(sys.argv[1]), clock=None)
store.claim("run", ["other"], "other", "2026-01-01T00:00:00.000Z", "2026-01-01T01:00:00.000Z")
print("written", flush=True)
sys.stdin.read()
store.close()
"""
SINCE, UNTIL = "2026-01-01T00:00:00.000Z", "2026-01-01T01:00:00.000Z"


class Wall:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "state.db"
    other = subprocess.Popen(
        [sys.executable, "-c", _OTHER, str(path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert other.stdout is not None
    assert other.stdout.readline() == "written\n"
    yield path
    assert other.communicate("")[0] == ""


def claim(path: Path, subtask: str) -> None:
    store = SqliteStore(path, clock=Wall())
    try:
        assert store.claim("run", [subtask], "here", SINCE, UNTIL)
    finally:
        store.close()


def test_who_comes_to_write_waits_for_who_looks(path: Path) -> None:
    reader = Reader(path)
    assert [each.subtask for each in reader.leases("run", SINCE)] == ["other"]
    writer = threading.Thread(target=claim, args=(path, "mine"))
    writer.start()
    writer.join(0.2)
    assert writer.is_alive()
    reader.close()
    writer.join(10)
    reader = Reader(path)
    assert [each.subtask for each in reader.leases("run", SINCE)] == ["mine", "other"]
    reader.close()


def test_nobody_waits_for_one_that_was_forgotten(path: Path) -> None:
    reader = Reader(path)
    assert reader.leases("run", SINCE)
    del reader
    gc.collect()
    began = time.monotonic()
    claim(path, "mine")
    assert time.monotonic() - began < 5


def test_who_comes_to_write_has_its_turn_among_many_who_look(path: Path) -> None:
    enough = threading.Event()

    def look_again_and_again() -> None:
        while not enough.is_set():
            reader, second = Reader(path), Reader(path)
            assert reader.leases("run", SINCE)
            reader.close()
            second.close()

    with ThreadPoolExecutor(4) as pool:
        looking = [pool.submit(look_again_and_again) for _ in range(4)]
        try:
            began = time.monotonic()
            claim(path, "mine")
            assert time.monotonic() - began < 5
        finally:
            enough.set()
        for each in looking:
            each.result()


def test_all_that_many_threads_write_is_there(path: Path) -> None:
    wanted = {f"task_{number}" for number in range(60)}

    def look_and_claim(subtask: str) -> None:
        reader = Reader(path)
        reader.leases("run", SINCE)
        reader.close()
        claim(path, subtask)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(look_and_claim, sorted(wanted)))
    reader = Reader(path)
    assert {each.subtask for each in reader.leases("run", SINCE)} == wanted | {"other"}
    reader.close()


# Comes and goes again and again, and with it the log and its index.
_RESTLESS = """
import sys
from pathlib import Path
from orchestrator.stores.sqlite import SqliteStore
print("began", flush=True)
for number in range(int(sys.argv[2])):
    store = SqliteStore(Path(sys.argv[1]), clock=None)
    store.claim("run", [str(number)], "o", "2026-01-01T00:00:00.000Z", "2026-01-01T01:00:00.000Z")
    store._connection.close()
"""
COMINGS = 150


def test_who_looks_sees_all_while_writers_come_and_go(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    restless = subprocess.Popen(
        [sys.executable, "-c", _RESTLESS, str(path), str(COMINGS)],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert restless.stdout is not None
    assert restless.stdout.readline() == "began\n"
    seen, looks = 0, 0
    while restless.poll() is None:
        reader = Reader(path)
        now = len(reader.leases("run", SINCE))
        reader.close()
        assert now >= seen
        seen, looks = now, looks + 1
    restless.stdout.close()
    reader = Reader(path)
    assert len(reader.leases("run", SINCE)) == COMINGS
    reader.close()
    assert looks > 10
