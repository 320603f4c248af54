"""`history`: what was ever tried, and one attempt's result with its log."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, Literal, NamedTuple

from msgspec import Struct
from msgspec.structs import replace
from pydantic import Field

from orchestrator.asdata import as_data
from orchestrator.diagnostics import InputError
from orchestrator.mcp_server.acting import Acting, within
from orchestrator.mcp_server.answers import Past, Record
from orchestrator.mcp_server.cutting import piece_of_log
from orchestrator.mcp_server.shaping import page_of, records, slim
from orchestrator.operations.concealing import hiding
from orchestrator.operations.history.details import Detail, details_of
from orchestrator.operations.history.find import (
    find_attempts,
    find_errors,
    find_run,
    find_trace,
    last_failed,
    task_named,
)
from orchestrator.operations.history.stats import stats_of
from orchestrator.operations.past import Asked, AttemptRow
from orchestrator.operations.project import Project
from orchestrator.operations.reporting.logs import logs_of
from orchestrator.operations.reporting.status import load_run
from orchestrator.plan.shown import hidden
from orchestrator.run.selection import find

Query = Literal["list", "trace", "last_failed", "errors", "stats", "result"]
_ROWS = 20
# What a list of attempts leaves to the result of one.
_DETAILS = frozenset(
    ["idempotency_key", "span_id", "retry_of", "waited_ms", "cpu_ms", "memory_kb", "output_bytes"]
)
_CURSOR = re.compile(r"(\d{4}-\d\d-\d\dT[\d:.]{1,30}Z)/(\d{1,9})", re.ASCII)


class Question(Struct, frozen=True, kw_only=True):
    """What is asked of history."""

    query: str
    task: str | None = None
    trace_id: str | None = None
    run: str | None = None
    subtask: str | None = None
    status: str | None = None
    limit: int | None = None
    cursor: str | None = None


def make(acting: Acting) -> Callable[..., Awaitable[Past]]:
    """The tool."""

    async def history(
        query: Query,
        task: str | None = None,
        trace_id: Annotated[str | None, Field(description="For trace: of a trace or run.")] = None,
        run: Annotated[str | None, Field(description="For result.")] = None,
        subtask: Annotated[str | None, Field(description="For result, with its log.")] = None,
        status: Annotated[str | None, Field(description="For list: failed, succeeded, …")] = None,
        limit: Annotated[int | None, Field(ge=1, le=200)] = None,
        cursor: str | None = None,
    ) -> Past:
        """Attempts of the past: list, trace, last_failed, errors (by cause), stats, or the result
        of one subtask with the end of its log."""
        asked = Question(
            query=query,
            task=task,
            trace_id=trace_id,
            run=run,
            subtask=subtask,
            status=status,
            limit=limit,
            cursor=cursor,
        )
        return await acting.do(lambda project: answer(project, asked))

    return history


def answer(project: Project, asked: Question) -> Past:
    """The answer to a question.

    Raises:
        InputError: it is not whole, or there is nothing of that name.
    """
    if not project.workspace.database.exists():
        return Past(rows=[], next="nothing has run here: convert_task, then execute_task")
    return _ANSWERS[asked.query](project, asked)


def _asked(project: Project, asked: Question, limit: int) -> Asked:
    task = task_named(project, within(project, asked.task)) if asked.task else None
    statuses = tuple(each.strip() for each in (asked.status or "").split(",") if each.strip())
    return Asked(task=task, statuses=statuses, limit=limit)


def _list(project: Project, asked: Question) -> Past:
    size = asked.limit or _ROWS
    place = _place(asked.cursor)
    # One more than the page has tells whether there is another.
    wanted = _asked(project, asked, place.told + size + 1)
    found = find_attempts(project, replace(wanted, upto=place.moment))[place.told :]
    page = found[:size]
    further = str(_after(page, place)) if len(found) > size else None
    brief = [{name: row[name] for name in row if name not in _DETAILS} for row in records(page)]
    return Past(rows=brief, cursor=further)


class _Place(NamedTuple):
    """Where a page begins: at what began at a moment, without so many that were told before. What
    begins meanwhile moves no page, and what was told need not be read again."""

    moment: str | None = None
    told: int = 0

    def __str__(self) -> str:
        return f"{self.moment}/{self.told}"


def _place(cursor: str | None) -> _Place:
    if cursor is None:
        return _Place()
    found = _CURSOR.fullmatch(cursor)
    if found is None:
        raise InputError(f"{cursor!r} is no cursor", hint="give the one of the last answer")
    return _Place(found[1], int(found[2]))


def _after(page: Sequence[AttemptRow], before: _Place) -> _Place:
    last = page[-1].started_at
    told = sum(row.started_at == last for row in page)
    return _Place(last, told + (before.told if before.moment == last else 0))


def _trace(project: Project, asked: Question) -> Past:
    id_ = asked.trace_id or asked.run
    if id_ is None:
        raise InputError("no trace is named", hint="give trace_id: of a trace, a run or a span")
    _, found = find_trace(project, id_)
    page, further = page_of(found, asked.cursor, asked.limit or _ROWS)
    rows = [slim({**as_data(each.attempt), "parents": as_data(each.parents)}) for each in page]
    return Past(rows=rows, cursor=further)


def _last_failed(project: Project, asked: Question) -> Past:
    found = last_failed(project, asked.limit or 5, _asked(project, asked, 0))
    return Past(rows=[_detail(project, each) for each in details_of(project, found)])


def _errors(project: Project, asked: Question) -> Past:
    found = find_errors(project, _asked(project, asked, asked.limit or _ROWS))
    return Past(rows=records(found))


def _stats(project: Project, asked: Question) -> Past:
    tasks, subtasks = stats_of(project, _asked(project, asked, 0))
    page, further = page_of([*tasks, *subtasks], asked.cursor, asked.limit or _ROWS)
    return Past(rows=records(page), cursor=further)


def _result(project: Project, asked: Question) -> Past:
    if asked.run is None and asked.task is None:
        raise InputError("no run is named", hint="give run, or task for its latest run")
    loaded = load_run(project, within(project, asked.task or ""), asked.run)
    hide = hiding(project, loaded.plan)
    rows = find_run(project, loaded.state.run)
    if asked.subtask is None:
        page, further = page_of(hidden(tuple(rows), hide), asked.cursor, asked.limit or _ROWS)
        return Past(rows=records(page), cursor=further)
    id_ = find(loaded.plan, asked.subtask)[0]
    details = details_of(project, [row for row in rows if row.subtask == id_])
    told = [_detail(project, hidden(each, hide)) for each in details[-(asked.limit or 3) :]]
    if loaded.state.of(id_).log is None:
        return Past(rows=told, next="" if told else "it has not run: task_status says why")
    log = logs_of(project, loaded.plan.id, id_, loaded.state.run)[0]
    piece = piece_of_log(log.path, asked.cursor, hide)
    before = f"bytes {piece.start} to {piece.end} of {piece.size}"
    whole = piece.start == 0 and piece.end == piece.size
    return Past(
        rows=told,
        log=piece.text,
        log_bytes=piece.size,
        cursor=str(piece.end) if piece.end < piece.size else None,
        next="" if whole else f"the log is cut: {before}; cursor is a byte to read from",
    )


def _detail(project: Project, detail: Detail) -> Record:
    return slim(
        {
            **slim(as_data(detail.attempt)),
            "commands": records(detail.commands),
            "files": records(detail.files),
        }
    )


_ANSWERS: dict[str, Callable[[Project, Question], Past]] = {
    "list": _list,
    "trace": _trace,
    "last_failed": _last_failed,
    "errors": _errors,
    "stats": _stats,
    "result": _result,
}
