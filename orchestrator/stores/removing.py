"""Takes runs out of the tables, and tells how much they take; decides nothing, opens no log.

A plan goes with the last run that refers to it. The caller holds the task, so that nobody is
about to begin a run with a plan that is being taken out.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence

from orchestrator.operations.past import Space, Weight

_Rows = Callable[..., list[tuple[object, ...]]]
_OF_RUN = "journal.number between runs.number << 32 and (runs.number + 1 << 32) - 1"
_PLANS = f"""select json_extract(journal.data, '$.plan') from runs join journal on {_OF_RUN}
    where runs.run = ? and journal.type in ('run_started', 'run_resumed')"""
# What a run stands on is its last plan; with the first one it can be told what was changed.
_IS_USED = """select 1 from runs where plan = ?1 union all
    select 1 from runs join journal on journal.number = runs.number << 32 | 1
    where json_extract(journal.data, '$.plan') = ?1 limit 1"""
_OLD = "started_at < ?1 and coalesce(ended_at, started_at) < ?1 and (?2 is null or task = ?2)"
# What a row takes beside its longest text, indexes included: measured, to the next hundred.
_EVENT_BYTES, _ATTEMPT_BYTES = 100, 500


def remove_runs(connection: sqlite3.Connection, runs: Sequence[str]) -> None:
    """Forget runs: their events, attempts, leases, what was said to them, and plans of theirs
    alone."""
    plans: set[str] = set()
    for run in runs:
        plans.update(str(plan) for (plan,) in connection.execute(_PLANS, (run,)))
        connection.execute(
            "delete from journal where number >= (select number << 32 from runs where run = ?1)"
            " and number < (select number + 1 << 32 from runs where run = ?1)",
            (run,),
        )
        for table in ("attempts", "inbox", "leases", "runs"):
            connection.execute(f"delete from {table} where run = ?", (run,))
    for plan in plans:
        if connection.execute(_IS_USED, (plan,)).fetchone() is None:
            connection.execute("delete from plans where sha256 = ?", (plan,))


def remove_imported(
    connection: sqlite3.Connection, before: str, task: str | None, most: int
) -> None:
    """Forget at most so many attempts that had ended by then."""
    connection.execute(
        f"delete from imported where number in"
        f" (select number from imported where {_OLD} order by started_at limit ?3)",
        (before, task, most),
    )


def weight_of(rows: _Rows, runs: Sequence[str], before: str | None, task: str | None) -> Weight:
    """Of runs, and of imported attempts that had ended by then."""
    attempts = texts = 0
    for run in runs:
        ((events, length),) = rows(
            f"select count(*), total(length(data)) from runs join journal on {_OF_RUN}"
            " where run = ?",
            run,
        )
        ((tried,),) = rows("select count(*) from attempts where run = ?", run)
        attempts += _int(tried)
        texts += _int(length) + _int(events) * _EVENT_BYTES
    imported = 0
    if before is not None:
        # No row at all is where there is no database.
        found = rows(f"select count(*) from imported where {_OLD}", before, task)
        imported = sum(_int(number) for (number,) in found)
    weight = texts + (attempts + imported) * _ATTEMPT_BYTES
    return Weight(attempts=attempts, imported=imported, bytes=weight)


def space(connection: sqlite3.Connection) -> Space:
    """What the file takes, with what is still in its log."""
    pages, free, size = (
        _int(connection.execute(f"pragma {name}").fetchone()[0])
        for name in ("page_count", "freelist_count", "page_size")
    )
    return Space(total=pages * size, free=free * size)


def shrink(connection: sqlite3.Connection, patience_s: float) -> None:
    """Write the database anew without free pages; the file is cut when nobody reads it."""
    (before,) = connection.execute("pragma busy_timeout").fetchone()
    connection.execute(f"pragma busy_timeout = {int(patience_s * 1000)}")
    try:
        connection.execute("vacuum")
        connection.execute("pragma wal_checkpoint(truncate)").fetchone()
    finally:
        connection.execute(f"pragma busy_timeout = {before}")


def _int(value: object) -> int:
    return int(float(str(value)))
