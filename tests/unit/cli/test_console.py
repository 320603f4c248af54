from __future__ import annotations

import io
import os
import pty
import re
from pathlib import Path

import pytest

from orchestrator.cli.console import aligned, show_table
from orchestrator.cli.live import can_animate, last_line
from orchestrator.cli.output import Output
from orchestrator.cli.rows import Row, Table, bar, runs_table, status_table, totals
from orchestrator.cli.width import cut, width
from orchestrator.operations.project import RunRow
from orchestrator.run.summary import RunSummary, SubtaskSummary

TABLE = Table(
    head=("task", "why"),
    rows=(
        Row(cells=("任务", "[bold red]not markup[/]"), tone="bad"),
        Row(cells=("task_2", "x" * 150), tone="good"),
    ),
)


def subtask(**more: object) -> SubtaskSummary:
    values: dict[str, object] = {
        "id": "task_1",
        "number": "1",
        "title": "Build",
        "line": 3,
        "status": "succeeded",
        "verdict": "complete",
        "counted": True,
        "reasons": (),
        "attempts": 1,
        "duration_ms": 812,
        "started_at": None,
        "ended_at": None,
        "exit_code": 0,
        "log": None,
        "log_bytes": 0,
        "waits_for": None,
        "blocked_by": (),
        "steps": (),
        "checks": (),
        "criteria": (),
        **more,
    }
    return SubtaskSummary(**values)  # type: ignore[arg-type]


def summary(*subtasks: SubtaskSummary) -> RunSummary:
    return RunSummary(
        task="012_ship",
        title="Ship",
        run="0198-a",
        trace_id="t",
        state="failed",
        complete=False,
        percent=66.7,
        exit_code=1,
        started_at=None,
        ended_at=None,
        duration_ms=5120,
        subtasks=subtasks,
    )


WIDE = Table(
    head=("task", "subtask", "try", "status", "took", "started", "span", "run", "why"),
    rows=(
        Row(
            cells=(
                *("014_nightly", "task_4", "2", "timed_out", "1.0 s"),
                *("2026-11-22 08:47:10Z (21 min ago)", "7526758af08ba2fb", "7e98034d7feb"),
                "timeout: the attempt timed out after 1 s [fcae7337df98045f]",
            ),
            tone="bad",
        ),
        Row(cells=("任务", *[""] * 7, "last"), tone="good"),
    ),
)


def on_a_terminal(table: Table) -> str:
    """What a terminal of the usual size gets to see."""
    here, there = pty.openpty()
    with open(there, "w", encoding="utf-8") as stream:
        show_table(Output(stream), table)
    shown = os.read(here, 65536).decode()
    os.close(here)
    return shown


def test_in_a_pipe_columns_are_aligned_and_nothing_is_cut() -> None:
    assert aligned(TABLE) == (
        f"TASK    WHY\n任务    [bold red]not markup[/]\ntask_2  {'x' * 150}\n"
    )
    stream = io.StringIO()
    show_table(Output(stream), TABLE)
    assert stream.getvalue() == aligned(TABLE)


def test_a_terminal_gets_a_drawn_table_with_the_text_as_it_is() -> None:
    shown = on_a_terminal(TABLE)
    assert "[bold red]not markup[/]" in shown
    assert "─" in shown


@pytest.mark.parametrize("columns", [40, 72, 80, 100, 120, 140, 200])
def test_of_a_wide_table_no_terminal_loses_a_word(
    columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    shown = re.sub(r"\x1b\[[0-9;]*m", "", on_a_terminal(WIDE))
    for row in WIDE.rows:
        for word in " ".join(row.cells).split():
            assert word in shown
    drawn = "─" in shown
    assert drawn == (columns >= 120)
    if drawn:
        assert all(width(line.rstrip()) <= columns for line in shown.splitlines())
    else:
        first, second = shown.splitlines()[:2]
        assert first.startswith("task         subtask  try  status")
        assert second.startswith("    ")


def test_an_empty_table_is_nothing() -> None:
    stream = io.StringIO()
    show_table(Output(stream), Table(head=("a",), rows=()))
    assert stream.getvalue() == ""


def test_the_status_table_says_only_what_the_summary_says() -> None:
    table = status_table(
        summary(
            subtask(),
            subtask(id="task_2", status="failed", verdict="incomplete", reasons=("a", "b\x1b")),
            subtask(id="task_3", verdict="incomplete", reasons=("unproved",)),
            subtask(id="task_4", status="skipped", counted=False, attempts=0),
        )
    )
    assert [row.cells for row in table.rows] == [
        ("task_1", "Build", "succeeded", "COMPLETE", "1", "0.8 s", ""),
        ("task_2", "Build", "failed", "INCOMPLETE", "1", "0.8 s", "a; b\\x1b"),
        ("task_3", "Build", "succeeded", "INCOMPLETE", "1", "0.8 s", "unproved"),
        ("task_4", "Build", "skipped", "COMPLETE (not counted)", "0", "", ""),
    ]
    assert [row.tone for row in table.rows] == ["good", "bad", "open", "quiet"]


def test_a_long_title_is_cut() -> None:
    (row,) = status_table(summary(subtask(title="é" * 3000))).rows
    assert row.cells[1] == "é" * 79 + "…"


def test_totals_count_every_status() -> None:
    assert totals(summary(subtask(), subtask(), subtask(status="failed"))) == (
        "run 0198-a failed: 66.7% complete (2 succeeded, 1 failed) in 5.1 s"
    )


def test_a_bar_is_full_only_at_the_end() -> None:
    assert bar(0, 4) == "[....] 0%"
    assert bar(99.9, 4) == "[###.] 99.9%"
    assert bar(100, 4) == "[####] 100%"


def test_the_list_of_runs() -> None:
    row = RunRow(
        run="0198-a",
        task="012_ship",
        task_path=None,
        plan="p",
        state="running",
        complete=False,
        percent=0.0,
        exit_code=None,
        started_at="2026-03-01T12:00:00.123Z",
        ended_at=None,
        pid=1,
        last_seq=1,
    )
    (shown,) = runs_table([row]).rows
    assert shown.cells == ("012_ship", "running", "", "", "2026-03-01 12:00:00", "", "0198-a")


def test_width_counts_columns() -> None:
    assert [width(text) for text in ("abc", "任务", "e\u0301", "")] == [3, 4, 1, 0]
    assert [cut(text, 3) for text in ("abc", "abcd", "任务x", "任务")] == [
        "abc",
        "ab…",
        "任…",
        "任…",
    ]


def test_only_a_watched_terminal_is_animated() -> None:
    here, there = pty.openpty()
    with open(there, "w", encoding="utf-8") as stream:
        terminal = Output(stream)
        assert can_animate(terminal, {"TERM": "xterm"})
        assert not can_animate(terminal, {"TERM": "dumb"})
        assert not can_animate(terminal, {})
        assert not can_animate(terminal, {"TERM": "xterm", "CI": "true"})
    os.close(here)
    forced = {"TERM": "xterm", "FORCE_COLOR": "1", "TTY_COMPATIBLE": "1"}
    assert not can_animate(Output(io.StringIO()), forced)


def test_the_last_line_of_a_log_is_fit_for_a_terminal(tmp_path: Path) -> None:
    log = tmp_path / "log"
    assert last_line(log) == ""
    log.write_bytes(b"x" * 5000 + b"\nfirst\n 10%\r 20%\x1b[2K\xff\n\n")
    assert last_line(log) == "20%\\x1b[2K\ufffd"
