"""Tests of whose an orphan is, by its marker, its files and its start."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from orchestrator.engines.orphans import Orphans

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/stat").exists(), reason="processes are not seen here"
)
Start = Callable[..., int]
A_TICK_S = 0.02


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts processes that sleep; whatever happens, none outlives the test."""
    started: list[subprocess.Popen[bytes]] = []

    def start_one(output: Path | None = None, **variables: str) -> int:
        out = subprocess.DEVNULL if output is None else output.open("wb")
        process = subprocess.Popen(
            ["/bin/sleep", "60"], env=variables, stdout=out, stderr=subprocess.DEVNULL
        )
        started.append(process)
        return process.pid

    yield start_one
    for process in started:
        process.kill()
        process.communicate()


def test_a_marker_decides(start: Start) -> None:
    orphans = Orphans(lambda: pids)
    mine, other = orphans.open(b"KEY=1", "/r/1.1.log"), orphans.open(b"KEY=2", "/r/2.1.log")
    pids = [start(KEY="1", ORCHESTRATOR_RUN="r"), start(KEY="3", ORCHESTRATOR_RUN="r")]
    assert orphans.of(mine) == {pids[0]}
    assert orphans.of(other, shared=True) == set()


def test_without_one_its_start_does(start: Start) -> None:
    orphans = Orphans(lambda: pids)
    pids = [start()]
    time.sleep(A_TICK_S)
    first = orphans.open(b"KEY=1", "/r/1.1.log")
    pids.append(start())
    time.sleep(A_TICK_S)
    second = orphans.open(b"KEY=2", "/r/2.1.log")
    pids.append(start())
    before, alone, both = pids
    assert orphans.of(first) == {alone}
    assert orphans.of(first, shared=True) == {alone, both}
    assert orphans.of(second) == set()
    assert orphans.of(second, shared=True) == {both}
    orphans.close(first)
    assert orphans.of(second) == {both}
    assert before not in orphans.of(second, shared=True)


@pytest.mark.parametrize("name", ["1.1.log", "1.1.log.2.out", "1.1.check_1.log"])
def test_a_file_of_an_attempt_says_more_than_its_start(
    start: Start, tmp_path: Path, name: str
) -> None:
    orphans = Orphans(lambda: pids)
    mine = orphans.open(b"KEY=1", f"{tmp_path}/1.1.log")
    other = orphans.open(b"KEY=11", f"{tmp_path}/1.11.log")
    pids = [start(tmp_path / name), start(tmp_path / "1.11.log")]
    assert orphans.of(mine, shared=True) == {pids[0]}
    assert orphans.of(other, shared=True) == {pids[1]}


def test_one_that_is_gone_is_nobodys() -> None:
    process = subprocess.Popen(["true"])
    process.wait()
    orphans = Orphans(lambda: [process.pid])
    assert orphans.of(orphans.open(b"KEY=1", "/r/1.1.log"), shared=True) == set()
