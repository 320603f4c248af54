"""Asking about attempts that were really made."""

from __future__ import annotations

import contextlib
import json
import signal
import sqlite3
from typing import Any

import pytest

from tests.e2e.project import Project

TASK = """# Task 071: Past

### Task 1: Make
**Outputs**: made.txt
```sh
echo made > made.txt
```

### Task 2: Flaky
**Depends on**: Task 1
**Retries**: 1
```python
import pathlib
mark = pathlib.Path("mark")
if not mark.exists():
    mark.touch()
    raise KeyError("colour")
assert pathlib.Path("made.txt").exists()
```

### Task 3: Look
**Depends on**: Task 1, Task 2
```sh
test -e made.txt && ! test -e broken
```
"""


def asked(project: Project, *words: str) -> Any:
    done = project.run("history", *words, "--json")
    assert done.exit == 0, done
    return json.loads(done.stdout)


def runs(project: Project) -> list[str]:
    listed = json.loads(project.run("task_status", "--json").stdout)["runs"]
    return [row["run"] for row in reversed(listed)]


@pytest.fixture
def past(project: Project) -> Project:
    """A run that went well on its second try, then one that failed."""
    project.task("071_past", TASK)
    assert project.run("execute_task", "071", "-q").exit == 0
    project.file("broken", "")
    assert project.run("execute_task", "071", "-q").exit == 1
    return project


def test_every_attempt_is_listed_with_what_it_was(past: Project) -> None:
    rows = asked(past, "list")["attempts"]
    assert [(row["subtask"], row["attempt"], row["status"]) for row in rows] == [
        ("task_3", 1, "failed"),
        ("task_2", 1, "succeeded"),
        ("task_1", 1, "succeeded"),
        ("task_3", 1, "succeeded"),
        ("task_2", 2, "succeeded"),
        ("task_2", 1, "failed"),
        ("task_1", 1, "succeeded"),
    ]
    again, first = rows[4], rows[5]
    assert again["retry_of"] == first["span_id"]
    assert again["trace_id"] == first["trace_id"] == again["run"].replace("-", "")
    assert first["cpu_ms"] > 0
    assert first["memory_kb"] > 0
    assert first["output_bytes"] > 0
    assert first["duration_ms"] > 0
    assert first["ended_at"] >= first["started_at"]
    assert first["exit_code"] == 1
    failed = asked(past, "list", "--status", "failed", "--task", "071", "--limit", "1")
    assert [row["idempotency_key"] for row in failed["attempts"]] == [rows[0]["idempotency_key"]]
    assert failed["more"] is True
    assert asked(past, "list", "--until", "1d")["attempts"] == []
    assert len(asked(past, "list", "--since", "1d")["attempts"]) == 7


def test_a_trace_tells_what_each_attempt_built_on(past: Project) -> None:
    first, _ = runs(past)
    found = asked(past, "trace", first[-12:])
    assert found["trace_id"] == first.replace("-", "")
    spans = {(row["subtask"], row["attempt"]): row["span_id"] for row in found["attempts"]}
    parents = {
        (row["subtask"], row["attempt"]): [
            (parent["subtask"], parent["attempt"], parent["span_id"]) for parent in row["parents"]
        ]
        for row in found["attempts"]
    }
    assert parents["task_1", 1] == []
    assert parents["task_2", 2] == [("task_1", 1, spans["task_1", 1])]
    assert parents["task_3", 1] == [
        ("task_1", 1, spans["task_1", 1]),
        ("task_2", 2, spans["task_2", 2]),
    ]
    words = past.run("history", "trace", spans["task_2", 1])
    assert words.exit == 0
    assert f"retry of {spans['task_2', 1]}; task_1.1" in words.stdout


