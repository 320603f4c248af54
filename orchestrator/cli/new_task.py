"""`new_task`: a task file to start from; says where it is and what comes next."""

from __future__ import annotations

import shlex
from pathlib import Path

from orchestrator.cli.arguments import ROOT, target_file
from orchestrator.cli.output import output
from orchestrator.cli.parameters import argument, option
from orchestrator.diagnostics import Exit
from orchestrator.operations.converting.convert import shown
from orchestrator.operations.converting.new_task import new_task as create
from orchestrator.report.visible import visible_line
from orchestrator.wiring import open_project

GIVEN = (
    argument("title", "TITLE", "What it is called."),
    option(
        "-o",
        "--output",
        name="target",
        value="PATH",
        help="Another file than docs/tasks/NNN_title.md.",
    ),
    ROOT,
)


def new_task(*, title: str, target: str | None, root: Path | None) -> int:
    """Start a task file from the template, under the next free number."""
    project = open_project(root, {})
    path = create(project, title, target_file(target) if target is not None else None)
    output().line(visible_line(shown(project, path)))
    output().line("next: write down what is to be done, then look at what is read of it")
    # Below the tasks folder its id is known wherever the command is called.
    name = shlex.quote(path.stem if target is None else target)
    output().line(visible_line(f"  orchestrator convert_task {name}"))
    return Exit.OK
