"""`convert_task --to native`: plans as task files, in files or on standard output."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from orchestrator.cli.arguments import STANDARD_OUTPUT
from orchestrator.cli.findings import render
from orchestrator.cli.output import errors, output
from orchestrator.cli.targets import targets_of
from orchestrator.diagnostics import Exit, InputError, Severity, has_errors
from orchestrator.operations.converting.convert import shown
from orchestrator.operations.project import Project
from orchestrator.plan.model import Plan
from orchestrator.report.visible import visible_block, visible_line


def native_file(project: Project, plan: Plan, path: Path, told: set[str]) -> str:
    """Write a plan as a task file, tell what it cannot say and what was not `told` yet, and give
    the path as it is shown.

    Raises:
        InputError: there is another file already, or no file can say it.
    """
    from orchestrator.operations.converting.native import native_of, notes_about, write_native

    native = native_of(project, plan, path)
    errors().write(render(native.findings, {}))
    if has_errors(native.findings):
        raise InputError(f"{plan.id} cannot be written as a task file", hint="leave it out")
    write_native(path, native.text)
    for note in notes_about(plan):
        if note not in told:
            errors().line(visible_line(f"note: {note}"))
        told.add(note)
    return shown(project, path)


def write_natives(
    project: Project, plans: Sequence[Plan], target: str | None, *, check: bool, strict: bool
) -> int:
    """Write each plan as a task file; what one cannot say is told.

    Raises:
        InputError: there is another file already, or several would go into one.
    """
    # Only here: nothing else needs what writes task files.
    from orchestrator.operations.converting.native import (
        native_of,
        notes_about,
        refuse_another,
        write_native,
    )

    targets = targets_of(plans, target, ".md")
    if len(plans) > 1 and target in (None, STANDARD_OUTPUT):
        raise InputError(
            "several task files cannot go to standard output",
            hint="name an existing folder after -o, or convert them one by one",
        )
    paths = [Path(path) if path not in (None, STANDARD_OUTPUT) else None for path in targets]
    natives = [native_of(project, plan, path) for plan, path in zip(plans, paths, strict=True)]
    findings = [each for native in natives for each in native.findings]
    errors().write(render(findings, {}))
    failing = (Severity.ERROR, Severity.WARNING) if strict else (Severity.ERROR,)
    if any(each.severity in failing for each in findings):
        errors().line("nothing was written")
        return Exit.BAD_INPUT
    for native, path in zip(natives, paths, strict=True):
        if path is not None and not check:
            refuse_another(path, native.text)
    for plan, native, path in zip(plans, natives, paths, strict=True):
        for note in notes_about(plan):
            errors().line(visible_line(f"note: {note}"))
        if check:
            continue
        if path is None:
            # What stands there is to run as it is; on a terminal people look at it.
            text = visible_block(native.text) if output().is_terminal else native.text
            output().write_whole(text)
            continue
        write_native(path, native.text)
        output().line(visible_line(f"task file: {shown(project, path)}"))
    return Exit.OK