def test_the_last_failures_come_with_the_end_of_what_was_printed(past: Project) -> None:
    last, before = asked(past, "last_failed")["attempts"]
    assert (last["attempt"]["subtask"], before["attempt"]["subtask"]) == ("task_3", "task_2")
    (step,) = before["commands"]
    assert step["tail"][-1] == "KeyError: 'colour'"
    assert step["stack"] == ["<string>:5 in <module>"]
    assert before["attempt"]["error_type"] == "KeyError"
    words = past.run("history", "last_failed", "-n", "2").stdout
    assert "    | KeyError: 'colour'" in words
    assert "071_past task_3, attempt 1: failed" in words


def test_one_cause_has_one_line(past: Project) -> None:
    past.file("mark", "").unlink()
    assert past.run("execute_task", "071", "-q").exit == 1
    found = {row["type"]: row for row in asked(past, "errors")["errors"]}
    assert (found["KeyError"]["count"], found["KeyError"]["message"]) == (2, "'colour'")
    assert found["KeyError"]["first_seen"] < found["KeyError"]["last_seen"]
    assert (found["KeyError"]["task"], found["KeyError"]["subtask"]) == ("071_past", "task_2")
    assert len({row["hash"] for row in found.values()}) == len(found)
    words = past.run("history", "errors").stdout
    assert found["KeyError"]["hash"] in words
    of_it = ("--error", found["KeyError"]["hash"])
    for rows in (
        asked(past, "list", *of_it)["attempts"],
        [each["attempt"] for each in asked(past, "last_failed", *of_it)["attempts"]],
    ):
        assert [row["error_type"] for row in rows] == ["KeyError"] * 2


def test_counts_and_flakiness(past: Project) -> None:
    found = asked(past, "stats")
    by_id = {row["subtask"]: row for row in found["subtasks"]}
    assert (by_id["task_2"]["attempts"], by_id["task_2"]["retries"]) == (3, 1)
    assert (by_id["task_2"]["passed_on_retry"], by_id["task_2"]["flaky"]) == (1, 0.5)
    assert by_id["task_3"]["success_rate"] == 0.5
    (task,) = found["tasks"]
    assert (task["task"], task["attempts"], task["succeeded"]) == ("071_past", 7, 5)
    assert by_id["task_1"]["p50_ms"] <= by_id["task_1"]["max_ms"]


def test_two_runs_are_compared(past: Project) -> None:
    past.task("071_past", TASK.replace("test -e made.txt &&", "test -s made.txt &&"))
    assert past.run("execute_task", "071", "-q").exit == 1
    first, second, third = runs(past)
    found = asked(past, "compare", first, second)
    other = {each["subtask"]: each for each in found["subtasks"]}
    assert other["task_3"]["status"] == ["succeeded", "failed"]
    assert other["task_3"]["verdict"] == ["complete", "incomplete"]
    assert other["task_3"]["definition"] == []
    edited = asked(past, "compare", second, third)["subtasks"]
    assert [each["subtask"] for each in edited if each["definition"]] == ["task_3"]
    words = past.run("history", "compare", first[-12:], second[-12:]).stdout
    assert "succeeded -> failed" in words
    assert "task_1" not in words


def test_a_run_and_a_subtask_are_shown(past: Project) -> None:
    first, _ = runs(past)
    whole = asked(past, "show", first)
    assert whole["state"] == "succeeded"
    assert len(whole["history"]) == 4
    (only,) = asked(past, "show", first[-12:], "1")["attempts"]
    (file,) = only["files"]
    assert (file["path"], file["size"]) == ("made.txt", 5)
    shown = past.run("history", "show", first, "2", "--log").stdout
    assert "attempt 1: failed" in shown
    assert "attempt 2: succeeded" in shown
    assert past.run("history", "show", first, "--log").exit == 2


