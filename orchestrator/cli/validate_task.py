"""`validate_task`: the completion review of a run: all checks again, all reports, the verdict."""

from __future__ import annotations

from pathlib import Path

from orchestrator.cli.arguments import AS_JSON, JOBS, QUIET, ROOT, TASK
from orchestrator.cli.running import show_run
from orchestrator.diagnostics import Exit
from orchestrator.operations.running.options import ExecuteOptions
from orchestrator.operations.running.revalidate import revalidate
from orchestrator.wiring import open_project

GIVEN = (TASK, JOBS, AS_JSON, QUIET, ROOT)


def validate_task(
    *, task: str, jobs: int | None, as_json: bool, quiet: bool, root: Path | None
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
