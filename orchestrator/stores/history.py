"""Answers what history is asked, from the tables alone; decides nothing.

Attempts that were recorded and those that were imported lie in two tables. Each question goes to
both, to an index of either that gives the answer in order, so that what is found first can be
put together here. The plans of all of them are looked at in the tests.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import merge
from itertools import islice, starmap
from typing import NamedTuple

from msgspec.structs import replace

from orchestrator.operations.past import (
    Asked,
    AttemptRow,
    ErrorRow,
    Measured,
    Parent,
    PastRun,
    Weight,
)
from orchestrator.run.events import Event
from orchestrator.stores.historyschema import RETRY_OF
from orchestrator.stores.reading import Reader, connect, readable
from orchestrator.stores.removing import weight_of
from orchestrator.stores.schema import VERSION, migrate, version_of

_SPAN = "substr(a.idempotency_key, 1, 16)"
_RECORDED = f"""'recorded', a.run, r.task, a.subtask, a.attempt, r.trace_id, {_SPAN},
    {RETRY_OF},
    a.validates, a.status, a.started_at, a.ended_at, a.duration_ms, a.waited_ms, a.cpu_ms,
    a.memory_kb, a.output_bytes, a.queue, a.exit_code, a.reason, a.error_type, a.error_message,
    a.error_hash, a.idempotency_key, a.log"""
_IMPORTED = """'imported', a.run, a.task, a.subtask, a.attempt, a.trace_id, null, null, 0,
    a.status, a.started_at, a.ended_at, a.duration_ms, null, null, null, null, a.queue,
    a.exit_code, a.reason, a.error_type, a.error_message, a.error_hash, a.key, null"""
_NAMES = AttemptRow.__struct_fields__
_PAGE = 1000
_MOST = 2**62  # as many as SQLite can count


class _Where(NamedTuple):
    """Conditions of a question and their values."""

    terms: list[str]
    values: list[object]

    def text(self) -> str:
        return " and ".join(self.terms) or "1"


class HistoryReader(Reader):
    """The history in the database at a path; see the port. One of an earlier schema stays as it is:
    a copy of it is brought up to date and asked."""

    def _connect(self) -> None:
        super()._connect()
        if self._connection is None or version_of(self._connection) == VERSION:
            return
        self._connection.close()
        path = self._copied()
        self._connection = connect(path, "mode=rw")
        migrate(self._connection, path)

    def attempts(self, asked: Asked) -> Sequence[AttemptRow]:
        """The latest first."""
        most = None if asked.limit is None else min(asked.limit, _MOST)
        limit = "" if most is None else f"limit {most}"
        found = [
            self._rows(f"{select} where {where.text()} {order} {limit}", *where.values)
            for select, where, order in (*_of_recorded(asked), _of_imported(asked))
        ]
        rows = merge(*(map(_row, rows) for rows in found), key=_begun, reverse=True)
        return list(islice(rows, most))

    def each_attempt(self, asked: Asked) -> Iterator[AttemptRow]:
        """The oldest first, read in pieces."""
        return merge(self._paged("recorded", asked), self._paged("imported", asked), key=_begun)

    def of_trace(self, trace_id: str) -> Sequence[AttemptRow]:
        """All of a trace, in the order in which they began."""
        recorded = self._rows(
            f"select {_RECORDED} from runs r join attempts a on a.run = r.run"
            " where r.trace_id = ? order by a.number",
            trace_id,
        )
        imported = self._rows(f"select {_IMPORTED} from imported a where a.trace_id = ?", trace_id)
        return sorted(map(_row, [*recorded, *imported]), key=_begun)

    def of_run(self, run: str) -> Sequence[AttemptRow]:
        """All of a run, in the order in which they began."""
        rows = self._rows(
            f"select {_RECORDED} from {_FROM['recorded']} where a.run = ? order by a.number", run
        )
        return [_row(row) for row in rows]

    def traces(self, ending: str) -> Sequence[str]:
        """The ids of traces that end so, or have a run that ends so, or a span of that id."""
        # What others call a trace or a run may have capitals; a run's end is its span, which has no
        # dashes.
        ending = readable(ending)
        exact = self._rows(
            "select trace_id from runs where trace_id = ?2 union"
            " select trace_id from runs where run = ?2 union"
            " select trace_id from imported where trace_id in (?1, ?2) union"
            " select trace_id from imported where run in (?1, ?2) and trace_id is not null",
            ending,
            ending.lower(),
        )
        found = exact or self._rows(
            "select distinct trace_id from runs where length(?1) > 0 and trace_id is not null and"
            " (substr(trace_id, -length(?1)) = ?1 or"
            " substr(replace(run, '-', ''), -length(?1)) = ?1)"
            " union select distinct trace_id from imported where trace_id is not null and"
            " length(?1) > 0 and substr(replace(lower(trace_id), '-', ''), -length(?1)) = ?1"
            " union select r.trace_id from attempts a join runs r on r.run = a.run where"
            " length(?1) = 16 and a.idempotency_key >= ?1 and a.idempotency_key < ?1 || 'g'",
            ending.lower().replace("-", ""),
        )
        return [str(trace_id) for (trace_id,) in found if trace_id is not None]

    def parents(self, run: str) -> dict[tuple[str, int], tuple[Parent, ...]]:
        """Of each attempt of a run, by subtask and number."""
        rows = self._rows(
            "select a.subtask, a.attempt, parent.value from attempts a"
            " join journal j on j.number = a.event, json_each(j.data, '$.parents') parent"
            " where a.run = ? order by a.number, parent.key",
            run,
        )
        keys = self._rows(
            f"select a.subtask, a.attempt, {_SPAN} from attempts a where a.run = ?", run
        )
        spans = {f"{subtask}.{attempt}": str(span) for subtask, attempt, span in keys}
        found: dict[tuple[str, int], tuple[Parent, ...]] = {}
        for subtask, attempt, name in rows:
            of, _, number = str(name).rpartition(".")
            parent = Parent(subtask=of, attempt=int(number), span_id=spans.get(str(name), ""))
            key = (str(subtask), int(str(attempt)))
            found[key] = (*found.get(key, ()), parent)
        return found

    def events_of(self, run: str, subtask: str, attempt: int) -> Sequence[Event]:
        """What was recorded of one attempt, in order."""
        rows = self._rows(
            "select seq, type, data from events where run = ? and subtask = ? and attempt = ?"
            " order by number",
            run,
            subtask,
            attempt,
        )
        return [self._event(run, *row) for row in rows]

    def errors(self, asked: Asked) -> Sequence[ErrorRow]:
        """The causes, the one seen last first."""
        causes: dict[str, ErrorRow] = {}
        for table in ("recorded", "imported"):
            where = _where(table, asked)
            where.terms.append("a.error_hash is not null")
            # With `max` the other columns are those of its row.
            rows = self._rows(
                f"select a.error_hash, a.error_type, a.error_message, min(a.started_at),"
                f" max(a.started_at), count(*), {_task(table)}, a.subtask, a.run from"
                f" {_FROM[table]} where {where.text()} group by a.error_hash",
                *where.values,
            )
            for row in rows:
                cause = ErrorRow(**dict(zip(ErrorRow.__struct_fields__, row, strict=True)))  # type: ignore[arg-type]  # as declared
                known = causes.get(cause.hash)
                causes[cause.hash] = cause if known is None else _together(known, cause)
        found = sorted(causes.values(), key=lambda cause: cause.last_seen, reverse=True)
        return found[: asked.limit]

    def known(self, keys: Sequence[str]) -> set[str]:
        """Those of the keys that an attempt has, recorded or imported."""
        found: set[str] = set()
        for at in range(0, len(keys), _PAGE):
            part = keys[at : at + _PAGE]
            marks = ", ".join("?" * len(part))
            rows = self._rows(
                f"select key from imported where key in ({marks}) union all"
                f" select idempotency_key from attempts where idempotency_key in ({marks})",
                *part,
                *part,
            )
            found.update(str(key) for (key,) in rows)
        return found

    def past_runs(self) -> Sequence[PastRun]:
        """All runs, in the order in which they began."""
        rows = self._rows(
            "select run, task, coalesce((select time from journal where journal.number"
            " between runs.number << 32 and (runs.number + 1 << 32) - 1"
            " order by journal.number desc limit 1), started_at),"
            " (select count(*) from attempts where attempts.run = runs.run) from runs"
            " order by number"
        )
        names = PastRun.__struct_fields__
        return [PastRun(**dict(zip(names, row, strict=True))) for row in rows]  # type: ignore[arg-type]  # as declared

    def weight_of(self, runs: Sequence[str], before: str | None, task: str | None) -> Weight:
        """Of these runs, and of what was imported and had ended by then."""
        return weight_of(self._rows, runs, before, task)

    def imported_tasks(self) -> set[str]:
        """The tasks of which attempts were imported."""
        return {str(task) for (task,) in self._rows("select distinct task from imported")}

    def measured(self, asked: Asked) -> Iterator[Measured]:
        """All that have ended, without those that only checked again."""
        for table in ("recorded", "imported"):
            where = _where(table, asked)
            if table == "recorded":
                where.terms.append("a.ended_at is not null and not a.validates")
            run = "a.run" if table == "recorded" else "coalesce(a.run, a.started_at)"
            rows = self._rows(
                f"select {_task(table)}, a.subtask, {run}, a.attempt, a.status, a.duration_ms"
                f" from {_FROM[table]} where {where.text()}",
                *where.values,
            )
            yield from starmap(Measured, rows)

    def _paged(self, table: str, asked: Asked) -> Iterator[AttemptRow]:
        columns, last = _COLUMNS[table], ("", 0)
        while True:
            where = _where(table, asked)
            where.terms.append("(a.started_at, a.number) > (?, ?)")
            rows = self._rows(
                f"select a.number, {columns} from {_FROM[table]} where {where.text()}"
                f" order by a.started_at, a.number limit {_PAGE}",
                *where.values,
                *last,
            )
            if not rows:
                return
            found = [_row(row[1:]) for row in rows]
            yield from found
            last = (found[-1].started_at, int(str(rows[-1][0])))


_FROM = {"recorded": "attempts a join runs r on r.run = a.run", "imported": "imported a"}
_FROM_RUNS = "runs r cross join attempts a on a.run = r.run"
# Also of those that began at the same moment the order is always the same: pages rely on it.
_LATEST_FIRST = "order by a.started_at desc, a.number desc"
_COLUMNS = {"recorded": _RECORDED, "imported": _IMPORTED}


def _task(table: str) -> str:
    return "r.task" if table == "recorded" else "a.task"


def _where(table: str, asked: Asked) -> _Where:
    """The conditions that are the same for every question."""
    where = _Where([], [])
    for term, value in (
        (f"{_task(table)} = ?", asked.task),
        ("a.started_at >= ?", asked.since),
        ("a.started_at < ?", asked.until),
        ("a.started_at <= ?", asked.upto),
        ("a.queue = ?", asked.queue),
        ("a.error_hash = ?", asked.error_hash),
    ):
        if value is not None:
            where.terms.append(term)
            where.values.append(readable(value))
    if asked.statuses:
        marks = ", ".join("?" * len(asked.statuses))
        where.terms.append(f"a.status in ({marks})")
        where.values.extend(asked.statuses)
        if "succeeded" not in asked.statuses:
            # As the index says it, else it is not taken.
            where.terms.append("a.status <> 'succeeded'")
            if table == "recorded" and "running" not in asked.statuses:
                where.terms.append("a.ended_at is not null")
    return where


def _of_recorded(asked: Asked) -> Iterator[tuple[str, _Where, str]]:
    """What to select from, where, and in which order the index gives it."""
    order = _LATEST_FIRST
    if "running" in asked.statuses:
        # Those of the few runs that have not ended, or were killed.
        where = _where("recorded", replace(asked, statuses=("running",)))
        where.terms.append("r.state = 'running'")
        yield f"select {_RECORDED} from {_FROM_RUNS}", where, order
        asked = replace(asked, statuses=tuple(set(asked.statuses) - {"running"}))
        if not asked.statuses:
            return
    where, source = _where("recorded", asked), _FROM["recorded"]
    if asked.task is not None and asked.since is asked.until is None and not asked.statuses:
        # The runs of the task from the last one back, until there are enough.
        source, order = _FROM_RUNS, "order by r.number desc, a.number desc"
    yield f"select {_RECORDED} from {source}", where, order


def _of_imported(asked: Asked) -> tuple[str, _Where, str]:
    where = _where("imported", asked)
    return f"select {_IMPORTED} from imported a", where, _LATEST_FIRST


def _row(values: Sequence[object]) -> AttemptRow:
    row = dict(zip(_NAMES, values, strict=True))
    row["validates"] = bool(row["validates"])
    return AttemptRow(**row)  # type: ignore[arg-type]  # the columns are of these types


def _begun(row: AttemptRow) -> str:
    return row.started_at


def _together(one: ErrorRow, other: ErrorRow) -> ErrorRow:
    """One cause in both tables."""
    last = max(one, other, key=lambda cause: cause.last_seen)
    first = min(one.first_seen, other.first_seen)
    return replace(last, first_seen=first, count=one.count + other.count)
