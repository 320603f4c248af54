"""`task_graph`: a task's DAG as a drawing or as data; changes nothing."""

from __future__ import annotations

from typing import Annotated

import typer

from orchestrator.atomic import write_atomic
from orchestrator.cli.arguments import Root, Run, target_file
from orchestrator.cli.output import output
from orchestrator.diagnostics import Exit
from orchestrator.operations.graph import task_graph as draw
from orchestrator.report.visible import visible_line
from orchestrator.wiring import open_project

STANDARD_OUTPUT = "-"


def task_graph(
    task: Annotated[str, typer.Argument(metavar="TASK", help="A file, a plan's JSON or an id.")],
    format_: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="mermaid, dot, svg or json.")
    ] = "mermaid",
    target: Annotated[
        str | None,
        typer.Option("-o", "--output", metavar="PATH", help="A file; - is standard output."),
    ] = None,
    run: Run = None,
    root: Root = None,
) -> int:
    """Draw a task's DAG, coloured by its latest run if it has one."""
    file = None if target is None or target == STANDARD_OUTPUT else target_file(target)
    text = draw(open_project(root, {}), task, format_=format_, run=run)
    if file is None:
        output().write(text)
    else:
        write_atomic(file, text.encode())
        output().line(visible_line(str(file)))
    return Exit.OK
