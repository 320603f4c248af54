"""`history show`: a run, or the attempts of one of its subtasks; changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from orchestrator.asdata import as_data
from orchestrator.cli.arguments import AS_JSON, ROOT, SUBTASK
from orchestrator.cli.console import show_table
from orchestrator.cli.hiding import hide_secrets
from orchestrator.cli.history.detailed import write_detail
from orchestrator.cli.history.told import attempts_table, here
from orchestrator.cli.logs import copy
from orchestrator.cli.output import output
from orchestrator.cli.parameters import argument, flag
from orchestrator.cli.rows import status_table, totals
from orchestrator.diagnostics import Exit, InputError
from orchestrator.operations.history.details import Detail, details_of
from orchestrator.operations.history.find import find_run
from orchestrator.operations.project import Project
from orchestrator.operations.reporting.logs import logs_of
from orchestrator.operations.reporting.status import LoadedRun, load_run
from orchestrator.plan.scrub import scrub
from orchestrator.plan.shown import hidden
from orchestrator.report.visible import visible_line
from orchestrator.run.selection import find
from orchestrator.run.summarize import summarize
from orchestrator.wiring import open_project

GIVEN = (
    argument("run", "RUN", "Its id, or the end of it."),
    replace(SUBTASK, required=False),
    flag("--log", help="And what the subtask's latest attempt printed."),
    AS_JSON,
    ROOT,
)


def show(*, run: str, subtask: str | None, log: bool, as_json: bool, root: Path | None) -> int:
    """Show how a run ended and all of its attempts, or those of one subtask in full."""
    project = open_project(root, {})
    loaded = load_run(project, "", run)
    hide_secrets(project, loaded.plan)
    if subtask is None:
        if log:
            raise InputError("--log is of one subtask", hint="name it behind the run")
        return _show_run(project, loaded, as_json=as_json)
    id_ = find(loaded.plan, subtask)[0]
    rows = [row for row in find_run(project, loaded.state.run) if row.subtask == id_]
    details = details_of(project, rows)
    if as_json:
        output().json({"schema_version": 1, "attempts": [as_data(each) for each in details]})
        return Exit.OK
    _write(project, details)
    if log:
        for each in logs_of(project, loaded.state.task, subtask, loaded.state.run):
            output().line(visible_line(f"--- {each.check or 'log'}"))
            copy(each.path, output(), more=lambda: False, raw=False)
    return Exit.OK


def _write(project: Project, details: Sequence[Detail]) -> None:
    if not details:
        output().line("it has not been tried")
    for number, detail in enumerate(details):
        if number:
            output().line()
        write_detail(output(), detail, here(project))


def _show_run(project: Project, loaded: LoadedRun, *, as_json: bool) -> int:
    summary = summarize(loaded.plan, loaded.state)
    rows = find_run(project, loaded.state.run)
    if as_json:
        data = as_data(summary)
        assert isinstance(data, dict)
        # The attempts of each subtask are counted in the summary; here they are themselves.
        output().json({**data, "history": [as_data(row) for row in rows]})
        return Exit.OK
    summary = hidden(summary, scrub)
    output().line(visible_line(f"{summary.task}: {summary.title}"))
    output().line(f"trace {summary.trace_id}")
    show_table(output(), status_table(summary))
    output().line(totals(summary))
    output().line()
    show_table(output(), attempts_table(rows, here(project)))
    return Exit.OK
