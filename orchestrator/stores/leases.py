"""Who has which subtask for a while: rows of the table of leases; knows no event and no clock.

A lease that ran out stays until its subtask is taken by somebody else, so that whoever is late can
go on with it. Moments are texts of one form, which sort as the times do.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable, Sequence
from string import ascii_lowercase

from orchestrator.operations.project import Lease

_COLUMNS = "run, subtask, token, holder, taken_at, until"
# 75 bits. Letters alone need no quotes in a shell, are no option, and look like no secret of
# somebody else's that has to be masked.
_TOKEN_LENGTH = 16


def new_token() -> str:
    """What nobody can guess and anybody can copy."""
    return "".join(secrets.choice(ascii_lowercase) for _ in range(_TOKEN_LENGTH))


def live(rows: Callable[..., list[tuple[object, ...]]], run: str, now: str) -> list[Lease]:
    """The leases of a run that have not run out."""
    sql = f"select {_COLUMNS} from leases where run = ? and until > ? order by subtask"
    return [_lease(row) for row in rows(sql, run, now)]


def claim(
    connection: sqlite3.Connection,
    run: str,
    candidates: Sequence[str],
    holder: str,
    now: str,
    until: str,
) -> Lease | None:
    """Take the first candidate without a live lease; runs in a transaction that may write."""
    held = connection.execute(
        "select subtask from leases where run = ? and until > ?", (run, now)
    ).fetchall()
    taken = {subtask for (subtask,) in held}
    free = next((each for each in candidates if each not in taken), None)
    if free is None:
        return None
    row = (run, free, new_token(), holder, now, until)
    connection.execute(f"insert or replace into leases ({_COLUMNS}) values (?, ?, ?, ?, ?, ?)", row)
    return _lease(row)


def renew(connection: sqlite3.Connection, token: str, now: str, until: str) -> Lease | None:
    """Keep a lease until then; one that had run out begins anew."""
    connection.execute(
        "update leases set taken_at = case when until > ?1 then taken_at else ?1 end, until = ?2"
        " where token = ?3",
        (now, until, token),
    )
    found = connection.execute(f"select {_COLUMNS} from leases where token = ?", (token,))
    row = found.fetchone()
    return _lease(row) if row else None


def release(connection: sqlite3.Connection, token: str) -> None:
    """Give a lease back."""
    connection.execute("delete from leases where token = ?", (token,))


def _lease(row: Sequence[object]) -> Lease:
    run, subtask, token, holder, taken_at, until = map(str, row)
    return Lease(
        run=run, subtask=subtask, token=token, holder=holder, taken_at=taken_at, until=until
    )
