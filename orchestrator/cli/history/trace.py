"""`history trace`: all attempts of a trace, in the order in which they began; changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from orchestrator.asdata import as_data
from orchestrator.cli.arguments import AS_JSON, ROOT
from orchestrator.cli.console import show_table
from orchestrator.cli.history.told import END_OF_ID, TONES, here, took, when, why
from orchestrator.cli.output import output
from orchestrator.cli.parameters import argument
from orchestrator.cli.rows import Row, Table
from orchestrator.diagnostics import Exit
from orchestrator.operations.history.find import Traced, find_trace
from orchestrator.report.visible import visible_line
from orchestrator.wiring import open_project

GIVEN = (argument("id_", "ID", "A span, or the end of a trace's or a run's id."), AS_JSON, ROOT)


def trace(*, id_: str, as_json: bool, root: Path | None) -> int:
    """Show all attempts of a trace: what each waited, took and built on."""
    project = open_project(root, {})
    trace_id, found = find_trace(project, id_)
    if as_json:
        output().json(
            {
                "schema_version": 1,
                "trace_id": trace_id,
                "attempts": [
                    {**_data(each), "parents": [as_data(parent) for parent in each.parents]}
                    for each in found
                ],
            }
        )
        return Exit.OK
    tasks = dict.fromkeys(each.attempt.task for each in found)
    number = "1 attempt" if len(found) == 1 else f"{len(found)} attempts"
    output().line(visible_line(f"trace {trace_id} of {', '.join(tasks)}, {number}"))
    show_table(output(), _table(found, here(project), with_task=len(tasks) > 1))
    return Exit.OK


def _data(each: Traced) -> dict[str, object]:
    data = as_data(each.attempt)
    assert isinstance(data, dict)
    return data


def _table(found: Sequence[Traced], now: datetime, *, with_task: bool) -> Table:
    head = ("subtask", "try", "status", "started", "waited", "took", "span", "after", "run", "why")
    return Table(
        head=("task", *head) if with_task else head,
        rows=tuple(_row(each, now, with_task=with_task) for each in found),
    )


def _row(each: Traced, now: datetime, *, with_task: bool) -> Row:
    row = each.attempt
    task = (row.task,) if with_task else ()
    after = ", ".join(f"{parent.subtask}.{parent.attempt}" for parent in each.parents)
    if row.retry_of:
        after = f"retry of {row.retry_of}" + (f"; {after}" if after else "")
    cells = (
        *(*task, row.subtask, str(row.attempt), row.status, when(row.started_at, now)),
        *(took(row.waited_ms), took(row.duration_ms), row.span_id or "", after),
        *((row.run or "")[-END_OF_ID:], why(row)),
    )
    return Row(cells=tuple(map(visible_line, cells)), tone=TONES.get(row.status, "quiet"))
