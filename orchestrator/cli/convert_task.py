"""`convert_task`: task files into plans; shows what was found and what would run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from orchestrator.asdata import as_data
from orchestrator.cli.arguments import AS_JSON, DIALECT, ORDER, ROOT, STANDARD_OUTPUT
from orchestrator.cli.convert_many import each_once, files_of, is_empty, show_many
from orchestrator.cli.findings import render
from orchestrator.cli.hiding import hide_secrets
from orchestrator.cli.natives import native_file, write_natives
from orchestrator.cli.outline import plan_lines
from orchestrator.cli.output import Output, errors, output
from orchestrator.cli.parameters import argument, flag, option
from orchestrator.cli.targets import targets_of
from orchestrator.diagnostics import Diagnostic, Exit, InputError, Severity, has_errors
from orchestrator.operations.converting.convert import Asked, Conversion, shown
from orchestrator.operations.converting.find import find_task
from orchestrator.operations.converting.plantext import write_plan
from orchestrator.operations.project import Project
from orchestrator.plan.codec import json_schema, to_json
from orchestrator.plan.model import SCHEMA_VERSION, Plan
from orchestrator.report.visible import visible_json, visible_line
from orchestrator.wiring import open_project

JSON, NATIVE = "json", "native"


GIVEN = (
    argument("files", "FILE", "Task files or ids; - is standard input.", optional=True, many=True),
    option(
        "-o",
        "--output",
        name="target",
        value="PATH",
        help="Where the plan goes, a file or an existing folder; - is standard output.",
    ),
    flag("--check", help="Only look; write nothing."),
    flag("--strict", help="Warnings fail too."),
    AS_JSON,
    option(
        "--to",
        name="form",
        value="FORM",
        default=JSON,
        help="json, or native: a task file, which goes to -o or standard output.",
    ),
    flag("--schema", help="Print the JSON Schema of plans."),
    ORDER,
    DIALECT,
    ROOT,
)


def convert_task(
    *,
    files: list[str],
    target: str | None,
    check: bool,
    strict: bool,
    as_json: bool,
    form: str,
    schema: bool,
    order: str | None,
    dialect: str | None,
    root: Path | None,
) -> int:
    """Turn task files into validated plans. Nothing of them runs."""
    if schema:
        output().write(json_schema().rstrip("\n") + "\n")
        return Exit.OK
    if not files:
        raise InputError("no file to convert", hint="orchestrator convert_task FILE")
    _refuse_form(form, as_json=as_json)
    project = open_project(root, {})
    asked = Asked(order=order, dialect=dialect)
    inside = [files_of(project, file, asked) for file in files]
    if any(each is not None for each in inside):
        given = [each or [file] for file, each in zip(files, inside, strict=True)]
        named = [file for each in given for file in each]
        put = _putting(project, form, target, check=check)
        return _many(project, named, asked, put, strict=strict, as_json=as_json)
    conversions = [find_task(project, file, asked) for file in files]
    findings = [*(each for one in conversions for each in one.findings), *_twice(conversions)]
    summary = errors() if as_json or target == STANDARD_OUTPUT else output()
    errors().write(render(findings, _texts(conversions)))
    if has_errors(findings) or (strict and _has_warnings(findings)):
        if as_json:
            output().json({"schema_version": 1, "findings": as_data(findings)}, as_written=True)
        errors().line(_failure(findings))
        return Exit.BAD_INPUT
    plans = [(one, one.plan) for one in conversions if one.plan is not None]
    if form == NATIVE:
        return write_natives(
            project, [plan for _, plan in plans], target, check=check, strict=strict
        )
    targets = targets_of([plan for _, plan in plans], target, ".json")
    for (conversion, plan), path in zip(plans, targets, strict=True):
        _show(project, conversion, plan, path, summary, check=check)
    if as_json or target == STANDARD_OUTPUT:
        # What stands there is to run as it is.
        output().write_whole(visible_json(_as_json([plan for _, plan in plans])))
    return Exit.OK


def _refuse_form(form: str, *, as_json: bool) -> None:
    """Raise InputError for what nothing can be written as."""
    if form not in (JSON, NATIVE):
        raise InputError(f"there is no form {form!r}", hint=f"write --to {JSON} or --to {NATIVE}")
    if as_json and form == NATIVE:
        raise InputError(
            "--json prints plans, and --to native task files", hint="leave one of them out"
        )


def _putting(
    project: Project, form: str, target: str | None, *, check: bool
) -> Callable[[Plan], str | None]:
    """What puts a plan of a folder where it belongs, and gives its path."""
    missing = target is None and form == NATIVE and not check
    if missing or (target is not None and not Path(target).is_dir()):
        raise InputError(
            "a folder gives a plan for each of its files, which need one to go into",
            hint="name an existing folder after -o",
        )

    told: set[str] = set()

    def put(plan: Plan) -> str | None:
        if check:
            return None
        hide_secrets(project, plan)
        (path,) = targets_of([plan], target, ".md" if form == NATIVE else ".json")
        if form == NATIVE and path is not None:
            return native_file(project, plan, Path(path), told)
        return shown(project, write_plan(project, plan, Path(path) if path else None))

    return put


def _many(
    project: Project,
    files: Sequence[str],
    asked: Asked,
    put: Callable[[Plan], str | None],
    *,
    strict: bool,
    as_json: bool,
) -> int:
    """The files of folders: those without an error are written, whatever the others are."""
    found = [find_task(project, file, asked) for file in each_once(files)]
    conversions = list({one.path: one for one in found}.values())
    tasks = [one for one in conversions if not is_empty(one)]
    findings = [*(each for one in tasks for each in one.findings), *_twice(tasks)]
    errors().write(render(findings, _texts(tasks)))
    return show_many(conversions, findings, put, strict=strict, as_json=as_json)


def _texts(conversions: Sequence[Conversion]) -> dict[str, str]:
    return {path: text for one in conversions for path, text in one.texts.items()}


def _as_json(plans: Sequence[Plan]) -> str:
    """One plan as it is; several as one document with a list."""
    if len(plans) == 1:
        return to_json(plans[0])
    listed = ",\n".join(to_json(plan).rstrip("\n") for plan in plans)
    return f'{{"schema_version": {SCHEMA_VERSION}, "plans": [\n{listed}\n]}}\n'


def _show(
    project: Project,
    conversion: Conversion,
    plan: Plan,
    target: str | None,
    summary: Output,
    *,
    check: bool,
) -> None:
    """Show one plan, and put it where it belongs."""
    # Written first: what cannot be written should not look as if it had been.
    keep = not check and target != STANDARD_OUTPUT
    path = write_plan(project, plan, Path(target) if target else None) if keep else None
    hide_secrets(project, plan)
    for line in plan_lines(plan):
        summary.line(line)
    for note in conversion.notes:
        errors().line(visible_line(f"note: {note}"))
    if path is not None:
        summary.line()
        summary.line(visible_line(f"plan: {shown(project, path)}"))


def _twice(conversions: Sequence[Conversion]) -> list[Diagnostic]:
    """An error for each id that two of the files have."""
    first: dict[str, str] = {}
    found = []
    for one in conversions:
        if one.plan is None:
            continue
        other = first.setdefault(one.plan.id, one.path)
        if other != one.path:
            found.append(
                Diagnostic(
                    code="duplicate-task",
                    severity=Severity.ERROR,
                    message=f"{other} and {one.path} have the same id, {one.plan.id}",
                    path=one.path,
                    hint="rename one of them, or give it an `id:` in its front matter",
                )
            )
    return found


def _has_warnings(findings: Sequence[Diagnostic]) -> bool:
    return any(finding.severity is Severity.WARNING for finding in findings)


def _failure(findings: Sequence[Diagnostic]) -> str:
    wrong = sum(finding.severity is Severity.ERROR for finding in findings)
    warnings = sum(finding.severity is Severity.WARNING for finding in findings)
    strict = " (with --strict warnings fail)" if not wrong else ""
    return f"{wrong} error(s), {warnings} warning(s){strict}: nothing was written"
