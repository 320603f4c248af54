"""Tests of the sweep before a resume."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from orchestrator.engines.leftovers import processes_in_listing, sweep

RUN = f"run-{os.getpid()}"
IGNORES_TERM = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
Start = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts processes that sleep; whatever happens, none outlives the test."""
    started: list[subprocess.Popen[bytes]] = []

    def start_one(run: str, script: str = "") -> subprocess.Popen[bytes]:
        script = f"{script}\nprint(flush=True)\nimport time; time.sleep(60)"
        process = subprocess.Popen(
            [sys.executable, "-c", script],
            env={"ORCHESTRATOR_RUN": run},
            start_new_session=True,
            stdout=subprocess.PIPE,
        )
        started.append(process)
        assert process.stdout is not None
        process.stdout.readline()
        return process

    yield start_one
    for process in started:
        process.kill()
        process.communicate()


def test_processes_of_the_run_are_ended_and_no_others(start: Start) -> None:
    left = [start(RUN) for _ in range(2)]
    others = [start(RUN + "0"), start("other")]
    assert sweep(RUN) == 2
    assert [process.wait() for process in left] == [-15, -15]
    assert [process.poll() for process in others] == [None, None]
    assert sweep(RUN) == 0


def test_who_does_not_end_is_killed(start: Start) -> None:
    left = start(RUN, IGNORES_TERM)
    assert sweep(RUN, grace_s=0.2) == 1
    assert left.wait() == -9


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="descendants are not seen here")
def test_descendants_without_the_marker_go_too(start: Start) -> None:
    child = "subprocess.Popen(['sleep', '60'], env={}, start_new_session=True)"
    left = start(RUN, f"import subprocess; print({child}.pid, end='')")
    assert sweep(RUN) == 2
    left.wait()


def test_this_process_and_those_above_it_are_spared() -> None:
    script = (
        "from orchestrator.engines.leftovers import sweep; import os; "
        "print(sweep(os.environ['ORCHESTRATOR_RUN']))"
    )
    command = [
        sys.executable,
        "-c",
        f"import subprocess; subprocess.run({[sys.executable, '-c', script]!r})",
    ]
    environment = {**os.environ, "ORCHESTRATOR_RUN": RUN}
    done = subprocess.run(command, env=environment, capture_output=True, check=True, timeout=30)
    assert done.stdout == b"0\n"


def test_a_listing_of_ps_is_read_by_whole_words() -> None:
    listing = (
        "  10     1    10 sh -c x HOME=/ ORCHESTRATOR_RUN=r1 A=b\n"
        "  11     1    11 sh -c x ORCHESTRATOR_RUN=r12\n"
        "  12     1    12 sh -c x XORCHESTRATOR_RUN=r1\n"
        f"  {os.getpid()}  1  1 python ORCHESTRATOR_RUN=r1\n"
        f"  13  {os.getpid()}  1 ps ORCHESTRATOR_RUN=r1\n"
        "nonsense\n"
    )
    assert list(processes_in_listing(listing, "ORCHESTRATOR_RUN=r1")) == [10]
