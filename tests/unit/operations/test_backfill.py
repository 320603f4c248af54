"""Records of other systems: which attempts they tell of, and which are none."""

from __future__ import annotations

import random
import tracemalloc
from typing import Any

import pytest

from orchestrator.operations.history.backfill.attempt import Made, Words, attempt_of
from orchestrator.operations.history.backfill.fields import (
    NOT_ENDED,
    duration_of,
    moment_of,
    number_of,
    status_of,
)
from orchestrator.operations.history.backfill.nesting import Nothing, records_in
from orchestrator.operations.moments import in_utc
from orchestrator.operations.past import ImportedRow
from orchestrator.verify.cause import cause_of
from orchestrator.verify.model import CommandResult, Outcome

HOME = "/".join(("", "home", "ada", "x"))
TRACEBACK = """Traceback (most recent call last):
  File "/{0}/b.py", line 3, in f
    g()
my.pkg.OddError: so"""
AT = "2026-03-01T10:00:00Z"


def read(value: object, **words: Any) -> list[ImportedRow | str]:
    """The attempts in a value; for what is none, where it is and why."""
    said = Words(**words)
    found: list[ImportedRow | str] = []
    for level in records_in(value, said.mapped):
        if isinstance(level, Nothing):
            found.append(f"{level.where}: {level.why}")
            continue
        try:
            made = attempt_of(level, said, "r.json")
        except ValueError as error:
            found.append(f"{level.where}: {error}")
        else:
            found.append(made.row if isinstance(made, Made) else f"left out: {made.why}")
    return found


def row(value: object, **words: Any) -> ImportedRow:
    (found,) = read(value, **words)
    assert isinstance(found, ImportedRow), found
    return found


def ids(value: object, **words: Any) -> list[tuple[Any, ...]]:
    return [
        (each.run, each.task, each.subtask, each.attempt) if isinstance(each, ImportedRow) else each
        for each in read(value, **words)
    ]


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("SUCCESS", "succeeded"),
        ("ok", "succeeded"),
        ("xfailed", "succeeded"),
        ("passed", "succeeded"),
        ("Completed", "succeeded"),
        ("✅", "succeeded"),
        ("✅ Complete", "succeeded"),
        ("FAILURE", "failed"),
        ("error", "failed"),
        ("❌ broken somehow", "failed"),
        ("startup-failure", "failed"),
        ("timeout", "timed_out"),
        ("Timed Out", "timed_out"),
        ("REVOKED", "cancelled"),
        ("aborted", "cancelled"),
        ("skipped", "skipped"),
        ("upstream_failed", "skipped"),
        ("on hold", "waiting"),
        ("killed", "interrupted"),
        ("in-progress", NOT_ENDED),
        ("waiting_for_resource", NOT_ENDED),
        ("PENDING", NOT_ENDED),
        ("⏳", NOT_ENDED),
        ("mauve", None),
        ("", None),
    ],
)
def test_words_for_a_status(word: str, status: str | None) -> None:
    assert status_of(word) == status


@pytest.mark.parametrize(
    ("value", "moment", "zoned"),
    [
        ("2026-03-01T10:00:00Z", "2026-03-01T10:00:00.000Z", True),
        ("2026-03-01T10:00:00.1234567+02:00", "2026-03-01T08:00:00.123Z", True),
        ("2026-03-01 10:00:00", "2026-03-01T10:00:00.000Z", False),
        ("2026-03-01 10:00:00,5", "2026-03-01T10:00:00.500Z", False),
        ("2026-03-01 10:00:00 +0100", "2026-03-01T09:00:00.000Z", True),
        ("2026-03-01 10:00:00 UTC", "2026-03-01T10:00:00.000Z", True),
        ("20260301T100000Z", "2026-03-01T10:00:00.000Z", True),
        ("2026-03-01", "2026-03-01T00:00:00.000Z", False),
        (1772359200, "2026-03-01T10:00:00.000Z", True),
        (1772359200.25, "2026-03-01T10:00:00.250Z", True),
        ("1772359200", "2026-03-01T10:00:00.000Z", True),
        (1772359200250, "2026-03-01T10:00:00.250Z", True),
        (1772359200250000, "2026-03-01T10:00:00.250Z", True),
        (1772359200250000000, "2026-03-01T10:00:00.250Z", True),
    ],
)
def test_moments(value: object, moment: str, zoned: bool) -> None:
    found, told = moment_of(value)
    assert (in_utc(found), told) == (moment, zoned)