def test_a_killed_run_was_interrupted(project: Project) -> None:
    project.task("072_long", "# Task 072: L\n\n### Task 1: A\n```sh\ntouch begun; sleep 30\n```\n")
    process = project.start("execute_task", "072", "-q")
    project.wait_for("begun")
    (row,) = asked(project, "list", "--status", "running")["attempts"]
    assert row["subtask"] == "task_1"
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    before = project.files()
    (row,) = asked(project, "list")["attempts"]
    assert row["status"] == "interrupted"
    assert asked(project, "list", "--status", "running")["attempts"] == []
    assert len(asked(project, "list", "--status", "interrupted")["attempts"]) == 1
    after = project.files()
    assert {path for path in before if before[path] != after.get(path)} == set()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("list", "--status", "done"), "there is no status done"),
        (("list", "--since", "soon"), "'soon' is no moment"),
        (("trace", "feed"), "there is no trace, run or span feed"),
        (("list", "--task", "nope"), "nothing is recorded of nope"),
        (("stats", "--task", "nope"), "nothing is recorded of nope"),
        (("compare", "aa", "bb"), "there is no run aa"),
        (("show", "aa"), "there is no run aa"),
        (("lost",), "there is no command 'lost'"),
        (("list", "--limit", "x"), "is not a whole number"),
        (("last_failed", "-n", "0"), "is less than 1"),
    ],
)
def test_bad_input_is_told(project: Project, words: tuple[str, ...], said: str) -> None:
    done = project.run("history", *words)
    assert done.exit == 2
    assert said in done.stderr
    assert "next: " in done.stderr
    assert "history" in project.run("history", "--help").stdout


def test_without_a_past_that_is_said(project: Project) -> None:
    for words in (("list",), ("errors",), ("stats",), ("last_failed",)):
        done = project.run("history", *words)
        assert (done.exit, done.stderr) == (0, "")
        assert done.stdout.startswith(("no ", "nothing "))
    assert project.files() == {}


def test_a_resume_goes_on_in_the_trace_of_its_run(project: Project) -> None:
    project.task("074_on", "# Task 074: On\n\n### Task 1: A\n```sh\ntest -e there\n```\n")
    assert project.run("execute_task", "074", "-q").exit == 1
    project.file("there", "")
    assert project.run("execute_task", "074", "--resume", "-q").exit == 0
    (run,) = runs(project)
    found = asked(project, "trace", run)["attempts"]
    assert [(row["attempt"], row["status"]) for row in found] == [(1, "failed"), (2, "succeeded")]
    assert found[1]["retry_of"] == found[0]["span_id"]
    assert {row["trace_id"] for row in found} == {run.replace("-", "")}


def test_an_attempt_that_goes_on_is_there_too(project: Project) -> None:
    script = "touch begun; test -e go || sleep 30; test -e go"
    project.task("075_killed", f"# Task 075: K\n\n### Task 1: A\n```sh\n{script}\n```\n")
    process = project.start("execute_task", "075", "-q")
    project.wait_for("begun")
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    project.file("go", "")
    assert project.run("execute_task", "075", "--resume", "-q").exit == 0
    last, first = asked(project, "list")["attempts"]
    assert [(row["attempt"], row["status"]) for row in (first, last)] == [
        (1, "interrupted"),
        (2, "succeeded"),
    ]
    assert last["retry_of"] == first["span_id"]
    assert last["idempotency_key"] != first["idempotency_key"]


