"""What history answers from a real database, and that each question finds an index."""

from __future__ import annotations

import contextlib
import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from bench.past import fill
from orchestrator.operations.past import FAILED, Asked, AttemptRow
from orchestrator.stores.history import HistoryReader, _row
from orchestrator.stores.sqlite import SqliteStore

ATTEMPTS = 1500


class Watched(HistoryReader):
    """Remembers the statements that it was asked."""

    def __init__(self, path: Path) -> None:
        self.asked: list[tuple[str, tuple[object, ...]]] = []
        super().__init__(path)

    def _rows(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        self.asked.append((sql, values))
        return super()._rows(sql, *values)


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    path = tmp_path_factory.mktemp("past") / "state.db"
    return path, fill(path, ATTEMPTS)


@pytest.fixture
def history(past: tuple[Path, list[str]]) -> Iterator[Watched]:
    with contextlib.closing(Watched(past[0])) as reader:
        yield reader


QUESTIONS: dict[str, Callable[[Watched, Sequence[str]], object]] = {
    "list": lambda history, runs: history.attempts(Asked(limit=50)),
    "list of a task": lambda history, runs: history.attempts(Asked(task="task_1", limit=50)),
    "list of failures": lambda history, runs: history.attempts(Asked(statuses=FAILED, limit=50)),
    "list of successes": lambda history, runs: history.attempts(
        Asked(statuses=("succeeded",), limit=50)
    ),
    "list of what runs": lambda history, runs: history.attempts(
        Asked(statuses=("running",), limit=50)
    ),
    "list of what runs or failed": lambda history, runs: history.attempts(
        Asked(statuses=("running", *FAILED), limit=50)
    ),
    "list of a day": lambda history, runs: history.attempts(
        Asked(since="2026-01-01", until="2026-01-02", limit=50)
    ),
    "list of a cause": lambda history, runs: history.attempts(Asked(error_hash="ab", limit=50)),
    "list of a later page": lambda history, runs: history.attempts(
        Asked(upto="2026-01-02", limit=50)
    ),
    "list of a task's later page": lambda history, runs: history.attempts(
        Asked(task="task_1", upto="2026-01-02", limit=50)
    ),
    "list of a queue": lambda history, runs: history.attempts(Asked(queue="slow", limit=50)),
    "list of a task's failures": lambda history, runs: history.attempts(
        Asked(task="task_1", statuses=FAILED, limit=50)
    ),
    "trace": lambda history, runs: history.of_trace(runs[0].replace("-", "")),
    "run": lambda history, runs: history.of_run(runs[0]),
    "trace of a span": lambda history, runs: history.traces("0123456789abcdef"),
    "trace by its end": lambda history, runs: history.traces("abcdef"),
    "parents": lambda history, runs: history.parents(runs[0]),
    "errors": lambda history, runs: history.errors(Asked(limit=20)),
    "errors since": lambda history, runs: history.errors(Asked(since="2026-01-01", limit=20)),
    "stats": lambda history, runs: list(history.measured(Asked())),
    "stats of a task": lambda history, runs: list(history.measured(Asked(task="task_1"))),
    "export": lambda history, runs: list(history.each_attempt(Asked())),
    "commands of an attempt": lambda history, runs: history.events_of(runs[0], "s1", 1),
}
# The tables that grow with every attempt; that of the runs is a hundredth of them.
_SCAN = re.compile(r"SCAN (?:a|b|j|e|journal|attempts|imported|events)\b(?! USING)")


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_finds_an_index(
    question: str, past: tuple[Path, list[str]], history: Watched
) -> None:
    history.asked.clear()
    QUESTIONS[question](history, past[1])
    plans = []
    with contextlib.closing(sqlite3.connect(past[0])) as connection:
        for sql, values in history.asked:
            rows = connection.execute(f"explain query plan {sql}", values)
            plans.extend(str(row[3]) for row in rows)
    assert plans
    assert not [step for step in plans if _SCAN.search(step)], plans


def test_a_table_without_its_index_would_be_seen(past: tuple[Path, list[str]]) -> None:
    with contextlib.closing(sqlite3.connect(past[0])) as connection:
        sql = "explain query plan select * from attempts a where a.log = 'x'"
        assert any(_SCAN.search(str(row[3])) for row in connection.execute(sql))


def test_the_latest_come_first_and_no_more_than_asked(history: Watched) -> None:
    rows = history.attempts(Asked(limit=7))
    assert len(rows) == 7
    assert [row.started_at for row in rows] == sorted((r.started_at for r in rows), reverse=True)
    everything = history.attempts(Asked())
    assert list(everything[:7]) == list(rows)
    assert sorted(map(_key, history.each_attempt(Asked()))) == sorted(map(_key, everything))


def test_filters_are_the_same_as_looking_through_everything(history: Watched) -> None:
    everything = history.attempts(Asked())
    middle = everything[len(everything) // 2].started_at
    of = next(row.task for row in everything if row.status == "failed")
    for asked, is_meant in (
        (Asked(task=of), lambda row: row.task == of),
        (Asked(statuses=FAILED), lambda row: row.status in FAILED),
        (Asked(statuses=("succeeded",)), lambda row: row.status == "succeeded"),
        (Asked(statuses=("failed", "running")), lambda row: row.status == "failed"),
        (Asked(since=middle), lambda row: row.started_at >= middle),
        (Asked(until=middle), lambda row: row.started_at < middle),
        (
            Asked(task=of, statuses=FAILED, since=middle),
            lambda row: row.task == of and row.status in FAILED and row.started_at >= middle,
        ),
    ):
        meant = [row for row in everything if is_meant(row)]
        assert meant
        assert list(history.attempts(asked)) == meant, asked


def test_a_trace_has_all_attempts_of_its_run_and_what_they_built_on(
    past: tuple[Path, list[str]], history: Watched
) -> None:
    run = past[1][0]
    (trace,) = history.traces(run[-12:])
    assert history.traces(run) == history.traces(trace) == [trace]
    rows = history.of_trace(trace)
    assert {row.run for row in rows} == {run}
    assert len({row.span_id for row in rows}) == len(rows)
    failed = next(row for row in rows if row.status == "failed")
    again = next(row for row in rows if row.subtask == failed.subtask and row.attempt == 2)
    assert again.retry_of == failed.span_id
    assert failed.retry_of is None
    assert history.traces(failed.span_id or "") == [trace]
    second = next(row for row in rows if row.subtask == "s1")
    (parent,) = history.parents(run)[second.subtask, second.attempt]
    assert (parent.subtask, parent.attempt) == ("s0", 1)
    assert parent.span_id == rows[0].span_id


def test_what_commands_used_stands_with_their_attempt(history: Watched) -> None:
    row = history.attempts(Asked(statuses=("succeeded",), limit=1))[0]
    assert (row.cpu_ms, row.output_bytes) == (3, 100)


@pytest.mark.parametrize("fixture", ["v1.sql", "v3.sql", "v5.sql", "v6.sql", "v7.sql"])
def test_an_older_database_is_asked_and_stays_as_it_is(fixture: str, tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript((Path(__file__).parents[2] / "cases/schema" / fixture).read_text())
    before = path.read_bytes()
    with contextlib.closing(HistoryReader(path)) as reader:
        rows = reader.attempts(Asked())
        assert len(rows) >= 2
        assert all(row.trace_id for row in rows)
        assert reader.errors(Asked()) == []
    assert path.read_bytes() == before


def test_views_say_the_same_as_the_commands(past: tuple[Path, list[str]], history: Watched) -> None:
    names = ", ".join(AttemptRow.__struct_fields__)
    with contextlib.closing(sqlite3.connect(past[0])) as connection:
        rows = connection.execute(f"select {names} from history_attempts").fetchall()
        assert {_key(_row(row)) for row in rows} == set(map(_key, history.attempts(Asked())))
        runs = connection.execute("select run, trace_id, span_id from history_runs").fetchall()
        assert {(run, run.replace("-", ""), run.replace("-", "")[16:]) for run in past[1]} == set(
            runs
        )
        (parents,) = connection.execute("select count(*) from history_parents").fetchone()
        assert parents == sum(
            len(each) for run in past[1] for each in history.parents(run).values()
        )


def test_where_there_is_no_database_there_is_no_history(tmp_path: Path) -> None:
    with contextlib.closing(HistoryReader(tmp_path / "state.db")) as reader:
        assert reader.attempts(Asked()) == []
        assert reader.traces("x") == []
        assert list(reader.measured(Asked())) == []
    assert list(tmp_path.iterdir()) == []


def test_the_store_refuses_an_attempt_that_is_there(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    runs = fill(path, 100)
    with contextlib.closing(sqlite3.connect(path)) as connection:
        key, run = connection.execute("select idempotency_key, run from attempts").fetchone()
        with pytest.raises(sqlite3.IntegrityError, match="idempotency_key"):
            connection.execute(
                "insert into attempts (run, subtask, attempt, status, started_at, idempotency_key,"
                " log) values (?, 'other', 9, 'running', 'now', ?, 'log')",
                (run, key),
            )
    assert runs == [run]
    assert SqliteStore.open_readonly(path).run(run) is not None


def _key(row: AttemptRow) -> tuple[object, ...]:
    return (row.idempotency_key, row.status, row.span_id, row.retry_of, row.trace_id, row.task)