@pytest.mark.parametrize(
    "value",
    [
        "soon",
        "",
        12,
        -1772359200,
        1e30,
        pytest.param(10**400, id="huge"),
        "0001-01-01T00:00:00+05:00",
        "2026-13-01",
    ],
)
def test_what_is_no_moment(value: object) -> None:
    with pytest.raises(ValueError, match="no moment"):
        moment_of(value)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [(2, 2.0), (1.5, 1.5), ("2m 3s", 123.0), ("250ms", 0.25), ("0:02:03.5", 123.5), ("7", 7.0),
     ("1 day, 0:00:01", 86401.0)],
)  # fmt: skip
def test_durations(value: object, seconds: float) -> None:
    assert duration_of(value) == seconds


@pytest.mark.parametrize(
    "value",
    [
        "long",
        -1,
        float("nan"),
        float("inf"),
        "-3s",
        pytest.param(10**400, id="huge"),
        "9" * 5000 + ":00:00",
    ],
)
def test_what_is_no_duration(value: object) -> None:
    with pytest.raises(ValueError, match="no duration"):
        duration_of(value)


@pytest.mark.parametrize("value", [1.5, "x", True, None, 2**70, -1, float("inf")])
def test_what_is_no_number(value: object) -> None:
    with pytest.raises(ValueError, match="no number"):
        number_of(value, 0)


def test_a_plain_record() -> None:
    found = row(
        {
            "taskId": "012_ship", "subtask": "test", "status": "FAILED", "startedAt": AT,
            "finished_at": "2026-03-01T10:00:02.5Z", "exit_code": 3, "attempt": 2, "run_id": 77,
            "queue": "slow", "trace_id": "0AF76519-16cd-43dd-8448-eb211c80319c",
            "error": {"type": "ValueError", "message": "bad\nvalue"},
        }
    )  # fmt: skip
    assert found == ImportedRow(
        key=found.key, source="r.json", task="012_ship", subtask="test", attempt=2,
        status="failed", started_at="2026-03-01T10:00:00.000Z",
        ended_at="2026-03-01T10:00:02.500Z", duration_ms=2500, run="77",
        trace_id="0af7651916cd43dd8448eb211c80319c", queue="slow", exit_code=3,
        error_type="ValueError", error_message="bad value", error_hash=found.error_hash,
    )  # fmt: skip
    assert found.error_hash


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"end": "2026-03-01T10:00:09Z"}, ("10:00:00", "10:00:09", 9000)),
        ({"duration_ms": 1500}, ("10:00:00", "10:00:01", 1500)),
        ({"duration_s": 1.5}, ("10:00:00", "10:00:01", 1500)),
        ({"duration": "2m"}, ("10:00:00", "10:02:00", 120_000)),
        # What was measured is believed more than what two looks at a clock give.
        ({"end": "2026-03-01T10:00:09Z", "duration_ms": 8990}, ("10:00:00", "10:00:09", 8990)),
        ({"end": "2026-03-01T10:00:09Z", "duration": 500}, ("10:00:00", "10:00:09", 9000)),
        ({}, ("10:00:00", None, None)),
    ],
)
def test_two_of_start_end_and_duration_give_the_third(
    said: dict[str, Any], told: tuple[Any, ...]
) -> None:
    found = row({"task": "a", "status": "ok", "start": AT, **said})
    ended = found.ended_at and found.ended_at[11:19]
    assert (found.started_at[11:19], ended, found.duration_ms) == told


def test_an_end_and_a_duration_give_the_start() -> None:
    found = row({"task": "a", "status": "ok", "completed_at": AT, "duration_s": 60})
    assert found.started_at == "2026-03-01T09:59:00.000Z"


