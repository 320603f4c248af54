"""`history compare`: what is different between two runs; changes nothing."""

from __future__ import annotations

from pathlib import Path

from orchestrator.asdata import as_data
from orchestrator.cli.arguments import AS_JSON, ROOT
from orchestrator.cli.console import show_table
from orchestrator.cli.hiding import hide_secrets_of_both
from orchestrator.cli.history.told import END_OF_ID, here, took, when
from orchestrator.cli.output import output
from orchestrator.cli.parameters import argument, flag
from orchestrator.cli.rows import Row, Table
from orchestrator.diagnostics import Exit
from orchestrator.operations.history.compare import Change, Side
from orchestrator.operations.history.compare import compare as compare_runs
from orchestrator.operations.reporting.status import load_run
from orchestrator.plan.scrub import scrub
from orchestrator.plan.shown import hidden
from orchestrator.report.visible import visible_line
from orchestrator.wiring import open_project

_HEAD = ("subtask", "definition", "status", "verdict", "took", "why now")

GIVEN = (
    argument("one", "RUN", "The earlier run: its id, or the end of it."),
    argument("other", "RUN", "The later run."),
    flag("--all", name="all_", help="Also the subtasks in which nothing but the time is other."),
    AS_JSON,
    ROOT,
)


def compare(*, one: str, other: str, all_: bool, as_json: bool, root: Path | None) -> int:
    """Show what changed from one run to the other: definitions, results, durations."""
    project = open_project(root, {})
    before, after = load_run(project, "", one), load_run(project, "", other)
    hide_secrets_of_both(project, before.plan, after.plan)
    found = hidden(compare_runs(before, after), scrub)
    if as_json:
        data = as_data(found)
        assert isinstance(data, dict)
        output().json({"schema_version": 1, **data})
        return Exit.OK
    now = here(project)
    for side in found.runs:
        started = when(side.started_at, now)
        output().line(visible_line(f"{_named(side)}: {side.percent:g}% complete, {started}"))
    if found.task:
        output().line(f"edited in the task: {', '.join(found.task)}")
    changes = [each for each in found.subtasks if all_ or each.is_other]
    if changes:
        output().line()
        show_table(output(), Table(head=_HEAD, rows=tuple(map(_row, changes))))
    else:
        output().line("no subtask is defined or ended otherwise; --all shows their times")
    return Exit.OK


def _named(side: Side) -> str:
    return f"{side.task} run {side.run[-END_OF_ID:]} {side.state} in {took(side.duration_ms)}"


def _row(change: Change) -> Row:
    cells = (
        change.subtask,
        ", ".join(change.definition) or "same",
        _both(*change.status),
        _both(*change.verdict),
        _both(*map(took, change.duration_ms)),
        "; ".join(change.reasons[1]),
    )
    tone = "bad" if change.verdict[1] == "incomplete" else "good"
    return Row(cells=tuple(map(visible_line, cells)), tone=tone if change.is_other else "quiet")


def _both(one: str | None, other: str | None) -> str:
    if one == other:
        return one or ""
    return f"{one or 'none'} -> {other or 'none'}"
