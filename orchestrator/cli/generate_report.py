"""`generate_report`: the reports of a run, anew, from what was recorded alone."""

from __future__ import annotations

from typing import Annotated

import typer

from orchestrator.atomic import write_atomic
from orchestrator.cli.arguments import Root, Run, target_file
from orchestrator.cli.output import errors, output
from orchestrator.diagnostics import Exit
from orchestrator.operations.convert import shown
from orchestrator.operations.report import FORMATS, format_of, report_text
from orchestrator.operations.report import generate_report as generate
from orchestrator.report.visible import visible_line
from orchestrator.wiring import open_project

STANDARD_OUTPUT = "-"


def generate_report(
    task: Annotated[str, typer.Argument(metavar="TASK", help="A file, a plan's JSON or an id.")],
    subtask: Annotated[
        str | None, typer.Argument(metavar="[SUBTASK]", help="Only the report of this one.")
    ] = None,
    run: Run = None,
    format_: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help=f"One of {', '.join(FORMATS)}.")
    ] = "md",
    target: Annotated[
        str | None,
        typer.Option("-o", "--output", metavar="PATH", help="One file; - is standard output."),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Also over reports that people edited.")
    ] = False,
    root: Root = None,
) -> int:
    """Write a run's reports into the reports folder, or one of them elsewhere."""
    file = None if target is None or target == STANDARD_OUTPUT else target_file(target)
    in_folder = format_of(format_).suffix is not None
    project = open_project(root, {})
    if target is None and in_folder:
        paths, notes = generate(
            project, task, format_=format_, subtask=subtask, run=run, force=force
        )
        for path in paths:
            output().line(visible_line(shown(project, path)))
        for note in notes:
            errors().line(visible_line(f"note: {note}"))
        return Exit.OK
    text = report_text(project, task, format_=format_, subtask=subtask, run=run)
    if file is None:
        output().write(text.rstrip("\n") + "\n")
    else:
        write_atomic(file, text.encode())
        output().line(visible_line(str(file)))
    return Exit.OK
