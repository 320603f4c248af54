"""Writes attempts of other systems into the table of those; makes no run of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import astuple

from orchestrator.operations.past import ImportedRow
from orchestrator.run.moments import stamp

_COLUMNS = ImportedRow.__struct_fields__
# An attempt that was recorded here may come back in an export of this program.
_INSERT = f"""insert into imported ({", ".join(_COLUMNS)}, imported_at)
    select {", ".join(f"?{number}" for number in range(1, len(_COLUMNS) + 2))}
    where not exists (select 1 from attempts where idempotency_key = ?1)
    on conflict (key) do nothing"""
_CACHE_KB = 64_000
assert _COLUMNS[0] == "key"


def take_in(connection: sqlite3.Connection, rows: Sequence[ImportedRow], now: datetime) -> None:
    """Keep those whose key is not there; the caller's transaction holds them together."""
    # Keys and hashes fall anywhere into their indexes: what is not in memory is read for each.
    connection.execute(f"pragma cache_size = -{_CACHE_KB}")
    moment = stamp(now)
    connection.executemany(_INSERT, ((*astuple(row), moment) for row in rows))
