"""`task_graph`: a task's DAG as a drawing or as data; changes nothing."""

from __future__ import annotations

from pathlib import Path

from orchestrator.atomic import write_atomic
from orchestrator.cli.arguments import ROOT, RUN, STANDARD_OUTPUT, TASK, target_file
from orchestrator.cli.output import output
from orchestrator.cli.parameters import option
from orchestrator.diagnostics import Exit
from orchestrator.operations.reporting.graph import task_graph as draw
from orchestrator.report.visible import visible_line
from orchestrator.wiring import open_project

GIVEN = (
    TASK,
    option(
        "--format",
        name="format_",
        value="FORMAT",
        default="mermaid",
        help="mermaid, dot, svg or json.",
    ),
    option("-o", "--output", name="target", value="PATH", help="A file; - is standard output."),
    RUN,
    ROOT,
)


def task_graph(
    *,
    task: str,
    format_: str,
    target: str | None,
    run: str | None,
    root: Path | None,
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
