"""`generate_report`: the reports of a run, anew, from what was recorded alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from orchestrator.atomic import write_atomic
from orchestrator.cli.arguments import AS_JSON, ROOT, RUN, TASK, target_file
from orchestrator.cli.output import errors, output
from orchestrator.cli.parameters import argument, flag, option
from orchestrator.diagnostics import Exit, InputError
from orchestrator.operations.converting.convert import shown
from orchestrator.operations.reporting.report import FORMATS, format_of, report_text
from orchestrator.operations.reporting.report import generate_report as generate
from orchestrator.report.visible import visible_line
from orchestrator.wiring import open_project

STANDARD_OUTPUT = "-"


GIVEN = (
    TASK,
    argument("subtask", "SUBTASK", "Only the report of this one.", optional=True),
    RUN,
    option(
        "--format",
        name="format_",
        value="FORMAT",
        default="md",
        help=f"One of {', '.join(FORMATS)}.",
    ),
    option("-o", "--output", name="target", value="PATH", help="One file; - is standard output."),
    flag("--force", help="Also over reports that people edited."),
    AS_JSON,
    ROOT,
)


def generate_report(
    *,
    task: str,
    subtask: str | None,
    run: str | None,
    format_: str,
    target: str | None,
    force: bool,
    as_json: bool,
    root: Path | None,
) -> int:
    """Write a run's reports into the reports folder, or one of them elsewhere."""
    _refuse_both(target, as_json=as_json)
    file = None if target is None or target == STANDARD_OUTPUT else target_file(target)
    in_folder = format_of(format_).suffix is not None
    project = open_project(root, {})
    if target is None and in_folder:
        paths, notes = generate(
            project, task, format_=format_, subtask=subtask, run=run, force=force
        )
        # Of ten thousand reports the folder is the same, and no name in it is a link.
        folders = {folder: shown(project, folder) for folder in {path.parent for path in paths}}
        _tell(
            [f"{folders[path.parent]}/{path.name}".removeprefix("./") for path in paths],
            notes,
            as_json=as_json,
        )
        return Exit.OK
    text = report_text(project, task, format_=format_, subtask=subtask, run=run)
    if file is None:
        output().write(text.rstrip("\n") + "\n")
    else:
        write_atomic(file, text.encode())
        _tell([str(file)], (), as_json=as_json)
    return Exit.OK


def _refuse_both(target: str | None, *, as_json: bool) -> None:
    """Raise InputError where two things are to stand on standard output."""
    if as_json and target == STANDARD_OUTPUT:
        raise InputError(
            "--json tells which files were written, and -o - writes none",
            hint="leave --json out; --format json is the report as data",
        )


def _tell(files: Sequence[str], notes: Sequence[str], *, as_json: bool) -> None:
    if as_json:
        output().json({"schema_version": 1, "files": list(files), "notes": list(notes)})
        return
    for file in files:
        output().line(visible_line(file))
    for note in notes:
        errors().line(visible_line(f"note: {note}"))
