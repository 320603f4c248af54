"""`control_task`: stop runs, have them go on, or begin later; several at once."""

from __future__ import annotations

from pathlib import Path

from orchestrator.asdata import as_data
from orchestrator.cli.arguments import AS_JSON, ROOT
from orchestrator.cli.output import errors, output
from orchestrator.cli.parameters import argument, option
from orchestrator.diagnostics import Exit, InputError
from orchestrator.operations.running.controlling import Action, Control, control
from orchestrator.report.visible import visible_line
from orchestrator.wiring import open_project

GIVEN = (
    argument("action", "ACTION", f"One of {', '.join(Action)}."),
    argument("tasks", "TASK", "Tasks, by file or id.", many=True, optional=True),
    option("--run", name="runs", value="ID", many=True, help="A run, by its id."),
    option("--subtask", value="ID", help="What retry_subtask runs again, with all after it."),
    option("--at", value="TIME", help="When reschedule begins: +2h, 2026-11-22T10:30."),
    AS_JSON,
    ROOT,
)


def control_task(
    *,
    action: str,
    tasks: list[str],
    runs: list[str],
    subtask: str | None,
    at: str | None,
    as_json: bool,
    root: Path | None,
) -> int:
    """Cancel runs, retry what failed or one subtask and all after it, or run a task later."""
    project = open_project(root, {})
    asked = Control(action=named(action), tasks=tasks, runs=runs, subtask=subtask, at=at)
    results = control(project, asked)
    if as_json:
        output().json({"schema_version": 1, "results": as_data(results)})
    for each in results if not as_json else ():
        where = output() if each.done else errors()
        where.line(visible_line(each.what if each.done else f"{each.target}: {each.what}"))
        if each.hint:
            errors().line(visible_line(f"  {each.hint}"))
    return Exit.OK if all(each.done for each in results) else Exit.BAD_INPUT


def named(action: str) -> Action:
    """The action of that name.

    Raises:
        InputError: there is none.
    """
    try:
        return Action(action.strip().lower().replace("-", "_"))
    except ValueError:
        raise InputError(
            f"there is no action {action!r}", hint=f"use one of {', '.join(Action)}"
        ) from None
