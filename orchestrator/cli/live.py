"""The live view of a run on a terminal: what runs, how long, its last line, what is left.

Only draws what it is told; the events that are worth a line scroll by above it. Being told
takes no time: all drawing is done by a thread of its own, a few times a second.
"""

from __future__ import annotations

import os
import threading
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from orchestrator.cli.output import Output
from orchestrator.plan.model import Plan
from orchestrator.plan.scrub import scrub
from orchestrator.report.times import in_words
from orchestrator.report.visible import visible_line
from orchestrator.run import events as ev
from orchestrator.run.state import RunState
from orchestrator.run.status import Status
from orchestrator.sinks.differences import differences
from orchestrator.sinks.lines import describe_in

_TAIL_BYTES = 2048
_MOST_ROWS = 12
_PER_SECOND = 8


def can_animate(output: Output, environ: Mapping[str, str]) -> bool:
    """Whether the output is a terminal that somebody watches and that can redraw lines."""
    capable = environ.get("TERM", "dumb") not in ("dumb", "unknown", "")
    return output.is_terminal and capable and not environ.get("CI")


class _Running(Struct):
    title: str
    log: Path
    since: float


class LiveSink:
    """Shows a run while it goes on; the view is gone when it closes."""

    def __init__(self, output: Output, plan: Plan, root: Path) -> None:
        self._subtasks = {subtask.id: subtask for subtask in plan.subtasks}
        self._root = root
        self._running: dict[str, _Running] = {}
        self._statuses = dict.fromkeys(self._subtasks, Status.PENDING)
        self._since = time.monotonic()
        self._lines: list[str] = []
        self._guard = threading.Lock()
        self._spinner = Spinner("dots")
        self._live = Live(
            console=Console(
                file=_Unfailing(output),  # type: ignore[arg-type]  # the three methods it uses
                highlight=False,
                markup=False,
                emoji=False,
            ),
            get_renderable=self._draw,
            auto_refresh=False,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._live.start()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._keep_drawing, name="live view", daemon=True)
        self._thread.start()

    def tell(self, record: ev.Recorded, state: RunState) -> None:
        event = record.event
        line = describe_in(record, state, self._subtasks)
        with self._guard:
            if line is not None:
                self._lines += [line, *differences(event)]
            if isinstance(event, ev.SubtaskEvent):
                self._statuses[event.subtask] = state.of(event.subtask).status
            if isinstance(event, ev.SubtaskStarted | ev.ValidationStarted):
                log, now = self._root / event.log, time.monotonic()
                self._running[event.subtask] = _Running(self._title(event.subtask), log, now)

    def close(self) -> None:
        self._closing.set()
        self._thread.join()
        self._live.stop()

    def _keep_drawing(self) -> None:
        going_on = True
        while going_on:
            going_on = not self._closing.wait(1 / _PER_SECOND)
            with self._guard:
                lines, self._lines = self._lines, []
            if lines:
                self._live.console.print(Text("\n".join(lines)), soft_wrap=True)
            self._live.refresh()

    def _title(self, id_: str) -> str:
        found = self._subtasks.get(id_)
        return found.title if found else ""

    def _draw(self) -> RenderableType:
        with self._guard:
            counts = Counter(self._statuses.values())
            running = [
                (id_, each)
                for id_, each in self._running.items()
                if self._statuses[id_] is Status.RUNNING
            ]
        now = time.monotonic()
        rows = Table.grid(padding=(0, 1))
        for id_, each in running[:_MOST_ROWS]:
            rows.add_row(
                self._spinner,
                Text(visible_line(id_), style="bold", no_wrap=True),
                Text(visible_line(each.title), no_wrap=True, overflow="ellipsis"),
                Text(in_words((now - each.since) * 1000), style="cyan", no_wrap=True),
                Text(last_line(each.log), style="dim", no_wrap=True, overflow="ellipsis"),
            )
        return Group(rows, Text(self._totals(counts, len(running), now), style="bold"))

    def _totals(self, counts: Counter[Status], running: int, now: float) -> str:
        left = counts[Status.PENDING]
        ended = len(self._subtasks) - left - running
        bad = counts[Status.FAILED] + counts[Status.TIMED_OUT] + counts[Status.BLOCKED]
        parts = [f"{ended}/{len(self._subtasks)} ended", f"{running} running", f"{left} left"]
        if bad:
            parts.append(f"{bad} not well")
        return f"{', '.join(parts)}, {in_words((now - self._since) * 1000)}"


def last_line(log: Path) -> str:
    """The last line of a log that says something, fit for a terminal."""
    try:
        with log.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - _TAIL_BYTES))
            tail = file.read(_TAIL_BYTES).decode("utf-8", "replace")
    except OSError:
        return ""
    # A progress bar writes its states on one line, each over the one before.
    lines = [line.strip() for line in tail.replace("\r", "\n").split("\n")]
    return visible_line(scrub(next((line for line in reversed(lines) if line), "")))


class _Unfailing:
    """A file for rich that goes silent instead of failing when nobody reads any more."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self.encoding = getattr(output.stream, "encoding", "utf-8")

    def write(self, text: str) -> int:
        self._output.write(text)
        return len(text)

    def flush(self) -> None:
        pass

    def isatty(self) -> bool:
        return self._output.is_terminal

    def fileno(self) -> int:
        if self._output.stream is None:
            raise OSError("nobody reads any more")
        return self._output.stream.fileno()
