"""`history errors`: what attempts failed of, each cause once; changes nothing."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from orchestrator.asdata import as_data
from orchestrator.cli.arguments import AS_JSON, ROOT
from orchestrator.cli.console import show_table
from orchestrator.cli.history.told import OF_TASK, SINCE, UNTIL, asked, here, limit, when
from orchestrator.cli.output import output
from orchestrator.cli.rows import Row, Table
from orchestrator.diagnostics import Exit
from orchestrator.operations.history.find import find_errors
from orchestrator.operations.past import ErrorRow
from orchestrator.report.visible import visible_line
from orchestrator.wiring import open_project

_MOST = 20
_HEAD = ("count", "error", "message", "first seen", "last seen", "last in", "hash")

GIVEN = (OF_TASK, SINCE, UNTIL, limit(0, _MOST, "-n", "--limit"), AS_JSON, ROOT)


def errors(
    *,
    task: str | None,
    since: str | None,
    until: str | None,
    limit: int,
    as_json: bool,
    root: Path | None,
) -> int:
    """List the causes of failures, the one seen last first: alike failures share a hash, wherever
    and whenever they happened."""
    project = open_project(root, {})
    found = find_errors(project, asked(project, task=task, since=since, until=until, limit=limit))
    if as_json:
        output().json({"schema_version": 1, "errors": [as_data(row) for row in found]})
    elif not found:
        output().line("no errors found")
    else:
        now = here(project)
        show_table(output(), Table(head=_HEAD, rows=tuple(_row(row, now) for row in found)))
    return Exit.OK


def _row(row: ErrorRow, now: datetime) -> Row:
    cells = (
        *(str(row.count), row.type, row.message, when(row.first_seen, now)),
        *(when(row.last_seen, now), f"{row.task} {row.subtask}", row.hash),
    )
    return Row(cells=tuple(map(visible_line, cells)), tone="bad")
