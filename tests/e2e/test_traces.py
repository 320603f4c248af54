"""Runs in a trace of their caller's."""

from __future__ import annotations

import contextlib
import sqlite3
import sys

from tests.e2e.project import Project

TRACE, SPAN = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
TASK = "# Task 070: T\n\n### Task 1: A\n```sh\necho $TRACEPARENT > seen\ntest -s seen\n```\n"


def test_a_run_goes_on_with_the_trace_that_it_was_called_in(project: Project) -> None:
    project.task("070_t", TASK)
    done = project.run(
        "execute_task", "070", "--json", env={"TRACEPARENT": f"00-{TRACE}-{SPAN}-01"}
    )
    assert done.exit == 0
    (begun,) = done.of_type("run_started")
    assert (begun["trace_id"], begun["parent_span"]) == (TRACE, SPAN)
    (seen,) = project.lines("seen")
    assert seen.startswith(f"00-{TRACE}-")
    assert SPAN not in seen


def test_without_a_caller_the_trace_is_the_run(project: Project) -> None:
    project.task("070_t", TASK)
    done = project.run("execute_task", "070", "--json", env={"TRACEPARENT": "nonsense"})
    (begun,) = done.of_type("run_started")
    assert begun["trace_id"] == begun["run"].replace("-", "")
    assert begun["parent_span"] is None


def test_a_run_that_a_step_starts_is_found_with_the_attempt_that_started_it(
    project: Project,
) -> None:
    project.task("070_t", TASK)
    call = f"{sys.executable} -m orchestrator execute_task 070 -q"
    project.task("071_call", f"# Task 071: C\n\n### Task 1: Call\n```sh\n{call}\n```\n")
    assert project.run("execute_task", "071", "-q").exit == 0
    _, trace, span, _ = project.read("seen").strip().split("-")
    found = project.run("history", "trace", span, "--json").json()
    assert found["trace_id"] == trace
    caller, called = found["attempts"]
    assert [(row["task"], row["subtask"]) for row in (caller, called)] == [
        ("071_call", "task_1"),
        ("070_t", "task_1"),
    ]
    assert called["span_id"] == span
    # With the task of each, and by the span of the run that was called.
    words = project.run("history", "trace", called["run"].replace("-", "")[-16:]).stdout
    assert words.startswith(f"trace {trace} of 071_call, 070_t, 2 attempts\nTASK ")
    with contextlib.closing(sqlite3.connect(project.root / ".orchestrator/state.db")) as database:
        row = database.execute(
            "select parent_span_id from history_runs where run = ?", (called["run"],)
        ).fetchone()
    assert row == (caller["span_id"],)
