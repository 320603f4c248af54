"""Runs in a trace of their caller's."""

from __future__ import annotations

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
