"""What every store promises, asked of each implementation by the same tests."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from orchestrator.diagnostics import InputError, StorageError
from orchestrator.operations.project import Lease, RunRow, Store
from orchestrator.packed import pack
from orchestrator.plan.scrub import scrub
from orchestrator.plan.shown import hidden
from orchestrator.run import events as ev
from orchestrator.run.fold import replay
from orchestrator.run.status import RunOutcome, Status
from orchestrator.stores.sqlite import SqliteStore
from orchestrator.verify.model import Answer, Attestation, CommandResult, Judgement, Outcome
from tests.memory_store import MemoryStore


@dataclass
class SteppingClock:
    """Each look at it is 250 ms after the one before."""

    moment: datetime = field(default_factory=lambda: datetime(2026, 3, 1, 12, tzinfo=UTC))

    def now(self) -> datetime:
        self.moment += timedelta(milliseconds=250)
        return self.moment

    def monotonic(self) -> float:
        return self.moment.timestamp()


@pytest.fixture(params=["sqlite", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    clock = SteppingClock()
    made: Store
    if request.param == "sqlite":
        made = SqliteStore(tmp_path / "state" / "state.db", clock=clock)
    else:
        made = MemoryStore(clock)
    yield made
    made.close()


def started(task: str = "012_ship", plan: str = "p1") -> ev.RunStarted:
    return ev.RunStarted(
        task=task, plan=plan, trace_id="t" * 32, selected=("task_1",), jobs=2, pid=7
    )


def attempt(key: str, *, subtask: str = "task_1", continues: bool = False) -> ev.Event:
    return ev.SubtaskStarted(
        subtask=subtask,
        attempt=1,
        idempotency_key=key,
        log=f"{subtask}.log",
        continues=continues,
    )


def finished(state: str = "succeeded", code: int = 0) -> ev.RunFinished:
    return ev.RunFinished(
        state=state, complete=code == 0, percent=100.0, exit_code=code, duration_ms=40
    )


class Writer:
    """Numbers and dates events as a driver does, each batch a second after the one before."""

    def __init__(self, store: Store, run: str) -> None:
        self.run = run
        self.journal = store.journal(run)
        self.seq = max((record.seq for record in store.events(run)), default=0)

    def write(self, *events: ev.Event) -> list[ev.Recorded]:
        time = f"2026-03-01T12:00:{self.seq:02d}.000Z"
        records = [
            ev.Recorded(seq=seq, time=time, run=self.run, event=event)
            for seq, event in enumerate(events, self.seq + 1)
        ]
        self.journal.append(records)
        self.seq += len(records)
        return records


def begin(store: Store, task: str = "012_ship") -> Writer:
    writer = Writer(store, store.new_run(task, f"docs/tasks/{task}.md"))
    writer.write(started(task))
    return writer


def row_of(store: Store, run: str) -> RunRow:
    row = store.run(run)
    assert row is not None
    return row


def test_events_come_back_as_they_were_kept(store: Store) -> None:
    writer = Writer(store, store.new_run("012_ship", None))
    first = writer.write(started(), attempt("k1"))
    second = writer.write(finished())
    assert list(store.events(writer.run)) == [*first, *second]


def test_a_result_with_any_text_comes_back_as_it_was(store: Store) -> None:
    result = CommandResult(
        outcome=Outcome.FAILED,
        started_at="2026-03-01T12:00:00.000Z",
        duration_ms=3,
        exit_code=1,
        judgements=(Judgement(what="stdout", passed=False, expected="é\x00", got="\udcff\x1b"),),
        output="lone \ud800 surrogate, NUL \x00, 🎉, line\nbreak",
    )
    event = ev.CheckFinished(subtask="task_1", attempt=1, check="check_1", result=result)
    writer = begin(store)
    writer.write(event)
    assert list(store.events(writer.run))[-1].event == event


def test_nothing_to_append_is_no_event(store: Store) -> None:
    writer = begin(store)
    writer.write()
    assert len(list(store.events(writer.run))) == 1


def test_two_journals_cannot_both_write(store: Store) -> None:
    run = begin(store).run
    one, other = Writer(store, run), Writer(store, run)
    one.write(attempt("k1"))
    with pytest.raises(StorageError):
        other.write(attempt("k2", subtask="task_2"))
    assert len(list(store.events(run))) == 2


def test_an_attempt_begins_once_under_its_key(store: Store) -> None:
    writer = begin(store)
    writer.write(attempt("k1"))
    with pytest.raises(StorageError):
        writer.write(attempt("k1", subtask="task_2"))
    (record,) = writer.write(attempt("k2", subtask="task_2"))
    assert record.seq == 3


def test_a_refused_batch_leaves_nothing_behind(store: Store) -> None:
    writer = begin(store)
    writer.write(attempt("k1"))
    with pytest.raises(StorageError):
        writer.write(attempt("k2", subtask="task_2"), attempt("k1", subtask="task_3"))
    assert [record.seq for record in store.events(writer.run)] == [1, 2]
    writer.write(attempt("k2", subtask="task_2"))


def test_a_waiting_attempt_goes_on_as_another_one(store: Store) -> None:
    writer = begin(store)
    waiting = ev.SubtaskWaiting(subtask="task_1", attempt=1, reason="a person", kind="person")
    on = replace(attempt("k2", continues=True), attempt=2)
    writer.write(attempt("k1"), waiting, on)
    assert replay(store.events(writer.run)).of("task_1").status is Status.RUNNING
    with pytest.raises(StorageError):
        writer.write(replace(on, attempt=3))


def test_the_row_of_a_run_says_what_its_events_say(store: Store) -> None:
    writer = begin(store)
    row = row_of(store, writer.run)
    assert (row.task, row.task_path) == ("012_ship", "docs/tasks/012_ship.md")
    assert (row.state, row.exit_code, row.pid, row.last_seq) == ("running", None, 7, 1)
    writer.write(finished("failed", code=1))
    row = row_of(store, writer.run)
    assert (row.state, row.exit_code, row.complete, row.last_seq) == ("failed", 1, False, 2)
    assert row.started_at < (row.ended_at or "")
    writer.write(ev.RunResumed(plan="p2", selected=("task_1",), jobs=1, pid=9))
    row = row_of(store, writer.run)
    assert (row.state, row.exit_code, row.ended_at) == ("running", None, None)
    assert (row.plan, row.pid) == ("p2", 9)
    writer.write(ev.RunInterrupted(reason="its process is gone"))
    row = row_of(store, writer.run)
    assert row.state == RunOutcome.INTERRUPTED
    assert row.state == replay(store.events(writer.run)).outcome


def test_a_run_is_there_with_its_first_event_only(store: Store) -> None:
    run = store.new_run("012_ship", None)
    assert store.run(run) is None
    assert store.runs(10) == []
    assert list(store.events(run)) == []


def test_runs_are_listed_newest_first(store: Store) -> None:
    runs = [begin(store, task).run for task in ("a", "b", "a")]
    assert [row.run for row in store.runs(10)] == runs[::-1]
    assert [row.run for row in store.runs(2)] == runs[:0:-1]
    latest = store.latest_run("a")
    assert latest is not None
    assert latest.run == runs[2]
    assert store.latest_run("c") is None


def test_a_run_is_found_by_the_end_of_its_id(store: Store) -> None:
    runs = [begin(store).run for _ in range(40)]
    found = store.run(runs[0][-9:].upper())
    assert found is not None
    assert found.run == runs[0]
    assert store.run("") is None
    assert store.run("%") is None
    assert store.run("x" + runs[0]) is None
    # Forty ids end in one of sixteen digits, so one digit is shared by several.
    ends = [run[-1] for run in runs]
    with pytest.raises(InputError, match="runs end in"):
        store.run(max(ends, key=ends.count))


def test_ids_are_in_order_and_of_version_seven(store: Store) -> None:
    ids = [store.new_run("a", None) for _ in range(200)]
    assert ids == sorted(set(ids))
    assert all(len(run) == 36 and run[14] == "7" and run[19] in "89ab" for run in ids)


def test_a_plan_is_kept_under_its_digest(store: Store) -> None:
    packed = pack(['{"id": "é"}'.encode()])
    assert not store.has_plan(packed.sha256)
    digest = store.save_plan(packed)
    assert store.has_plan(digest)
    assert store.save_plan(packed) == digest
    assert store.plan(digest) == '{"id": "é"}'
    with pytest.raises(StorageError):
        store.plan("0" * 64)


def said(step: str) -> ev.Attested:
    word = Attestation(by="ann", evidence="seen \ud800", at="2026-03-01T12:00:00.000Z", step=step)
    return ev.Attested(subtask="task_1", attestation=word)


def test_what_is_posted_is_given_out_once_in_order(store: Store) -> None:
    run = store.new_run("012_ship", None)
    other = store.new_run("013_other", None)
    answer = Answer(approved=False, by="bob", at="2026-03-01T12:00:01.000Z", comment="no")
    posted = [said("1"), ev.Answered(subtask="task_2", answer=answer), said("2")]
    for event in posted:
        store.post(run, event)
    store.post(other, said("9"))
    inbox = store.inbox(run)
    assert list(inbox.take()) == posted
    assert list(inbox.take()) == []
    store.post(run, said("3"))
    assert list(inbox.take()) == [said("3")]


def test_what_is_posted_stays_until_the_journal_has_it(store: Store) -> None:
    run = store.new_run("012_ship", None)
    writer = Writer(store, run)
    writer.write(started())
    for step in ("1", "2"):
        store.post(run, said(step))
    store.inbox(run).take()
    assert list(store.inbox(run).take()) == [said("1"), said("2")]
    writer.write(said("1"))
    assert list(store.inbox(run).take()) == [said("2")]


def test_each_of_several_is_given_out_though_those_before_were_recorded(store: Store) -> None:
    run = store.new_run("012_ship", None)
    writer = Writer(store, run)
    writer.write(started())
    inbox = store.inbox(run)
    for step in ("1", "2", "3"):
        store.post(run, said(step))
        assert list(inbox.take()) == [said(step)]
        writer.write(said(step))


def test_an_assessment_changes_how_a_run_is_listed_but_not_when_it_ended(store: Store) -> None:
    run = store.new_run("012_ship", None)
    writer = Writer(store, run)
    writer.write(started(), finished("waiting", 3))
    ended = store.run(run)
    writer.write(ev.RunAssessed(state="succeeded", complete=True, percent=100.0, exit_code=0))
    row = store.run(run)
    assert row is not None
    assert ended is not None
    assert (row.state, row.complete, row.percent, row.exit_code) == ("succeeded", True, 100.0, 0)
    assert row.ended_at == ended.ended_at


def test_a_validation_is_an_attempt_with_a_key_of_its_own(store: Store) -> None:
    run = store.new_run("012_ship", None)
    writer = Writer(store, run)
    writer.write(started(), attempt("k1"))
    again = ev.ValidationStarted(subtask="task_1", attempt=2, idempotency_key="k1", log="x.log")
    with pytest.raises(StorageError):
        writer.write(again)


T0, T1, T2, T3 = (f"2026-03-01T12:00:0{second}.000Z" for second in range(4))


def claim(store: Store, *candidates: str, run: str = "r", now: str = T0, until: str = T2) -> Lease:
    found = store.claim(run, candidates, "ann", now, until)
    assert found is not None
    return found


def held(store: Store, now: str, run: str = "r") -> list[str]:
    return [each.subtask for each in store.leases(run, now)]


def test_the_first_candidate_that_nobody_has_is_claimed(store: Store) -> None:
    taken = [claim(store, "c", "a", "b") for _ in range(3)]
    assert [each.subtask for each in taken] == ["c", "a", "b"]
    assert store.claim("r", ["c", "a", "b"], "bob", T1, T3) is None
    assert store.claim("r", [], "bob", T1, T3) is None
    first = taken[0]
    assert (first.run, first.holder, first.taken_at, first.until) == ("r", "ann", T0, T2)
    assert list(store.leases("r", T1)) == [taken[1], taken[2], taken[0]]
    # Each run has its own.
    assert claim(store, "c", run="other").subtask == "c"
    assert held(store, T1, "nothing") == []


def test_a_lease_runs_out_at_its_moment_and_the_next_gets_another_token(store: Store) -> None:
    first = claim(store, "a")
    assert held(store, T1) == ["a"]
    assert held(store, T2) == []
    second = claim(store, "a", now=T2, until=T3)
    assert second.token != first.token
    assert store.renew(first.token, T2, T3) is None
    store.release(first.token)
    assert list(store.leases("r", T2)) == [second]


def test_a_lease_is_kept_on_also_when_it_ran_out_and_nobody_came(store: Store) -> None:
    first = claim(store, "a")
    on_time = store.renew(first.token, T1, T3)
    assert on_time == replace(first, until=T3)
    assert held(store, T2) == ["a"]
    late = store.renew(first.token, T3, "2026-03-01T13:00:00.000Z")
    assert late == replace(first, taken_at=T3, until="2026-03-01T13:00:00.000Z")
    assert list(store.leases("r", T3)) == [late]


def test_what_is_given_back_is_free_at_once(store: Store) -> None:
    first, second = claim(store, "a", "b"), claim(store, "a", "b")
    store.release(first.token)
    assert list(store.leases("r", T1)) == [second]
    assert store.renew(first.token, T1, T3) is None
    assert claim(store, "a", "b", now=T1).subtask == "a"
    for nothing in (first.token, "", "\udcff"):
        store.release(nothing)
        assert store.renew(nothing, T1, T3) is None
    assert held(store, T1) == ["a", "b"]


def test_tokens_are_short_and_never_the_same(store: Store) -> None:
    tokens = [claim(store, str(number)).token for number in range(200)]
    assert len(set(tokens)) == 200
    assert all(len(token) == 16 and token.isalpha() and token.isascii() for token in tokens)
    assert hidden(tokens, scrub) == tokens


@pytest.mark.parametrize(
    "sql",
    [
        "update journal set data = replace(data, '\"exit_code\":3', '\"exit_code\":0')",
        "delete from journal where number & 4294967295 = 2",
        "update journal set time = '2020-01-01T00:00:00.000Z' where number & 4294967295 = 1",
        "update journal set type = 'run_interrupted', data = '{\"reason\":\"\"}'"
        " where number & 4294967295 = 3",
    ],
)
def test_an_event_that_was_changed_afterwards_is_noticed(tmp_path: Path, sql: str) -> None:
    path = tmp_path / "state.db"
    made = SqliteStore(path, clock=SteppingClock())
    run = made.new_run("012_ship", None)
    Writer(made, run).write(started(), attempt("k1"), finished("failed", 3))
    assert len(list(made.events(run))) == 3
    made.close()
    with sqlite3.connect(path) as connection:
        connection.execute(sql)
    connection.close()
    reader = SqliteStore.open_readonly(path)
    with pytest.raises(StorageError, match="not as it was recorded"):
        list(reader.events(run))
    reader.close()


CHANGED = {
    "another text": pack([b"{}"]).data,
    "a text of an earlier release": "{}",
    "half of it": pack([b'{"checks": ["a"]}']).data[:-5],
    "never packed": b"{}",
    "more after it": pack([b'{"checks": ["a"]}']).data + b"x",
}


@pytest.mark.parametrize("content", CHANGED.values(), ids=CHANGED)
def test_a_plan_that_was_changed_afterwards_is_noticed(
    content: str | bytes, tmp_path: Path
) -> None:
    path = tmp_path / "state.db"
    made = SqliteStore(path, clock=SteppingClock())
    digest = made.save_plan(pack([b'{"checks": ["a"]}']))
    made.close()
    with sqlite3.connect(path) as connection:
        connection.execute("update plans set content = ?", (content,))
    connection.close()
    reader = SqliteStore.open_readonly(path)
    with pytest.raises(StorageError, match="not as it was recorded"):
        reader.plan(digest)
    reader.close()


def test_runs_begun_before_there_was_a_chain_stay_readable(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    made = SqliteStore(path, clock=SteppingClock())
    run = made.new_run("012_ship", None)
    Writer(made, run).write(started(), attempt("k1"))
    made.close()
    with sqlite3.connect(path) as connection:
        connection.execute("update journal set chain = ''")
    connection.close()
    again = SqliteStore(path, clock=SteppingClock())
    Writer(again, run).write(finished("failed", 3))
    assert len(list(again.events(run))) == 3
    again.close()
