"""What stands in the tables about runs, as text; knows neither colours nor terminals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from msgspec import Struct

from orchestrator.cli.width import cut
from orchestrator.operations.project import RunRow
from orchestrator.report.times import in_words
from orchestrator.report.verdicts import verdict_words
from orchestrator.report.visible import visible_line
from orchestrator.run.summary import RunSummary, SubtaskSummary

# A longer title would push all that stands behind it out of sight; its report has the whole.
_TITLE_COLUMNS = 80


class Row(Struct, frozen=True, kw_only=True):
    """One row; `tone` is good, bad, open or quiet."""

    cells: tuple[str, ...]
    tone: str


class Table(Struct, frozen=True, kw_only=True):
    """A head and rows of as many cells."""

    head: tuple[str, ...]
    rows: tuple[Row, ...]


_TONES = {
    "succeeded": "good",
    "failed": "bad",
    "timed_out": "bad",
    "blocked": "bad",
    "interrupted": "bad",
    "cancelled": "bad",
    "pending": "quiet",
    "skipped": "quiet",
}


def status_table(summary: RunSummary) -> Table:
    """A run's subtasks: how each stands and why; also the completion matrix of its end. What is
    only on offer, and was not chosen, is left out."""
    return Table(
        head=("subtask", "title", "status", "verdict", "tries", "time", "why"),
        rows=tuple(_subtask_row(each) for each in summary.subtasks if not _is_aside(each)),
    )


def runs_table(runs: Sequence[RunRow]) -> Table:
    """The latest runs of all tasks."""
    return Table(
        head=("task", "state", "complete", "exit", "started", "ended", "run"),
        rows=tuple(_run_row(run) for run in runs),
    )


def totals(summary: RunSummary) -> str:
    """The run in a line: its state, how much is complete, how the subtasks stand."""
    counts = Counter(subtask.status for subtask in summary.subtasks)
    standing = ", ".join(f"{number} {status}" for status, number in counts.items())
    return (
        f"run {summary.run} {summary.state}: {summary.percent:g}% complete "
        f"({standing}) in {in_words(summary.duration_ms)}"
    )


def bar(percent: float, width: int = 24) -> str:
    """Progress as a bar."""
    filled = int(width * percent / 100)
    return f"[{'#' * filled}{'.' * (width - filled)}] {percent:g}%"


def _is_aside(subtask: SubtaskSummary) -> bool:
    return not subtask.counted and subtask.reasons == ("not selected",)


def _subtask_row(subtask: SubtaskSummary) -> Row:
    why = "; ".join(subtask.reasons)
    good = subtask.verdict == "complete"
    cells = (
        visible_line(subtask.id),
        cut(visible_line(subtask.title), _TITLE_COLUMNS),
        subtask.status,
        verdict_words(subtask.verdict, subtask.counted),
        str(subtask.attempts),
        in_words(subtask.duration_ms) if subtask.attempts else "",
        visible_line(why),
    )
    tone = _TONES.get(subtask.status, "open")
    return Row(
        cells=cells,
        tone="open" if tone == "good" and not good else tone,
    )


def _run_row(run: RunRow) -> Row:
    cells = (
        run.task,
        run.state,
        f"{run.percent:g}%" if run.ended_at else "",
        "" if run.exit_code is None else str(run.exit_code),
        _moment(run.started_at),
        _moment(run.ended_at),
        run.run,
    )
    return Row(
        cells=tuple(visible_line(cell) for cell in cells), tone=_TONES.get(run.state, "open")
    )


def _moment(time: str | None) -> str:
    """An RFC 3339 time to the second."""
    return time.replace("T", " ")[:19] if time else ""
