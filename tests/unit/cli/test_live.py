"""The live view on a real pseudo-terminal."""

from __future__ import annotations

import os
import pty
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestrator.cli.live import LiveSink, last_line
from orchestrator.cli.output import Output
from orchestrator.plan.model import Plan, Source, Subtask
from orchestrator.run import events as ev
from orchestrator.run.fold import apply
from orchestrator.run.state import RunState

PLAN = Plan(
    id="012_ship",
    title="Ship",
    source=Source(path="a.md", sha256="", dialect="native"),
    subtasks=(
        Subtask(id="task_1", title="Build [bold]it[/]", line=3, fingerprint="f"),
        Subtask(id="task_2", title="Test", line=9, fingerprint="f"),
    ),
)
START = ev.RunStarted(task="012_ship", plan="p", trace_id="t", selected=(), jobs=1, pid=1)


class Terminal:
    """A pseudo-terminal and the view that writes to it."""

    def __init__(self, root: Path) -> None:
        self.here, there = pty.openpty()
        self.stream = open(there, "w", encoding="utf-8")  # noqa: SIM115 closed by the fixture
        self.output = Output(self.stream)
        self.sink = LiveSink(self.output, PLAN, root)
        self.state = RunState()

    def tell(self, *events: ev.Event) -> None:
        for event in events:
            seq, time_ = self.state.seq + 1, "2026-03-01T12:00:00.000Z"
            record = ev.Recorded(seq=seq, time=time_, run="0198-a", event=event)
            apply(self.state, record)
            self.sink.tell(record, self.state)

    def read_until(self, text: str) -> str:
        shown, until = "", time.monotonic() + 5
        while text not in shown:
            assert time.monotonic() < until, f"{text!r} never came: {shown!r}"
            shown += os.read(self.here, 65536).decode()
        return shown


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    made = Terminal(tmp_path)
    yield made
    made.sink.close()
    made.stream.close()
    os.close(made.here)


def started() -> ev.SubtaskStarted:
    return ev.SubtaskStarted(subtask="task_1", attempt=1, idempotency_key="k", log="task_1.log")


def test_it_shows_what_runs_with_its_last_line_and_what_is_left(
    terminal: Terminal, tmp_path: Path
) -> None:
    (tmp_path / "task_1.log").write_text("compiling\nlinking [red]main[/]\n")
    terminal.tell(START, started())
    shown = terminal.read_until("0/2 ended, 1 running, 1 left")
    assert "task_1" in shown
    assert "Build [bold]it[/]" in shown
    assert "linking [red]main[/]" in shown


def test_the_last_line_names_nobody(tmp_path: Path) -> None:
    log = tmp_path / "task_1.log"
    log.write_text("one\nfrom bob@example.com at 203.0.113.9\n")
    assert last_line(log) == "from [email] at [ip]"


def test_events_scroll_by_above_it(terminal: Terminal) -> None:
    failed = ev.SubtaskFailed(subtask="task_1", attempt=1, reason="exit code 1", duration_ms=5)
    terminal.tell(START, started(), failed)
    shown = terminal.read_until("1 not well")
    assert "task_1 FAILED: exit code 1" in shown
    assert "1/2 ended, 0 running, 1 left" in shown


def test_a_terminal_that_goes_away_does_not_stop_the_run(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path)
    terminal.tell(START, started())
    os.close(terminal.here)
    time.sleep(0.3)
    terminal.tell(ev.SubtaskSucceeded(subtask="task_1", attempt=1, duration_ms=5))
    terminal.sink.close()
    terminal.output.silence()
    terminal.stream.close()