@pytest.mark.parametrize(
    ("record", "status"),
    [
        ({"status": "completed", "conclusion": "failure"}, "failed"),
        ({"status": "SUCCESS", "result": "42 rows"}, "succeeded"),
        ({"success": True}, "succeeded"),
        ({"passed": False}, "failed"),
        ({"status": True}, "succeeded"),
        ({"exit_code": 0}, "succeeded"),
        ({"returncode": 2}, "failed"),
        ({"status": None, "exitCode": 0}, "succeeded"),
    ],
)
def test_where_a_status_is_told(record: dict[str, Any], status: str) -> None:
    assert row({"task": "a", "start": AT, **record}).status == status


@pytest.mark.parametrize(
    ("record", "number"),
    [({"attempt": 3}, 3), ({"attempt": "2"}, 2), ({"attempt": 0}, 1), ({"retries": 2}, 3), ({}, 1)],
)
def test_numbers_of_attempts(record: dict[str, Any], number: int) -> None:
    assert row({"task": "a", "status": "ok", "start": AT, **record}).attempt == number


@pytest.mark.parametrize(
    ("record", "type_", "message"),
    [
        ({"error": "KeyError: 'x'"}, "KeyError", "'x'"),
        ({"error": TRACEBACK}, "my.pkg.OddError", "so"),
        ({"error": "so", "traceback": TRACEBACK}, "my.pkg.OddError", "so"),
        ({"error": {"type": "Odd", "message": "so", "stack": TRACEBACK}}, "Odd", "so"),
        ({"error": f"mail ada@example.org of {HOME}"}, "error", "mail [email] of ~/x"),
        ({"error": {"message": "so", "class": "Odd"}}, "Odd", "so"),
        ({"error": "it broke", "exit_code": 4}, "exit_code", "it broke"),
        ({"error": ["one", "two"]}, "error", "one two"),
        ({"error_type": "Odd", "error_message": "so"}, "Odd", "so"),
        ({"reason": "exit code 4", "exit_code": 4}, "exit_code", "exit code 4"),
        ({}, "unknown", "it does not say why"),
        ({"status": "timeout"}, "timeout", "timed out"),
    ],
)
def test_what_a_failure_is_of(record: dict[str, Any], type_: str, message: str) -> None:
    found = row({"task": "a", "status": "failed", "start": AT, **record})
    assert (found.error_type, found.error_message) == (type_, message)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"error": TRACEBACK.format("a")}, {"traceback": TRACEBACK.format("srv/b")}, True),
        ({"error": "no file /tmp/x1/f.py"}, {"error": {"message": "no file /srv/f.py"}}, True),
        ({"error": "KeyError: 'a'"}, {"error": "KeyError: 'b'"}, False),
        ({"error": "KeyError: 'a'"}, {"error": "ValueError: 'a'"}, False),
        ({}, {"exit_code": 4}, False),
    ],
)
def test_one_cause_has_one_hash(one: dict[str, Any], other: dict[str, Any], same: bool) -> None:
    failed = {"task": "a", "status": "failed", "start": AT}
    assert (row({**failed, **one}).error_hash == row({**failed, **other}).error_hash) is same


def test_a_cause_has_the_hash_that_it_has_in_a_run() -> None:
    result = CommandResult(outcome=Outcome.FAILED, started_at=AT, duration_ms=1, exit_code=1,
                           output=f"begun\n{TRACEBACK}\n")  # fmt: skip
    cause = cause_of([result])
    assert cause is not None
    record = {"task": "a", "status": "failed", "start": AT, "error": TRACEBACK, "exit_code": 1}
    assert row(record).error_hash == cause.hash


@pytest.mark.long
def test_long_errors_of_many_records_do_not_stay_in_memory() -> None:
    lines = "".join(f'  File "/x/{at}.py", line 1, in f\n    g()\n' for at in range(5000))
    row({"task": "a", "status": "failed", "start": AT, "traceback": lines + "KeyError: x"})
    tracemalloc.start()
    try:
        for number in range(40):
            text = f"{lines}KeyError: 'k{number}'"
            row({"task": "a", "status": "failed", "start": AT, "traceback": text})
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < 10 * len(lines)


