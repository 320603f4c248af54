"""`convert_task` of a folder: one plan a file, and at the end a table of what became of each."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from orchestrator.asdata import as_data
from orchestrator.cli.findings import render
from orchestrator.cli.output import errors, output
from orchestrator.cli.rows import Row, Table
from orchestrator.diagnostics import Diagnostic, Exit, InputError, Severity
from orchestrator.operations.converting.convert import Asked, Conversion
from orchestrator.operations.converting.folder import notes
from orchestrator.operations.converting.names import means_folder
from orchestrator.operations.converting.sources import is_one_plan, plan_files
from orchestrator.operations.project import Project
from orchestrator.operations.running.preview import commands_in_order
from orchestrator.plan.codec import to_json
from orchestrator.plan.model import SCHEMA_VERSION, Plan
from orchestrator.report.visible import visible_json, visible_line

_NOTHING = "no-subtask"
_HEAD = ("file", "dialect", "subtasks", "edges", "commands", "errors", "warnings", "plan")


def files_of(project: Project, name: str, asked: Asked) -> list[str] | None:
    """The files of a folder that is no plan by itself; None for whatever else is named. What is
    in folders inside it is not read, which is told."""
    folder = Path(name)
    if not means_folder(project, name) or is_one_plan(folder, asked.dialect):
        return None
    try:
        for note in notes(folder):
            errors().line(visible_line(f"note: {note}"))
        return [str(path) for path in plan_files(folder)] or None
    except OSError:
        return None  # which is told where it is read


def each_once(names: Sequence[str]) -> list[str]:
    """Each file once, and not under the name of a link where it is among them itself, which is
    told."""
    real = {name: os.path.realpath(name) if os.path.exists(name) else name for name in names}
    once: dict[str, str] = {}
    for name, place in real.items():
        if place not in once or (os.path.islink(once[place]) and not os.path.islink(name)):
            once[place] = name
    for name, place in real.items():
        if os.path.islink(name) and once[place] != name:
            errors().line(visible_line(f"note: {name} is {once[place]}, which is read once"))
    return list(once.values())


def is_empty(one: Conversion) -> bool:
    """Whether a file is no task file at all, such as the README of a folder."""
    wrong = [each for each in one.findings if each.severity is Severity.ERROR]
    return bool(wrong) and all(each.code == _NOTHING for each in wrong)


def show_many(
    conversions: Sequence[Conversion],
    findings: Sequence[Diagnostic],
    written: Callable[[Plan], str | None],
    *,
    strict: bool,
    as_json: bool,
) -> int:
    """Put each plan that is good where it belongs, and show a row for each file. `written` gives
    the path of a plan, None where none is written; it raises InputError where none can be."""
    from orchestrator.cli.console import show_table

    counts = {one.path: _counts(one, findings) for one in conversions}
    bad = {path for path, (wrong, warnings) in counts.items() if wrong or (strict and warnings)}
    good = [one for one in conversions if one.plan is not None and one.path not in bad]
    plans = {one.path: one.plan for one in good if one.plan is not None}
    paths, refused = _put(plans, written)
    errors().write(render(list(refused.values()), {}))
    findings = (*findings, *refused.values())
    for path in refused:
        wrong, warnings = counts[path]
        counts[path] = wrong + 1, warnings
        bad.add(path)
    if as_json:
        output().write_whole(visible_json(_as_json(list(plans.values()), findings)))
    table = Table(head=_HEAD, rows=tuple(_row(one, counts[one.path], paths) for one in conversions))
    show_table(errors() if as_json else output(), table)
    return Exit.BAD_INPUT if bad else Exit.OK


def _put(
    plans: Mapping[str, Plan], written: Callable[[Plan], str | None]
) -> tuple[dict[str, str | None], dict[str, Diagnostic]]:
    """Where each plan went, and an error for each that could not be put anywhere."""
    paths: dict[str, str | None] = {}
    refused: dict[str, Diagnostic] = {}
    for path, plan in plans.items():
        try:
            paths[path] = written(plan)
        except InputError as error:
            refused[path] = Diagnostic(
                code="not-written",
                severity=Severity.ERROR,
                message=error.message,
                path=path,
                hint=error.hint,
            )
    return paths, refused


def _counts(one: Conversion, findings: Sequence[Diagnostic]) -> tuple[int, int]:
    """How many errors and warnings a file has."""
    if is_empty(one):
        return 0, 0
    own = [each.severity for each in findings if each.path == one.path]
    return own.count(Severity.ERROR), own.count(Severity.WARNING)


def _row(one: Conversion, counts: tuple[int, int], paths: dict[str, str | None]) -> Row:
    wrong, warnings = counts
    if one.plan is None:
        what = "nothing in it is a task" if is_empty(one) else ""
        cells = (one.path, "", "", "", "", _shown(wrong), _shown(warnings), what)
        return Row(cells=_visible(cells), tone="bad" if wrong else "quiet")
    subtasks = one.plan.subtasks
    cells = (
        one.path,
        one.plan.source.dialect,
        str(len(subtasks)),
        str(sum(len(subtask.depends_on) for subtask in subtasks)),
        str(sum(len(commands_in_order(subtask)) for subtask in subtasks)),
        _shown(wrong),
        _shown(warnings),
        paths.get(one.path) or "",
    )
    return Row(cells=_visible(cells), tone="bad" if wrong else "open" if warnings else "good")


def _shown(count: int) -> str:
    return str(count) if count else ""


def _visible(cells: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(visible_line(cell) for cell in cells)


def _as_json(plans: Sequence[Plan], findings: Sequence[Diagnostic]) -> str:
    return "".join(_pieces(plans, findings))


def _pieces(plans: Sequence[Plan], findings: Sequence[Diagnostic]) -> Iterator[str]:
    import json

    from orchestrator.plan.shown import hidden
    from orchestrator.plan.tokens import hide_tokens

    told = hidden(as_data(findings), hide_tokens)
    yield f'{{"schema_version": {SCHEMA_VERSION}, "plans": ['
    yield ",".join("\n" + to_json(plan).rstrip("\n") for plan in plans)
    yield '\n], "findings": ' + json.dumps(told, ensure_ascii=False) + "}\n"
