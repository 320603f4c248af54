"""`cancel`: stop the run of a task in order."""

from __future__ import annotations

from pathlib import Path

from orchestrator.cli.arguments import ROOT, TASK
from orchestrator.cli.output import output
from orchestrator.diagnostics import Exit
from orchestrator.operations.running.cancel import cancel as cancel_run
from orchestrator.report.visible import visible_line
from orchestrator.wiring import open_project

GIVEN = (TASK, ROOT)


def cancel(*, task: str, root: Path | None) -> int:
    """Stop a task's run: running steps are ended, what succeeded stays recorded."""
    output().line(visible_line(cancel_run(open_project(root, {}), task)))
    return Exit.OK