def test_uuids_tell_tasks_apart_and_nothing_else_stays() -> None:
    id_ = "019b76da-a800-7000-9333-627675cf03f1"
    found = row({"task": f"job {id_} of ada@example.org", "run": id_, "reason": f"see {id_}",
                 "status": "ok", "start": AT})  # fmt: skip
    assert (found.task, found.run) == (f"job {id_} of [email]", id_)
    assert found.reason == "see [uuid]"


def test_what_did_well_has_no_error() -> None:
    found = row({"task": "a", "status": "ok", "start": AT, "error": "a warning"})
    assert (found.error_type, found.error_hash, found.reason) == (None, None, "a warning")


@pytest.mark.parametrize("wrapper", ["results", "tasks", "runs", "jobs", "Task-Results", "odd"])
def test_a_list_may_stand_under_any_name(wrapper: str) -> None:
    value = {"version": 1, wrapper: [{"id": "a", "status": "ok", "start": AT}]}
    assert [each[1] for each in ids(value)] == ["a"]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ({"id": "a", "status": "ok"}, [(None, "a", "", 1)]),
        ([{"name": "a", "status": "ok"}], [(None, "a", "", 1)]),
        ({"task": {"id": "a", "title": "A"}, "status": "ok"}, [(None, "a", "", 1)]),
        # A task is made of its parts, whatever it says of itself.
        (
            {"task": "a", "status": "failed", "steps": [
                {"name": "x", "status": "ok"}, {"name": "y", "status": "failed"}]},
            [(None, "a", "x", 1), (None, "a", "y", 1)],
        ),
        # What has no status is no part.
        ({"task": "a", "status": "ok", "steps": [{"name": "x"}]}, [(None, "a", "", 1)]),
        ({"task": "a", "status": "ok", "files": [{"status": "new"}]}, [(None, "a", "", 1)]),
        # A subtask is one attempt, whatever its steps did.
        (
            {"tasks": [{"id": "a", "subtasks": [
                {"id": "x", "status": "ok", "steps": [{"id": "1", "status": "ok"}]}]}]},
            [(None, "a", "x", 1)],
        ),
        (
            {"tasks": [{"id": "a", "subtasks": [
                {"id": "x", "status": "ok",
                 "attempts": [{"status": "failed"}, {"status": "ok"}]}]}]},
            [(None, "a", "x", 1), (None, "a", "x", 2)],
        ),
        ({"id": "a", "attempts": [{"status": "ok"}]}, [(None, "a", "", 1)]),
        # The id of what holds tasks tells runs apart.
        ({"id": "r1", "tasks": [{"id": "a", "status": "ok"}]}, [("r1", "a", "", 1)]),
        (
            {"runs": [{"id": "r1", "tasks": [{"id": "a", "status": "ok"}]}]},
            [("r1", "a", "", 1)],
        ),
        (
            {"runs": [{"id": "r1", "name": "ship", "steps": [{"id": "x", "status": "ok"}]}]},
            [("r1", "ship", "x", 1)],
        ),
        ({"run_id": 5, "results": [{"task_id": "a", "status": "ok"}]}, [("5", "a", "", 1)]),
        # Where the task is named already, its tasks are parts of it.
        ({"task_id": "a", "tasks": [{"id": "x", "status": "ok"}]}, [(None, "a", "x", 1)]),
        # By their names instead of a list; a summary beside the results is none.
        (
            {"status_of_all": {"status": "ok"}, "tasks": {"a": {"status": "ok", "name": "A"}}},
            [(None, "a", "", 1)],
        ),
        ({"data": {"results": [{"id": "a", "status": "ok"}]}}, [(None, "a", "", 1)]),
    ],
)  # fmt: skip
def test_what_stands_around_a_record_counts(value: Any, found: list[tuple[Any, ...]]) -> None:
    outer = {"timestamp": AT}
    value = {**outer, **value} if isinstance(value, dict) else [{**outer, **e} for e in value]
    assert ids(value) == found


