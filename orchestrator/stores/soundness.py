"""Whether the database is whole, asked when it is opened; knows no table.

A disk or a copy may have changed it. SQLite looks at a page when it comes to it, so a run
whose entry is damaged would be missing from a list without a word.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from orchestrator.stores.faults import damaged
from orchestrator.stores.schema import version_of

# Looking through so many bytes takes some 30 ms; larger ones are looked at as they are read.
_LARGEST = 16_000_000


def refuse_unsound(connection: sqlite3.Connection, path: Path) -> None:
    """Stop before a database that is not as SQLite has written it.

    Raises:
        StorageError: it is damaged.
        sqlite3.Error: it cannot be read.
    """
    if version_of(connection) == 0:
        _refuse_tables(connection, path)
        return
    if path.stat().st_size > _LARGEST:
        return
    (said,) = connection.execute("pragma integrity_check(1)").fetchone()
    if said != "ok":
        raise damaged(path, str(said).splitlines()[-1])


def _refuse_tables(connection: sqlite3.Connection, path: Path) -> None:
    """One without a version is one without tables: each comes with the other."""
    (tables,) = connection.execute("select count(*) from sqlite_master").fetchone()
    if tables and version_of(connection) == 0:
        raise damaged(path, "it has tables and no version")
