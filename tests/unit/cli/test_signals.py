"""Signals to a real process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from orchestrator.cli.signals import FORCE_AFTER_S

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = """
import sys, time
from orchestrator.cli.signals import Signals
stops = []
with Signals() as signals:
    signals.attach(stops.append)
    print("ready", flush=True)
    until = time.monotonic() + 10
    while len(stops) < int(sys.argv[1]) and time.monotonic() < until:
        time.sleep(0.01)
    if len(stops) == 1:
        print("first", flush=True)
print(stops, signals.exit_code)
"""

# Python's handlers do not run while SQLite waits for somebody to let go of a file.
HANGING = """
import sqlite3, tempfile
from orchestrator.cli.signals import Signals
with Signals() as signals:
    signals.attach(lambda number: None)
    file = tempfile.NamedTemporaryFile()
    first = sqlite3.connect(file.name, isolation_level=None)
    first.execute("BEGIN EXCLUSIVE")
    print("ready", flush=True)
    sqlite3.connect(file.name, timeout=20).execute("BEGIN EXCLUSIVE")
"""
LEAVING = """
import time
from orchestrator.cli.signals import Leaving
with Leaving():
    print("ready", flush=True)
    time.sleep(10)
"""


def start(stops: int, *, ignoring: str = "", program: str = PROGRAM) -> subprocess.Popen[str]:
    words = [sys.executable, "-c", program, str(stops)]
    if ignoring:
        words = ["sh", "-c", f'trap "" {ignoring}; exec "$@"', "sh", *words]
    process = subprocess.Popen(
        words,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_a_signal_asks_the_run_to_stop(number: signal.Signals, code: int) -> None:
    process = start(1)
    process.send_signal(number)
    said, _ = process.communicate()
    assert said.splitlines()[-1] == f"[{int(number)}] {code}"


def test_the_second_asks_again_and_the_first_decides_the_exit_code() -> None:
    process = start(2)
    process.send_signal(signal.SIGINT)
    # Two signals of one kind at once are one; of different kinds they both arrive.
    process.send_signal(signal.SIGTERM)
    said, _ = process.communicate()
    stops, code = said.splitlines()[-1].rsplit(" ", 1)
    assert sorted(stops.strip("[]").split(", ")) == ["15", "2"]
    assert int(code) - 128 == int(stops.strip("[]").split(", ")[0])


def test_what_the_caller_ignores_stays_ignored() -> None:
    process = start(1, ignoring="HUP")
    process.send_signal(signal.SIGHUP)
    process.send_signal(signal.SIGTERM)
    said, _ = process.communicate()
    assert said.splitlines()[-1] == "[15] 143"


def test_outside_a_run_a_signal_ends_the_program_with_a_line() -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", LEAVING],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    process.send_signal(signal.SIGINT)
    assert process.communicate() == ("", "stopped by SIGINT\n")
    assert process.returncode == 130


def test_the_third_ends_a_program_that_hangs_in_a_call() -> None:
    process = start(99, program=HANGING)
    for pause in (0.05, FORCE_AFTER_S + 0.2, 0.0):
        process.send_signal(signal.SIGINT)
        time.sleep(pause)
    process.communicate()
    assert process.returncode == 130


def test_leaning_on_the_key_is_no_third() -> None:
    process = start(4)
    for _ in range(4):
        process.send_signal(signal.SIGINT)
        time.sleep(0.05)
    said, _ = process.communicate()
    assert said.splitlines()[-1] == "[2, 2, 2, 2] 130"