def test_a_part_without_a_time_has_that_of_its_task_and_no_end() -> None:
    value = {"task": "a", "start": AT, "end": "2026-03-01T11:00:00Z",
             "steps": [{"id": "x", "status": "ok", "duration": 2}]}  # fmt: skip
    found = row(value)
    assert (found.started_at[11:16], found.ended_at, found.duration_ms) == ("10:00", None, 2000)


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ({"task": "a", "start": AT}, ": it has no status"),
        ({"status": "ok", "start": AT}, ": it does not say of which task"),
        ({"task": "a", "status": "ok"}, ": it does not say when"),
        (
            {"task": "a", "status": "mauve", "start": AT},
            ": the status 'mauve' is not known (--status-map mauve=succeeded)",
        ),
        ({"task": "a", "status": "ok", "start": "soon"}, ": 'soon' is no moment"),
        (
            {"task": "a", "status": "ok", "start": AT, "end": "2026-02-01"},
            ": it ended before it began",
        ),
        ({"task": "a", "status": "ok", "start": AT, "exit_code": "x"}, ": 'x' is no number"),
        (
            {"task": "a", "status": "ok", "start": "9999-12-31T23:00:00Z", "duration": 9e9},
            ": it began or ended in no year from 1 to 9999",
        ),
        (
            {"task": "a", "status": "ok", "end": "0001-01-01T01:00:00Z", "duration": "2h"},
            ": it began or ended in no year from 1 to 9999",
        ),
        (
            {"task": "a" * 1001, "status": "ok", "start": AT},
            ": its task has more than 1000 characters",
        ),
        (
            {"task": "a", "status": "mail bob@example.com", "start": AT},
            ": the status 'mail [email]' is not known (--status-map THEIRS=succeeded)",
        ),
        (
            {"task": "a", "status": "x" * 9000, "start": AT},
            f": the status '{'x' * 58}… is not known (--status-map THEIRS=succeeded)",
        ),
        ([7], "[0]: it is no JSON object"),
        ("text", ": it is no JSON object"),
        ({"results": [{"id": "a", "status": "ok"}, {}]}, "results[1]: it has no status"),
        ({"task": "a", "status": "running"}, "left out: it has not ended"),
    ],
)
def test_what_is_no_attempt_is_told(value: object, why: str) -> None:
    assert read(value)[-1] == why


def test_fields_are_found_where_they_are_said_to_be() -> None:
    value = {"meta": {"job": {"label": "a"}}, "code": "GREEN", "t": [0, AT], "id": 9}
    mapped = {
        "task": (("nothing",), ("meta", "job", "label")),
        "status": (("code",),),
        "started_at": (("t", "1"),),
    }
    found = row(value, mapped=mapped, statuses={"GREEN": "succeeded"})
    assert (found.task, found.subtask, found.status) == ("a", "", "succeeded")
    assert read({**value, "meta": {}}, mapped=mapped, statuses={"GREEN": "succeeded"}) == [
        ": it does not say of which task"
    ]


def test_the_key_is_of_what_is_said_and_not_of_how() -> None:
    record = {"task": "a", "status": "ok", "start": AT, "duration_ms": 5, "extra": 1}
    same = {"duration-ms": 5.0, "startedAt": 1772359200, "STATUS": "SUCCESS", "taskId": "a"}
    assert row(record).key == row(same).key
    keys = {row(record).key}
    for name, value in (("task", "b"), ("status", "failed"), ("start", "2026-03-02"),
                        ("duration_ms", 6), ("subtask", "x"), ("attempt", 2), ("run", "r"),
                        ("queue", "q"), ("exit_code", 0), ("reason", "so")):  # fmt: skip
        keys.add(row({**record, name: value}).key)
    assert len(keys) == 11


