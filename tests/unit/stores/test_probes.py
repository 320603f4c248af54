"""The page of probes: its statements run on a real database, its tables of columns are whole."""

from __future__ import annotations

import contextlib
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.past import fill

PAGE = (Path(__file__).parents[3] / "docs/probes.md").read_text(encoding="utf-8")
PROBES = re.findall(r"(?ms)^([^\n]+)\n\n```sql\n(.*?)```", PAGE)
BEFORE_MORE = PAGE.index("## More questions")
# These look at every attempt, whatever index there is.
_OF_ALL = ("Flakiness",)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    path = tmp_path_factory.mktemp("probes") / "state.db"
    fill(path, 1000)
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        yield connection


@pytest.mark.parametrize(("about", "sql"), PROBES, ids=[about[:40] for about, _ in PROBES])
def test_a_probe_runs(about: str, sql: str, database: sqlite3.Connection) -> None:
    rows = database.execute(sql).fetchall()
    assert rows or "'" in sql or "where" in sql or "history_errors" in sql, about


@pytest.mark.parametrize(
    ("about", "sql"),
    [
        each
        for each in PROBES
        if PAGE.index(each[1]) < BEFORE_MORE and not each[0].startswith(_OF_ALL)
    ],
    ids=lambda text: text[:30],
)
def test_a_command_as_sql_finds_an_index(
    about: str, sql: str, database: sqlite3.Connection
) -> None:
    assert about
    plan = [str(row[3]) for row in database.execute(f"explain query plan {sql}")]
    assert not [step for step in plan if re.match(r"SCAN (?:a|imported|journal)\b(?! USING)", step)]


def test_the_columns_of_each_view_are_told(database: sqlite3.Connection) -> None:
    told = {
        row[0]: re.findall(r"`(\w+)`", row[1])
        for row in re.findall(r"(?m)^\| `(history_\w+)` \|[^|]+\|(.*)\|$", PAGE)
    }
    views = database.execute("select name from sqlite_master where type = 'view'").fetchall()
    assert set(told) == {name for (name,) in views if str(name).startswith("history_")}
    for view, columns in told.items():
        found = database.execute(f"select * from {view} limit 0").description
        assert [name for name, *_ in found] == columns, view
