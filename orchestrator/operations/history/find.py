"""Finds attempts: those asked for, those of a trace, the last that failed, their causes."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from orchestrator.diagnostics import InputError
from orchestrator.operations.converting.find import id_of
from orchestrator.operations.past import (
    FAILED,
    STATUSES,
    Asked,
    AttemptRow,
    ErrorRow,
    History,
    Parent,
)
from orchestrator.operations.project import Project
from orchestrator.operations.reporting.status import is_driven

_RUNS_NAMED_FROM = 50
# A shorter end of an id is met by chance.
_SHORTEST_END = 4


class Traced(Struct, frozen=True, kw_only=True):
    """An attempt among those of its trace, and what it built on."""

    attempt: AttemptRow
    parents: tuple[Parent, ...]


def task_named(project: Project, name: str) -> str:
    """The id under which a task's attempts are kept; it may be named as everywhere, by its number
    or file too.

    Raises:
        InputError: there are none.
    """
    records, history = project.records(), project.history()
    try:
        for id_ in (name, id_of(project, name)):
            if records.latest_run(id_) is not None or id_ in history.imported_tasks():
                return id_
        run = {row.task for row in records.runs(_RUNS_NAMED_FROM)}
        known = sorted(run | history.imported_tasks())
    finally:
        records.close()
        history.close()
    hint = f"known are {', '.join(known[:8])}" if known else "nothing has run here"
    raise InputError(f"nothing is recorded of {name}", hint=hint)


def find_attempts(project: Project, asked: Asked) -> Sequence[AttemptRow]:
    """The latest first; one whose process is gone says interrupted.

    Raises:
        InputError: there is no such status.
    """
    check_statuses(asked)
    history = project.history()
    try:
        return latest_of(project, history, asked)
    finally:
        history.close()


def latest_of(project: Project, history: History, asked: Asked) -> Sequence[AttemptRow]:
    """As `find_attempts`, of a history that is open."""
    ended = tuple(status for status in asked.statuses if status != "running")
    rows: Sequence[AttemptRow] = ()
    if ended or not asked.statuses:
        found = history.attempts(replace(asked, statuses=ended))
        rows = [as_it_is(project, row) for row in found]
    if {"running", "interrupted"}.isdisjoint(asked.statuses):
        return rows
    # Which of the few that are recorded as running are what was asked for, only a look tells: so
    # none of them may take the place of another that is.
    begun = history.attempts(replace(asked, statuses=("running",), limit=None))
    now = (as_it_is(project, row) for row in begun)
    rows = [*rows, *(row for row in now if row.status in asked.statuses)]
    rows.sort(key=lambda row: row.started_at, reverse=True)
    return rows[: asked.limit]


def check_statuses(asked: Asked) -> None:
    """See that there are such statuses.

    Raises:
        InputError: there is no such status.
    """
    for status in asked.statuses:
        if status not in STATUSES:
            raise InputError(f"there is no status {status}", hint=f"one of {', '.join(STATUSES)}")


def last_failed(project: Project, number: int, asked: Asked) -> Sequence[AttemptRow]:
    """The attempts that failed last, the latest first."""
    return find_attempts(project, replace(asked, statuses=FAILED, limit=number))


def find_errors(project: Project, asked: Asked) -> Sequence[ErrorRow]:
    """What attempts failed of, the cause seen last first."""
    history = project.history()
    try:
        return history.errors(asked)
    finally:
        history.close()


def find_trace(project: Project, id_: str) -> tuple[str, Sequence[Traced]]:
    """A trace by its id, or by a run or a span in it, or by the end of either id of it.

    Raises:
        InputError: there is none, or several end so.
    """
    history = project.history()
    try:
        trace_id = _one_trace(history, id_)
        rows = [as_it_is(project, row) for row in history.of_trace(trace_id)]
        parents = {run: history.parents(run) for run in {row.run for row in rows if row.run}}
    finally:
        history.close()
    none: dict[tuple[str, int], tuple[Parent, ...]] = {}
    return trace_id, [
        Traced(
            attempt=row,
            parents=parents.get(row.run or "", none).get((row.subtask, row.attempt), ()),
        )
        for row in rows
    ]


def find_run(project: Project, run: str) -> Sequence[AttemptRow]:
    """All attempts of a run, in the order in which they began."""
    history = project.history()
    try:
        return [as_it_is(project, row) for row in history.of_run(run)]
    finally:
        history.close()


def _one_trace(history: History, id_: str) -> str:
    found = history.traces(id_) if len(id_) >= _SHORTEST_END else ()
    if not found:
        raise InputError(
            f"there is no trace, run or span {id_}", hint="`history list --json` has their ids"
        )
    if len(found) > 1:
        raise InputError(
            f"{len(found)} traces end in {id_}", hint=f"give more of the id: {', '.join(found[:5])}"
        )
    return found[0]


def as_it_is(project: Project, row: AttemptRow) -> AttemptRow:
    """What is recorded as running and is driven by nobody was interrupted."""
    if row.status != "running" or row.run is None or is_driven(project, row.task, row.run):
        return row
    return replace(row, status="interrupted", reason="its process is gone")
