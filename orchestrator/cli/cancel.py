"""`cancel`: stop the run of a task in order."""

from __future__ import annotations

from typing import Annotated

import typer

from orchestrator.cli.arguments import Root
from orchestrator.cli.output import output
from orchestrator.diagnostics import Exit
from orchestrator.operations.cancel import cancel as cancel_run
from orchestrator.report.visible import visible_line
from orchestrator.wiring import open_project


def cancel(
    task: Annotated[str, typer.Argument(metavar="TASK", help="A file, a plan's JSON or an id.")],
    root: Root = None,
) -> int:
    """Stop a task's run: running steps are ended, what succeeded stays recorded."""
    output().line(visible_line(cancel_run(open_project(root, {}), task)))
    return Exit.OK
