"""`allow`: a person lets a task run where only what is allowed may; lists that, takes it back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from msgspec.structs import replace

from orchestrator.asdata import as_data
from orchestrator.cli.arguments import AS_JSON, DIALECT, ORDER, ROOT
from orchestrator.cli.console import show_table
from orchestrator.cli.findings import render
from orchestrator.cli.hiding import hide_secrets
from orchestrator.cli.output import errors, output
from orchestrator.cli.parameters import argument, flag, option
from orchestrator.cli.rows import Row, Table
from orchestrator.diagnostics import Exit, InputError
from orchestrator.operations.converting.convert import Asked
from orchestrator.operations.converting.find import find_task
from orchestrator.operations.project import Allowed, Project
from orchestrator.operations.running import trust
from orchestrator.operations.running.preview import commands_in_order
from orchestrator.plan.catalogue import is_catalogue
from orchestrator.plan.model import Plan
from orchestrator.report.visible import visible_line
from orchestrator.wiring import open_project

_HEAD = ("path", "standing", "allowed", "with", "sha256")
_TONES = {
    trust.Standing.UNCHANGED: "good",
    trust.Standing.CHANGED: "open",
    trust.Standing.GONE: "quiet",
}

GIVEN = (
    argument("task", "TASK", "A file, a plan's JSON or an id.", optional=True),
    flag("--list", name="listing", help="What is allowed, and whether it is as it was."),
    flag("--revoke", help="Allow nothing of the task any more."),
    ORDER,
    option("--agent", value="NAME", help="Who does prose steps."),
    DIALECT,
    AS_JSON,
    ROOT,
)


def allow(
    *,
    task: str | None,
    listing: bool,
    revoke: bool,
    order: str | None,
    agent: str | None,
    dialect: str | None,
    as_json: bool,
    root: Path | None,
) -> int:
    """Let a task run as it is now with `execute_task --only-allowed`. Nothing of it runs here."""
    asked = Asked(order=order, agent=agent, dialect=dialect)
    _refuse_together(task, asked, listing=listing, revoke=revoke)
    project = open_project(root, {})
    if task is None:
        return _list(project, as_json=as_json)
    if revoke:
        return _revoke(project, task, as_json=as_json)
    return _allow(project, task, asked, as_json=as_json)


def _refuse_together(task: str | None, asked: Asked, *, listing: bool, revoke: bool) -> None:
    """Raise InputError for what says nothing together, or nothing at all."""
    if listing and (task is not None or revoke):
        raise InputError("--list lists all that is allowed", hint="orchestrator allow --list")
    if task is None and not listing:
        raise InputError("TASK is missing", hint="orchestrator allow TASK, or allow --list")
    if asked != Asked() and (listing or revoke):
        raise InputError(
            "--order, --agent and --dialect say what is to be allowed",
            hint="--list and --revoke speak of all that was allowed, whatever it was asked for",
        )


def _allow(project: Project, task: str, asked: Asked, *, as_json: bool) -> int:
    found = find_task(project, task, asked)
    plan = found.plan
    if plan is not None:
        hide_secrets(project, plan)
    errors().write(render(found.findings, found.texts))
    for note in found.notes:
        errors().line(visible_line(f"note: {note}"))
    if plan is None:
        if as_json:
            findings = as_data(found.findings)
            output().json({"schema_version": 1, "findings": findings}, as_written=True)
        errors().line("nothing is allowed: the file has errors")
        return Exit.BAD_INPUT
    done = trust.allow(project, plan, asked, file=found.path)
    commands = sum(len(commands_in_order(subtask)) for subtask in plan.subtasks)
    if as_json:
        counts = {"subtasks": len(plan.subtasks), "commands": commands}
        data = {**_data(done.key, done.allowed), **counts, "findings": as_data(found.findings)}
        output().json({"schema_version": 1, **data}, as_written=True)
        return Exit.OK
    path = done.allowed.path
    output().line(visible_line(f"allowed: {path} as it is now, sha256 {done.allowed.sha256}"))
    counted = f"{_many(len(plan.subtasks), 'subtask')}, {_many(commands, 'command')}"
    output().line(visible_line(f"{counted}; see them: {_showing(project, plan, path, asked)}"))
    return Exit.OK


def _showing(project: Project, plan: Plan, path: str, asked: Asked) -> str:
    """The command that shows what would run; of a catalogue all that could."""
    if is_catalogue(plan):
        words = trust.named(project, path, replace(asked, agent=None))
        return f"orchestrator convert_task {words} --check"
    return f"orchestrator execute_task {trust.named(project, path, asked)} --dry-run"


def _list(project: Project, *, as_json: bool) -> int:
    found = trust.listed(project)
    if as_json:
        rows = [{**_data(each.key, each.allowed), "standing": each.standing} for each in found]
        output().json({"schema_version": 1, "allowed": rows}, as_written=True)
    elif found:
        show_table(output(), Table(head=_HEAD, rows=tuple(map(_row, found))))
    else:
        output().line("nothing is allowed in this project: orchestrator allow TASK")
    return Exit.OK


def _revoke(project: Project, task: str, *, as_json: bool) -> int:
    forgotten = trust.forget(project, task)
    if as_json:
        rows = [_data(key, about) for key, about in forgotten.items()]
        output().json({"schema_version": 1, "revoked": rows}, as_written=True)
        return Exit.OK
    for path in sorted({about.path for about in forgotten.values()}):
        output().line(visible_line(f"allowed no more: {path}"))
    return Exit.OK


def _row(each: trust.Listed) -> Row:
    about = each.allowed
    said = (("order", about.order), ("agent", about.agent), ("dialect", about.dialect))
    cells = (
        about.path,
        each.standing,
        about.at.replace("T", " ")[:19],
        ", ".join(f"{name} {value}" for name, value in said if value),
        about.sha256[:12],
    )
    return Row(cells=tuple(visible_line(cell) for cell in cells), tone=_TONES[each.standing])


def _data(key: str, about: Allowed) -> dict[str, Any]:
    return {"key": key, **as_data(about)}


def _many(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
