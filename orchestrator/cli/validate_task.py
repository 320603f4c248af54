"""`validate_task`: the completion review of a run: all checks again, all reports, the verdict."""

from __future__ import annotations

from typing import Annotated

import typer

from orchestrator.cli.arguments import AsJson, Root
from orchestrator.cli.execute_options import Jobs, Quiet
from orchestrator.cli.running import show_run
from orchestrator.diagnostics import Exit
from orchestrator.operations.options import ExecuteOptions
from orchestrator.operations.revalidate import revalidate
from orchestrator.wiring import open_project


def validate_task(
    task: Annotated[str, typer.Argument(metavar="TASK", help="A file, a plan's JSON or an id.")],
    jobs: Jobs = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    root: Root = None,
) -> int:
    """Run the checks of the latest run again, write all reports anew, and show the matrix.

    Exits 0 only when every subtask is COMPLETE, and the task file says what it said then.
    """
    project = open_project(root, {"jobs": jobs})
    asked = ExecuteOptions(jobs=jobs, report=True)
    execution, code = show_run(
        project,
        lambda watch: revalidate(project, task, asked, watch),
        as_json=as_json,
        quiet=quiet,
        review=True,
    )
    return code or (Exit.OK if execution.summary.complete else Exit.INCOMPLETE)
