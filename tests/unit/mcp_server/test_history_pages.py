"""Pages of attempts: each once, in order, whatever begins meanwhile, and none read twice."""

from __future__ import annotations

import sqlite3

import pytest

pytest.importorskip("mcp")

from bench.past import fill
from orchestrator.diagnostics import InputError
from orchestrator.mcp_server.tools.history import Question, answer
from orchestrator.operations.project import Project
from orchestrator.wiring import open_project


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    root = tmp_path_factory.mktemp("past")
    path = root / ".orchestrator" / "state.db"
    path.parent.mkdir()
    fill(path, 1500)
    connection = sqlite3.connect(path)
    with connection:
        # Several begin at the same moment, as on a machine with many cores.
        connection.execute("update attempts set started_at = substr(started_at, 1, 18) || '0.000Z'")
    connection.close()
    return open_project(root, {})


def pages(project: Project, **asked: object) -> list[list[tuple[str, str, int]]]:
    found = []
    cursor = None
    while True:
        past = answer(project, Question(query="list", cursor=cursor, **asked))  # type: ignore[arg-type]  # as each test asks
        found.append([(row["run"], row["subtask"], row["attempt"]) for row in past.rows])
        cursor = past.cursor
        if cursor is None:
            return found


@pytest.mark.parametrize(
    "filters", [(), ("task",), ("status",), ("task", "status")], ids=lambda each: "+".join(each)
)
@pytest.mark.parametrize("limit", [7, 200])
def test_each_is_told_once(project: Project, filters: tuple[str, ...], limit: int) -> None:
    (one,) = answer(project, Question(query="list", status="failed", limit=1)).rows
    asked = {name: one[name] for name in filters}
    whole = pages(project, limit=10_000, **asked)
    assert len(whole) == 1
    parts = pages(project, limit=limit, **asked)
    assert [each for page in parts for each in page] == whole[0]
    assert {len(page) for page in parts[:-1]} <= {limit}


def test_what_begins_meanwhile_moves_no_page(project: Project) -> None:
    first = answer(project, Question(query="list", limit=10))
    second = answer(project, Question(query="list", limit=10, cursor=first.cursor))
    later = "update attempts set started_at = '2030-01-01T00:00:00.000Z' where number = 1"
    connection = sqlite3.connect(project.workspace.database)
    before = connection.execute("select started_at from attempts where number = 1").fetchone()
    with connection:
        connection.execute(later)
    again = answer(project, Question(query="list", limit=10, cursor=first.cursor))
    with connection:
        connection.execute("update attempts set started_at = ? where number = 1", before)
    connection.close()
    assert again == second


@pytest.mark.parametrize("cursor", ["", "x", "20", "-1", "2026-01-01/1", "2026-01-01T00:00:00Z/-1"])
def test_what_is_no_cursor_is_an_error(project: Project, cursor: str) -> None:
    with pytest.raises(InputError, match="is no cursor"):
        answer(project, Question(query="list", cursor=cursor))
