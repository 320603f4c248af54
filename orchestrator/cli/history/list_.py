"""`history list`: attempts, the latest first; changes nothing."""

from __future__ import annotations

from pathlib import Path

from orchestrator.asdata import as_data
from orchestrator.cli.arguments import AS_JSON, ROOT, ids
from orchestrator.cli.console import show_table
from orchestrator.cli.history.told import (
    ERROR,
    OF_TASK,
    QUEUE,
    SINCE,
    STATUS,
    UNTIL,
    asked,
    attempts_table,
    here,
    limit,
)
from orchestrator.cli.output import errors, output
from orchestrator.diagnostics import Exit
from orchestrator.operations.history.find import find_attempts
from orchestrator.wiring import open_project

_MOST = 50

GIVEN = (
    OF_TASK,
    STATUS,
    SINCE,
    UNTIL,
    QUEUE,
    ERROR,
    limit(0, _MOST, "-n", "--limit"),
    AS_JSON,
    ROOT,
)


def list_(
    *,
    task: str | None,
    status: list[str],
    since: str | None,
    until: str | None,
    queue: str | None,
    error: str | None,
    limit: int,
    as_json: bool,
    root: Path | None,
) -> int:
    """List attempts of all tasks, the latest first."""
    project = open_project(root, {})
    # One more than is shown tells whether there are more.
    wanted = asked(
        project, task=task, since=since, until=until, queue=queue, error=error,
        statuses=ids(status), limit=limit and limit + 1,
    )  # fmt: skip
    found = find_attempts(project, wanted)
    shown = found[:limit] if limit else found
    if as_json:
        more = len(found) > len(shown)
        output().json(
            {"schema_version": 1, "attempts": [as_data(row) for row in shown], "more": more}
        )
    elif not shown:
        output().line("no attempts found")
    else:
        show_table(output(), attempts_table(shown, here(project)))
        if len(found) > len(shown):
            errors().line(f"there are more than these {limit}: --limit N shows N, 0 all")
    return Exit.OK
