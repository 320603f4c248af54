"""The database's tables, version by version; knows no event.

A database remembers its version in `user_version`. Bringing it up to date happens in one
transaction, so a kill in the middle leaves the old version; a newer one is left alone. What
it was before stays beside it as a copy.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from orchestrator.diagnostics import StorageError
from orchestrator.stores import historyschema
from orchestrator.stores.copies import keep_copy

# Each entry brings the version before it to its own; entries are never changed, only added.
_MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """create table events (
            run text not null, seq integer not null, time text not null, type text not null,
            subtask text, attempt integer, data text not null,
            primary key (run, seq)) without rowid""",
        "create table plans (sha256 text primary key, json text not null) without rowid",
        # What lists and searches read instead of folding every event: kept in step with the
        # events by the same transactions, and made from them alone.
        """create table runs (
            number integer primary key, run text not null unique, task text not null,
            task_path text, plan text not null, state text not null,
            complete integer not null default 0, percent real not null default 0,
            exit_code integer, started_at text not null, ended_at text, pid integer)""",
        "create index runs_of_task on runs (task, number)",
        """create table attempts (
            run text not null, subtask text not null, attempt integer not null,
            status text not null, started_at text not null, ended_at text,
            duration_ms integer, exit_code integer, idempotency_key text not null unique,
            log text not null,
            primary key (run, subtask, attempt)) without rowid""",
    ),
    (
        # What people said to a run and its journal does not have yet.
        """create table inbox (
            number integer primary key autoincrement, run text not null, type text not null,
            data text not null)""",
        # Empty in runs that were begun before there was one.
        "alter table events add column chain text not null default ''",
    ),
    (
        # The digest is over all else in its row, and empty in runs of before.
        # Some databases of version 1 have a column in `runs` that nothing fills any more, and
        # some of version 2 an inbox that gives a number twice: both are made anew.
        """create table runs_anew (
            number integer primary key, run text not null unique, task text not null,
            task_path text, plan text not null, state text not null,
            complete integer not null default 0, percent real not null default 0,
            exit_code integer, started_at text not null, ended_at text, pid integer,
            digest text not null default '')""",
        """insert into runs_anew select number, run, task, task_path, plan, state, complete,
            percent, exit_code, started_at, ended_at, pid, '' from runs""",
        "drop table runs",
        "alter table runs_anew rename to runs",
        "create index runs_of_task on runs (task, number)",
        """create table inbox_anew (
            number integer primary key autoincrement, run text not null, type text not null,
            data text not null)""",
        "insert into inbox_anew select number, run, type, data from inbox",
        "drop table inbox",
        "alter table inbox_anew rename to inbox",
    ),
    (
        # Events are appended by a number, so that a transaction writes two pages and not seven:
        # that of their run, and below that of 32 bits their place in it. The view has them by
        # run and place.
        """create table journal (
            number integer primary key, time text not null, type text not null,
            subtask text, attempt integer, data text not null, chain text not null default '')""",
        """insert into journal select runs.number << 32 | events.seq, events.time, events.type,
            events.subtask, events.attempt, events.data, events.chain
            from runs join events on events.run = runs.run order by 1""",
        "drop table events",
        """create view events as select runs.run as run, journal.number & 4294967295 as seq,
            journal.time, journal.type, journal.subtask, journal.attempt, journal.data,
            journal.chain, journal.number from runs join journal on journal.number
            between runs.number << 32 and (runs.number + 1 << 32) - 1""",
        """create table attempts_anew (
            number integer primary key, run text not null, subtask text not null,
            attempt integer not null, status text not null, started_at text not null,
            ended_at text, duration_ms integer, exit_code integer,
            idempotency_key text not null unique, log text not null,
            unique (run, subtask, attempt))""",
        """insert into attempts_anew select null, run, subtask, attempt, status, started_at,
            ended_at, duration_ms, exit_code, idempotency_key, log
            from attempts order by started_at""",
        "drop table attempts",
        "alter table attempts_anew rename to attempts",
    ),
    # From now on the JSON of plans is packed; what was there before stays text.
    ("alter table plans rename column json to content",),
    historyschema.STATEMENTS,
    (
        # Who does which subtask by hand for a while. No event: nothing has happened yet.
        """create table leases (
            run text not null, subtask text not null, token text not null unique,
            holder text not null, taken_at text not null, until text not null,
            primary key (run, subtask)) without rowid""",
    ),
    # What views say besides; nothing else is other.
    historyschema.MORE_IN_VIEWS,
)
VERSION = len(_MIGRATIONS)
# The lower bits of an event's number are its place in its run, those above the run's number.
PLACE_BITS = 32


def version_of(connection: sqlite3.Connection) -> int:
    """The version that the database has; 0 is an empty one."""
    (version,) = connection.execute("pragma user_version").fetchone()
    return int(version)


def refuse_newer(version: int, path: str) -> None:
    """Stop before a database that a newer release has written.

    Raises:
        StorageError: it is newer than this release knows.
    """
    if version > VERSION:
        raise StorageError(
            f"{path} was written by a newer release (schema {version}, known is {VERSION})",
            hint="update orchestrator; the file was left as it is",
        )


def migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Bring the database to the present version, all at once or not at all.

    Raises:
        StorageError: it is newer than this release knows, or no copy of it can be kept.
        sqlite3.Error: it cannot be written.
    """
    if version_of(connection) == VERSION:
        return
    connection.execute("begin immediate")
    try:
        # Asked again inside: another process may have done it while this one waited.
        version = version_of(connection)
        refuse_newer(version, str(path))
        if 0 < version < VERSION:
            keep_copy(path, version)
        for statements in _MIGRATIONS[version:]:
            for statement in statements:
                connection.execute(statement)
        connection.execute(f"pragma user_version = {VERSION}")
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise
