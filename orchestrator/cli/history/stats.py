"""`history stats`: rates, durations, retries, flakiness; changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from orchestrator.asdata import as_data
from orchestrator.cli.arguments import AS_JSON, ROOT
from orchestrator.cli.console import show_table
from orchestrator.cli.history.told import OF_TASK, QUEUE, SINCE, UNTIL, asked, took
from orchestrator.cli.output import output
from orchestrator.cli.parameters import flag
from orchestrator.cli.rows import Row, Table
from orchestrator.diagnostics import Exit
from orchestrator.operations.history.stats import Stats, stats_of
from orchestrator.report.visible import visible_line
from orchestrator.wiring import open_project

_HEAD = ("tries", "ok", "p50", "p95", "max", "retries", "flaky")

GIVEN = (
    OF_TASK,
    flag("--by-task", help="One line a task, without its subtasks."),
    SINCE,
    UNTIL,
    QUEUE,
    AS_JSON,
    ROOT,
)


def stats(
    *,
    task: str | None,
    by_task: bool,
    since: str | None,
    until: str | None,
    queue: str | None,
    as_json: bool,
    root: Path | None,
) -> int:
    """Count attempts by task and by subtask: how many succeeded, how long they took, how many were
    retries, and in how many runs one passed only on a retry."""
    project = open_project(root, {})
    wanted = asked(project, task=task, since=since, until=until, queue=queue)
    tasks, subtasks = stats_of(project, wanted)
    if as_json:
        output().json(
            {
                "schema_version": 1,
                "tasks": [as_data(row) for row in tasks],
                "subtasks": [] if by_task else [as_data(row) for row in subtasks],
            }
        )
    elif not tasks:
        output().line("no attempts found")
    else:
        show_table(output(), _table(tasks, with_subtask=False))
        if not by_task:
            output().line()
            show_table(output(), _table(subtasks, with_subtask=True))
    return Exit.OK


def _table(rows: Sequence[Stats], *, with_subtask: bool) -> Table:
    head = ("task", "subtask", *_HEAD) if with_subtask else ("task", *_HEAD)
    return Table(head=head, rows=tuple(_row(row, with_subtask=with_subtask) for row in rows))


def _row(row: Stats, *, with_subtask: bool) -> Row:
    names = (row.task, row.subtask or "") if with_subtask else (row.task,)
    cells = (
        *names,
        str(row.attempts),
        _percent(row.success_rate),
        *map(took, (row.p50_ms, row.p95_ms, row.max_ms)),
        str(row.retries),
        _percent(row.flaky) if row.passed_on_retry else "",
    )
    tone = "bad" if row.failed and not row.succeeded else "open" if row.failed else "good"
    return Row(cells=tuple(map(visible_line, cells)), tone=tone)


def _percent(rate: float | None) -> str:
    return "" if rate is None else f"{rate * 100:.4g}%"
