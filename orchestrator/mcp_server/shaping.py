"""How runs and rows become records of an answer: short, without secrets; knows no tool."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from orchestrator.asdata import as_data
from orchestrator.mcp_server.answers import Record, RunStatus
from orchestrator.mcp_server.cutting import number_of
from orchestrator.operations.concealing import hiding
from orchestrator.operations.later import appointed
from orchestrator.operations.project import Project
from orchestrator.operations.reporting.status import LoadedRun
from orchestrator.plan.shown import hidden
from orchestrator.report.visible import visible_line
from orchestrator.run.status import RunOutcome, Status, Wait
from orchestrator.run.summarize import summarize
from orchestrator.run.summary import COMPLETE, RunSummary, SubtaskSummary

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
        next=next_step(summary),
    )


def next_step(summary: RunSummary) -> str:
    """What to do about a run as it stands."""
    if summary.state == RunOutcome.RUNNING:
        return "it goes on: task_status with wait_s answers when something changes"
    if summary.complete:
        return ""
    failed = [row.id for row in summary.subtasks if row.status in (Status.FAILED, Status.TIMED_OUT)]
    if failed:
        return (
            f"{_some(failed)} failed: see history with query result, run and subtask; mend the "
            "cause, then control_task with retry_failed"
        )
    asking = [row.id for row in summary.subtasks if row.waits_for == Wait.APPROVAL]
    by_hand = [row.id for row in summary.subtasks if row.waits_for == Wait.PERSON]
    if by_hand or any(row.verdict != COMPLETE and row.counted for row in summary.subtasks):
        told = f"; {_some(asking)} waits for a person's approval" if asking else ""
        if summary.state in (RunOutcome.INTERRUPTED, RunOutcome.CANCELLED):
            return f"go on with execute_task and resume{told}"
        if by_hand or not asking:
            return f"next_subtask gives the next one that is done by hand{told}"
        return told.removeprefix("; ")
    return ""


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
    """A record without what is empty."""
    return {name: value for name, value in record.items() if value not in (None, "", [], {})}


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


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(names[:3]) + more
