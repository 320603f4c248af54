"""`generate_report`: the reports of a run, anew, from what was recorded alone."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orchestrator.cli.arguments import Root, Run
from orchestrator.cli.output import errors, output
from orchestrator.diagnostics import Exit, InputError
from orchestrator.operations.convert import shown
from orchestrator.operations.report import generate_report as generate
from orchestrator.operations.report import report_text
from orchestrator.wiring import open_project
from orchestrator.workspace import write_atomic

STANDARD_OUTPUT = "-"


def generate_report(
    task: Annotated[str, typer.Argument(metavar="TASK", help="A file, a plan's JSON or an id.")],
    subtask: Annotated[
        str | None, typer.Argument(metavar="[SUBTASK]", help="Only the report of this one.")
    ] = None,
    run: Run = None,
    format_: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="md, or json for programs.")
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
    if format_ not in ("md", "json"):
        raise InputError(f"there is no format {format_}", hint="use --format md or --format json")
    project = open_project(root, {})
    if target is None and format_ == "md":
        paths, notes = generate(project, task, subtask=subtask, run=run, force=force)
        for path in paths:
            output().line(shown(project, path))
        for note in notes:
            errors().line(f"note: {note}")
        return Exit.OK
    text = report_text(project, task, subtask=subtask, run=run, as_json=format_ == "json")
    if target is None or target == STANDARD_OUTPUT:
        output().write(text.rstrip("\n") + "\n")
    else:
        write_atomic(Path(target), text.encode())
        output().line(target)
    return Exit.OK
