"""Driving an engine by hand in tests: start work, wait for its end, look at what was told."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from orchestrator.document.expect import MatchMode, TextMatch
from orchestrator.run.ports import Ended, Engine, Report, Work
from orchestrator.verify.model import CommandResult


class RealClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


def collect(engine: Engine, *, ends: int = 1, within_s: float = 20.0) -> list[Report]:
    """Everything until so many pieces of work have ended."""
    reports: list[Report] = []
    deadline = time.monotonic() + within_s
    while sum(isinstance(report, Ended) for report in reports) < ends:
        left = deadline - time.monotonic()
        assert left > 0, f"no end within {within_s} s: {reports}"
        reports += engine.wait(left)
    return reports


def run(engine: Engine, made: Work) -> list[Report]:
    engine.start(made)
    return collect(engine)


def end_of(reports: Sequence[Report]) -> Ended:
    ended = reports[-1]
    assert isinstance(ended, Ended)
    return ended


def results(reports: Sequence[Report]) -> list[CommandResult]:
    return [report.result for report in reports if hasattr(report, "result")]


def result_of(engine: Engine, made: Work) -> CommandResult:
    return results(run(engine, made))[0]


def log_of(root: Path, made: Work) -> bytes:
    return (root / made.log).read_bytes()


def nap(number: int) -> str:
    """Seconds to sleep that tell this test's processes from all others'."""
    return f"{number}{os.getpid() % 100_000:05d}"


def running(marker: str) -> list[str]:
    """Living processes whose command line holds the marker."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            stat = Path(f"/proc/{pid}/stat").read_text()
            line = Path(f"/proc/{pid}/cmdline").read_text()
        except (OSError, UnicodeDecodeError):
            continue
        if marker in line and stat.rpartition(")")[2].split()[0] != "Z":
            found.append(line)
    return found


def asks(mode: MatchMode, text: str) -> tuple[TextMatch, ...]:
    """One expectation of printed text."""
    return (TextMatch(mode=mode, text=text, line=1),)