@pytest.mark.long
def test_what_was_interrupted_is_found_also_in_runs_that_went_on(project: Project) -> None:
    """Beside what failed, in a run that has ended since, and before what runs right now."""
    script = "touch begun; test -e go || sleep 30; test -e go"
    project.task("077_cut", f"# Task 077: C\n\n### Task 1: A\n```sh\n{script}\n```\n")
    process = project.start("execute_task", "077", "-q")
    project.wait_for("begun")
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    assert project.run("execute_task", "077", "--resume", "--timeout", "1s", "-q").exit == 1
    project.file("go", "")
    assert project.run("execute_task", "077", "--resume", "-q").exit == 0
    project.task("078_on", "# Task 078: O\n\n### Task 1: A\n```sh\ntouch on; sleep 30\n```\n")
    process = project.start("execute_task", "078", "-q")
    project.wait_for("on")

    def ends(*words: str) -> list[str]:
        rows = asked(project, "list", *words)["attempts"]
        exported = project.run("history", "export", *words).stdout.splitlines()
        assert [json.loads(line) for line in reversed(exported)] == rows
        return [row["status"] for row in rows]

    try:
        assert ends("--status", "interrupted") == ["interrupted"]
        assert ends("--status", "interrupted,timed_out") == ["timed_out", "interrupted"]
        assert ends("--status", "interrupted", "--limit", "1") == ["interrupted"]
        everything = ["running", "succeeded", "timed_out", "interrupted"]
        assert ends() == ends("--status", ",".join(everything)) == everything
        assert ends("--status", "running,succeeded", "--limit", "1") == ["running"]
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(20)


@pytest.mark.long
def test_what_was_interrupted_is_found_whatever_came_after(project: Project) -> None:
    script = "touch begun; test -e go || sleep 30; test -e go"
    project.task("076_lost", f"# Task 076: L\n\n### Task 1: A\n```sh\n{script}\n```\n")
    process = project.start("execute_task", "076", "-q")
    project.wait_for("begun")
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    project.file("go", "")
    assert project.run("execute_task", "076", "--resume", "-q").exit == 0
    for name in ("go", "begun"):
        (project.root / name).unlink()
    living = project.start("execute_task", "076", "-q")
    project.wait_for("begun")
    for words, statuses in (
        (("interrupted",), ["interrupted"]),
        (("interrupted", "-n", "1"), ["interrupted"]),
        (("running", "-n", "1"), ["running"]),
        (("succeeded,running",), ["running", "succeeded"]),
        (("interrupted,running,succeeded",), ["running", "succeeded", "interrupted"]),
        (("interrupted", "-n", "9" * 30), ["interrupted"]),
    ):
        rows = asked(project, "list", "--status", *words)["attempts"]
        assert [row["status"] for row in rows] == statuses, words
        exported = project.run("history", "export", "--status", *words).stdout.splitlines()
        assert [json.loads(line)["status"] for line in exported] == statuses[::-1], words
    living.send_signal(signal.SIGTERM)
    living.wait(10)


@pytest.mark.long
def test_what_was_attested_is_built_on(project: Project) -> None:
    project.task(
        "076_said",
        "# Task 076: S\n\n### Task 1: A\n```sh\ntest -d docs\n```\n- [ ] Look at it\n\n"
        "### Task 2: B\n**Depends on**: Task 1\n```sh\ntest -d docs\n```\n",
    )
    assert project.run("execute_task", "076", "-q").exit == 3
    said = project.run("attest", "076", "1", "--step", "2", "--evidence", "seen")
    assert said.exit == 0, said
    assert project.run("execute_task", "076", "--resume", "-q").exit == 0
    rows = {
        (row["subtask"], row["attempt"]): row
        for row in asked(project, "trace", *runs(project))["attempts"]
    }
    assert {key: row["status"] for key, row in rows.items()} == {
        ("task_1", 1): "waiting", ("task_1", 2): "succeeded", ("task_2", 1): "succeeded",
    }  # fmt: skip
    assert [parent["span_id"] for parent in rows["task_2", 1]["parents"]] == [
        rows["task_1", 2]["span_id"]
    ]
    assert {row["retry_of"] for row in rows.values()} == {None}


def test_what_is_rolled_back_keeps_what_it_took(project: Project) -> None:
    project.task(
        "077_back",
        "# Task 077: B\n\n### Task 1: A\n```sh\nsleep 0.1; touch made; test -e made\n```\n"
        "**Rollback**:\n```sh\nrm made\n```\n\n"
        "### Task 2: B\n**Depends on**: Task 1\n```sh\ntest -e nowhere\n```\n",
    )
    assert project.run("execute_task", "077", "--rollback", "-q").exit == 1
    rows = {row["subtask"]: row for row in asked(project, "list")["attempts"]}
    assert (rows["task_1"]["status"], rows["task_1"]["reason"]) == ("cancelled", "rolled back")
    assert rows["task_1"]["duration_ms"] >= 100


