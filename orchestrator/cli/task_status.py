"""`task_status`: where a run stands, or the latest runs of all tasks; changes nothing."""

from __future__ import annotations

import time
from pathlib import Path

from msgspec.structs import replace

from orchestrator.asdata import as_data
from orchestrator.cli.arguments import AS_JSON, ROOT, RUN, TASK, seconds
from orchestrator.cli.console import show_table
from orchestrator.cli.ending import next_lines
from orchestrator.cli.hiding import hide_secrets
from orchestrator.cli.output import output
from orchestrator.cli.parameters import flag, option
from orchestrator.cli.rows import bar, runs_table, status_table, totals
from orchestrator.diagnostics import Exit
from orchestrator.operations.later import appointed
from orchestrator.operations.project import Project
from orchestrator.operations.reporting.status import changed, latest_runs, load_run, status
from orchestrator.plan.scrub import scrub
from orchestrator.plan.shown import hidden
from orchestrator.report.visible import visible_line
from orchestrator.run.summarize import summarize
from orchestrator.run.summary import RunSummary
from orchestrator.wiring import open_project

_MOST_RUNS = 20
_PAUSE_S = 0.5
_CLEAR = "\x1b[H\x1b[2J"


GIVEN = (
    replace(TASK, required=False),
    RUN,
    AS_JSON,
    flag("--watch", help="Until the run has ended."),
    option("--wait", value="TIME", help="Until something changes, at most so long."),
    ROOT,
)


def task_status(
    *,
    task: str | None,
    run: str | None,
    as_json: bool,
    watch: bool,
    wait: str | None,
    root: Path | None,
) -> int:
    """Show where a run stands; without TASK the latest runs of all tasks."""
    project = open_project(root, {})
    if task is None and run is None:
        return _show_runs(project, as_json=as_json)
    loaded = load_run(project, task or "", run)
    hide_secrets(project, loaded.plan)
    terminal = _can_clear(project)
    summary = summarize(loaded.plan, loaded.state)
    if (wait_s := seconds("--wait", wait)) is not None:
        summary = changed(project, summary, wait_s)
    _show(summary, as_json=as_json, again=watch, terminal=terminal)
    if not as_json and (waiting := appointed(project, summary.task)) is not None:
        output().line(f"to be run at {waiting.at}: process {waiting.pid} waits for that")
    while watch and summary.state == "running" and output().stream is not None:
        time.sleep(_PAUSE_S)
        before, summary = summary, status(project, task or "", summary.run)
        if summary != before:
            _show(summary, as_json=as_json, again=watch, terminal=terminal)
    return Exit.OK


def _show_runs(project: Project, *, as_json: bool) -> int:
    runs = latest_runs(project, _MOST_RUNS)
    if as_json:
        output().json({"schema_version": 1, "runs": [as_data(row) for row in runs]})
    elif runs:
        show_table(output(), runs_table(runs))
    else:
        output().line("no runs yet: orchestrator execute_task TASK")
    return Exit.OK


def _show(summary: RunSummary, *, as_json: bool, again: bool, terminal: bool) -> None:
    if as_json:
        output().json(as_data(summary))
        return
    if again and terminal:
        output().write(_CLEAR)
    summary = hidden(summary, scrub)
    output().line(visible_line(f"{summary.task}: {summary.title}"))
    show_table(output(), status_table(summary))
    output().line(f"{bar(summary.percent)}  {totals(summary)}")
    if not again:
        for line in next_lines(summary):
            output().line(line)


def _can_clear(project: Project) -> bool:
    return output().is_terminal and project.environ.get("TERM", "dumb") != "dumb"
