"""Signals to a real process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

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


def start(stops: int, *, ignoring: str = "") -> subprocess.Popen[str]:
    words = [sys.executable, "-c", PROGRAM, str(stops)]
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
