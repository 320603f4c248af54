"""How runs and rows become records of an answer: short, without secrets; knows no tool."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from orchestrator.asdata import as_data
from orchestrator.mcp_server.answers import Record, RunStatus
from orchestrator.mcp_server.calls import call
from orchestrator.mcp_server.cutting import number_of
from orchestrator.mcp_server.following import after_run
from orchestrator.operations.concealing import hiding
from orchestrator.operations.later import appointed
from orchestrator.operations.project import Project
from orchestrator.operations.reporting.status import LoadedRun
from orchestrator.plan.shown import hidden
from orchestrator.report.visible import visible_line
from orchestrator.run.summarize import summarize
from orchestrator.run.summary import COMPLETE, SubtaskSummary

T = TypeVar("T")

PAGE = 20
_MOST_REASONS = 3
_LONGEST_REASON = 300


def status_answer(project: Project, loaded: LoadedRun, cursor: str | None = None) -> RunStatus:
    """Where a run stands: what is not complete first, in pages.

    Raises:
        InputError: there is no such page.
    """
    hide = hiding(project, loaded.plan)
    summary = hidden(summarize(loaded.plan, loaded.state), hide)
    rows = sorted(summary.subtasks, key=lambda row: row.verdict == COMPLETE)
    page, further = page_of(rows, cursor, PAGE)
    waiting = appointed(project, summary.task)
    return RunStatus(
        task=summary.task,
        run=summary.run,
        state=summary.state,
        complete=summary.complete,
        percent=summary.percent,
        counts=dict(Counter(str(row.status) for row in summary.subtasks)),
        subtasks=[_row(row) for row in page],
        starts_at=waiting.at if waiting else None,
        cursor=further,
        next=_appointment(summary.task, waiting.at) if waiting else after_run(loaded, summary),
    )


def _appointment(task: str, at: str | None) -> str:
    off = call("control_task", action="cancel", task=task)
    return f"it begins, or goes on, by itself at {at}; {off} calls that off"


def page_of(rows: Sequence[T], cursor: str | None, size: int) -> tuple[Sequence[T], str | None]:
    """The rows of a page, and the cursor of the next one.

    Raises:
        InputError: the cursor is none.
    """
    start = number_of(cursor)
    end = start + size
    return rows[start:end], str(end) if end < len(rows) else None


def records(values: Iterable[object]) -> list[Record]:
    """Values as records without what is empty."""
    return [slim(as_data(value)) for value in values]


def slim(record: Mapping[str, object]) -> Record:
    """A record without what is empty, in it and in what it holds."""
    lean = {name: _lean(value) for name, value in record.items()}
    return {name: value for name, value in lean.items() if value not in (None, "", [], {})}


def _lean(value: object) -> object:
    if isinstance(value, dict):
        return slim(value)
    if isinstance(value, list | tuple):
        return [_lean(each) for each in value]
    return value


def _row(row: SubtaskSummary) -> Record:
    told = {
        "id": row.id,
        "title": visible_line(row.title),
        "status": str(row.status),
        "verdict": row.verdict,
        "reasons": [visible_line(each)[:_LONGEST_REASON] for each in row.reasons[:_MOST_REASONS]],
        "more_reasons": max(len(row.reasons) - _MOST_REASONS, 0) or None,
        "waits_for": row.waits_for,
    }
    return slim(told)
