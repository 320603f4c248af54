"""`history last_failed`: the attempts that failed last, and what they printed; changes nothing."""

from __future__ import annotations

from pathlib import Path

from orchestrator.asdata import as_data
from orchestrator.cli.arguments import AS_JSON, ROOT
from orchestrator.cli.history.detailed import write_detail
from orchestrator.cli.history.told import ERROR, OF_TASK, SINCE, UNTIL, asked, here, limit
from orchestrator.cli.output import output
from orchestrator.diagnostics import Exit
from orchestrator.operations.history.details import details_of
from orchestrator.operations.history.find import last_failed as find_failed
from orchestrator.wiring import open_project

_MOST = 5

GIVEN = (OF_TASK, SINCE, UNTIL, ERROR, limit(1, _MOST, "-n", "--limit"), AS_JSON, ROOT)


def last_failed(
    *,
    task: str | None,
    since: str | None,
    until: str | None,
    error: str | None,
    limit: int,
    as_json: bool,
    root: Path | None,
) -> int:
    """Show the attempts that failed last, the latest first, with the end of what they printed."""
    project = open_project(root, {})
    wanted = asked(project, task=task, since=since, until=until, error=error)
    found = find_failed(project, limit, wanted)
    details = details_of(project, found)
    if as_json:
        output().json({"schema_version": 1, "attempts": [as_data(each) for each in details]})
    elif not details:
        output().line("nothing has failed")
    else:
        now = here(project)
        for number, detail in enumerate(details):
            if number:
                output().line()
            write_detail(output(), detail, now)
    return Exit.OK
