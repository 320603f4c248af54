"""`list_reports`: which reports and which evidence there are; changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from orchestrator.asdata import as_data
from orchestrator.cli.arguments import AS_JSON, ROOT
from orchestrator.cli.console import show_table
from orchestrator.cli.output import errors, output
from orchestrator.cli.parameters import option
from orchestrator.cli.rows import Row, Table
from orchestrator.diagnostics import Exit, InputError
from orchestrator.operations.reporting.list_reports import PAGE, SUMMARY, Found
from orchestrator.operations.reporting.list_reports import list_reports as find_reports
from orchestrator.plan.scrub import scrub
from orchestrator.report.visible import visible_line
from orchestrator.run.summary import COMPLETE, INCOMPLETE
from orchestrator.wiring import open_project

_END_OF_RUN = 12  # as many of an id's characters as `--run` needs to know it by
_HEAD = ("when", "task", "subtask", "verdict", "run", "path", "match")
_TONES = {COMPLETE: "good", INCOMPLETE: "bad", None: "quiet"}


GIVEN = (
    option("--search", value="TEXT", help="In names, titles and content."),
    option("--verdict", value="VERDICT", help="complete or incomplete."),
    option("--task", value="TASK", help="Of this task alone."),
    AS_JSON,
    ROOT,
)


def list_reports(
    *,
    search: str | None,
    verdict: str | None,
    task: str | None,
    as_json: bool,
    root: Path | None,
) -> int:
    """Find reports, people's own pages beside them, and evidence that was handed in."""
    if verdict is not None and verdict.lower() not in (COMPLETE, INCOMPLETE):
        raise InputError(f"there is no verdict {verdict}", hint=f"use {COMPLETE} or {INCOMPLETE}")
    if search is not None and not search.strip():
        raise InputError("there is nothing to search for", hint="give --search a text")
    project = open_project(root, {})
    found, notes = find_reports(
        project, search=search, verdict=verdict.lower() if verdict else None, task=task
    )
    for note in notes:
        errors().line(visible_line(f"warning: {note}"))
    if as_json:
        output().json({"schema_version": 1, "reports": [as_data(each) for each in found]})
    elif found:
        show_table(output(), _table(found, searched=search is not None))
    elif search is verdict is task is None and not notes:
        output().line("no reports yet: orchestrator execute_task TASK")
    else:
        output().line("nothing found")
    return Exit.OK


def _table(found: Sequence[Found], *, searched: bool) -> Table:
    """In a pipe all there is to know; a terminal has room for what fits beside a path."""
    left_out = {"match"} if not searched else set()
    if output().is_terminal:
        left_out |= {"run", "when"} if searched else {"run"}
    head = tuple(name for name in _HEAD if name not in left_out)
    return Table(head=head, rows=tuple(_row(each, head) for each in found))


def _row(found: Found, head: Sequence[str]) -> Row:
    remark = " (edited)" if found.edited else " (missing)" if found.missing else ""
    match = found.match
    place = f"{match.line}: " if match and match.line else ""
    cells = {
        "when": found.when.replace("T", " ")[:19],
        "task": found.task or "",
        "subtask": "(all)" if found.kind == SUMMARY else found.subtask or "",
        "verdict": "" if found.kind == PAGE else (found.verdict or "unknown").upper(),
        "run": (found.run or "")[-_END_OF_RUN:],
        "path": found.path + remark if found.path else f"({found.kind} by {scrub(found.by or '')})",
        "match": place + scrub(match.text) if match else "",
    }
    return Row(cells=tuple(visible_line(cells[name]) for name in head), tone=_TONES[found.verdict])