@pytest.mark.long
def test_what_an_attempt_left_is_recorded_however_it_ended(project: Project) -> None:
    """Each try with the file as it was at its end, and whether it has written it."""
    tries = "echo x >> tries\n"
    project.task(
        "079_left",
        "# Task 079: L\n\n### Task 1: Retried\n**Outputs**: tries\n**Retries**: 2\n"
        f"```sh\n[ -e tries ] && [ $(wc -l < tries) -eq 2 ] && exit 1\n{tries}exit 1\n```\n\n"
        "### Task 2: Slow\n**Depends on**: none\n**Outputs**: slow\n**Timeout**: 1s\n"
        "```sh\necho part > slow; sleep 30\n```\n",
    )
    assert project.run("execute_task", "079", "-q").exit == 1
    (run,) = runs(project)

    def left(subtask: str) -> list[tuple[int, str, int, bool]]:
        shown = asked(project, "show", run, subtask)["attempts"]
        return [
            (each["attempt"]["attempt"], file["path"], file["size"], file["fresh"])
            for each in shown
            for file in each["files"]
        ]

    retried = [(1, "tries", 2, True), (2, "tries", 4, True), (3, "tries", 4, False)]
    assert left("1") == retried
    assert left("2") == [(1, "slow", 5, True)]
    with contextlib.closing(sqlite3.connect(project.root / ".orchestrator/state.db")) as database:
        files = database.execute(
            "select subtask, attempt, path, size, written, length(sha256) from history_files"
            " order by subtask, attempt"
        ).fetchall()
    assert files == [
        *(("task_1", attempt, *rest, 64) for attempt, *rest in retried),
        ("task_2", 1, "slow", 5, 1, 64),
    ]
    assert "output slow is missing" not in project.run("task_status", "079").stdout


@pytest.mark.long
def test_who_is_named_in_a_task_file_is_not_told(project: Project) -> None:
    """In its titles and its queue, of a run and of two, on the screen and in the records."""
    body = (
        "---\nsecrets: [API_KEY]\n---\n# Task 080: For jo@example.com\n\n"
        "### Task 1: Ask jo@example.com on 93.184.216.34 with tr0ub4dor\n"
        "**Queue**: of-jo@example.com\n```sh\ntest -e there\n```\n"
    )
    project.task("080_named", body)
    key = {"API_KEY": "tr0ub4dor"}
    assert project.run("execute_task", "080", "-q", env=key).exit == 1
    # The second one declares nothing; what the first one did still counts for both.
    project.task("080_named", body.replace("API_KEY", "OTHER"))
    assert project.run("execute_task", "080", "-q", env=key).exit == 1
    first, second = runs(project)
    for words in (
        ("show", first), ("show", first, "1"), ("compare", first, second, "--all"), ("list",),
        ("list", "--queue", "of-jo@example.com"), ("stats",), ("trace", first), ("export",),
        ("last_failed",), ("errors",),
    ):  # fmt: skip
        for more in ((), ("--json",)) if words != ("export",) else ((),):
            done = project.run("history", *words, *more, env=key)
            assert done.exit == 0
            for named in ("jo@example.com", "93.184.216.34", "tr0ub4dor"):
                assert named not in done.stdout, (words, more)
    assert len(asked(project, "list", "--queue", "of-jo@example.com")["attempts"]) == 2
    with contextlib.closing(sqlite3.connect(project.root / ".orchestrator/state.db")) as database:
        assert not [line for line in database.iterdump() if "jo@" in line and "plans" not in line]