def test_what_an_export_says_of_itself_is_kept() -> None:
    exported = {
        "origin": "recorded", "task": "a", "subtask": "x", "attempt": 1, "status": "failed",
        "started_at": AT, "idempotency_key": "ab" * 32, "error_hash": "0123456789abcdef",
        "error_type": "Odd", "error_message": "so", "validates": False,
    }  # fmt: skip
    found = row(exported)
    assert (found.key, found.error_hash) == ("ab" * 32, "0123456789abcdef")
    bare = row({**exported, "error_hash": None, "error_type": None, "error_message": None})
    assert (bare.error_type, bare.error_message, bare.error_hash) == (None, None, None)
    assert row({**exported, "ended_at": None, "duration_ms": 5}).ended_at is None
    assert row({**exported, "origin": "theirs"}).key != "ab" * 32
    assert read({**exported, "validates": True}) == ["left out: it only checked again"]


def test_secrets_are_taken_out_of_every_text() -> None:
    secret = "ghp_" + "x7Kd" * 9
    record = dict.fromkeys(
        ("task", "subtask", "run", "trace_id", "queue", "reason", "error_message"), f"see {secret}"
    )
    found = row({**record, "error_type": secret, "status": "failed", "start": AT})
    assert secret not in repr(found)
    assert "see ***" in found.task


@pytest.mark.parametrize("status", ["failed", "succeeded", "skipped"])
def test_what_is_cut_holds_no_half_of_a_secret(status: str) -> None:
    secret = "ghp_" + "x7Kd" * 9
    found = row({"task": "a", "status": status, "start": AT, "reason": "so " * 328 + secret})
    assert found.reason is not None
    assert len(found.reason) <= 1000
    assert "x7Kd" not in found.reason


def test_a_trace_is_written_as_here_whatever_its_case() -> None:
    record = {"task": "a", "status": "ok", "start": AT}
    for told in ("9B2D7A34-1F5E-4C7B-8A63-2DE0F1B9C457", "9B2D7A341F5E4C7B8A632DE0F1B9C457"):
        assert row({**record, "trace_id": told}).trace_id == "9b2d7a341f5e4c7b8a632de0f1b9c457"


@pytest.mark.parametrize("name", ["x", "steps", "error"])
def test_lists_in_lists_may_be_as_deep_as_json_can_be(name: str) -> None:
    deep: Any = []
    for _ in range(900):
        deep = [deep]
    assert row({"task": "a", "status": "failed", "start": AT, name: deep}).task == "a"
    assert read({name: deep}) == [": it has no status"]


def test_a_place_may_be_any_number() -> None:
    mapped = {"task": (("t", "9" * 5000), ("t", "0"))}
    assert row({"t": ["a"], "status": "ok", "start": AT}, mapped=mapped).task == "a"


def test_half_a_surrogate_pair_can_be_kept() -> None:
    found = row({"task": "a\ud800", "status": "ok", "start": AT})
    assert found.task.encode() == b"a?"


def test_nothing_that_json_can_say_breaks_it() -> None:
    chance = random.Random(7)
    names = ["task", "id", "status", "start", "end", "duration", "steps", "results", "attempts",
             "error", "exit_code", "attempt", "name", "retries", "runs", "message"]  # fmt: skip
    atoms: list[Any] = ["ok", "failed", AT, None, True, False, 0, -1, 1e400, float("nan"), 2**80,
                        "", "a" * 5000, "\0", [], {}, 1772359200]  # fmt: skip

    def made(depth: int) -> Any:
        if depth == 0 or chance.random() < 0.4:
            return chance.choice(atoms)
        if chance.random() < 0.4:
            return [made(depth - 1) for _ in range(chance.randrange(4))]
        return {chance.choice(names): made(depth - 1) for _ in range(chance.randrange(1, 7))}

    kinds = {type(each) for _ in range(4000) for each in read(made(5))}
    assert kinds == {ImportedRow, str}
    deep: Any = {"id": "a", "status": "ok", "start": AT}
    for _ in range(200):
        deep = {"steps": [deep]}
    assert [type(each) for each in read(deep)] == [str]
