"""Runs are stopped, go on, or begin later; several at once."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.e2e.project import PATIENCE_S, Project

LONG = "# Task 001: Long\n### Task 1: Goes on\n```sh\ntouch begun; sleep 20\n```\n"
PAIR = """\
# Task 002: Pair
### Task 1: First
```sh
echo 1 >> ran
```
### Task 2: Second
**Depends on**: Task 1
```sh
echo 2 >> ran; test -e mended
```
"""


def until(there: Callable[[], object]) -> Any:
    deadline = time.monotonic() + PATIENCE_S
    while not (found := there()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return found


def control(project: Project, *words: str) -> tuple[int, list[dict[str, Any]]]:
    result = project.run("control_task", *words, "--json")
    return result.exit, result.json()["results"]


def ended(project: Project, task: str) -> dict[str, Any]:
    def now() -> Any:
        status = project.run("task_status", task, "--json").json()
        return status["state"] != "running" and status

    return dict(until(now))


def test_what_failed_is_retried(project: Project) -> None:
    project.task("002_pair", PAIR)
    run = project.execute("002").summary()["run"]
    project.file("mended", "")
    exit_, (told,) = control(project, "retry_failed", "002")
    assert (exit_, told["done"], told["task"], told["run"]) == (0, True, "002_pair", run)
    assert ended(project, "002")["complete"]
    assert project.lines("ran") == ["1", "2", "2"]
    exit_, (told,) = control(project, "retry-failed", "002")
    assert (exit_, told["done"]) == (2, False)
    assert "succeeded" in told["what"]


def test_one_subtask_is_retried_and_what_comes_after_it(project: Project) -> None:
    project.task("002_pair", PAIR)
    project.file("mended", "")
    run = project.execute("002").summary()["run"]
    exit_, _ = control(project, "retry_subtask", "--run", run, "--subtask", "1")
    assert exit_ == 0
    assert ended(project, "002")["complete"]
    assert project.lines("ran") == ["1", "2", "1", "2"]


def test_several_are_cancelled_at_once_and_what_one_refuses_keeps_no_other(
    project: Project,
) -> None:
    project.task("001_long", LONG)
    project.task("002_pair", PAIR)
    project.task("003_long", LONG.replace("001", "003").replace("begun", "begun3"))
    runs = [
        project.run("execute_task", task, "--detach", "--json").json()["run"]
        for task in ("001", "003")
    ]
    project.execute("002")
    until(lambda: (project.root / "begun3").exists())
    ids = [word for run in runs for word in ("--run", run)]
    exit_, told = control(project, "cancel", "002", *ids, "--run", "nosuch")
    assert exit_ == 2
    assert [each["done"] for each in told] == [False, True, True, False]
    assert {ended(project, task)["state"] for task in ("001", "003")} == {"cancelled"}


def test_it_is_run_later(project: Project) -> None:
    project.task("002_pair", PAIR)
    exit_, (told,) = control(project, "reschedule", "002", "--at", "+1h")
    assert (exit_, told["run"]) == (0, None)
    first = told["at"]
    # Another moment takes its place.
    exit_, (told,) = control(project, "reschedule", "002", "--at", "+1s")
    assert (exit_, told["at"] < first) == (0, True)
    until(lambda: len(project.lines("ran")) == 2)
    assert ended(project, "002")["state"] == "failed"
    project.file("mended", "")
    control(project, "reschedule", "002", "--at", "+1s")
    until(lambda: project.lines("ran") == ["1", "2", "2"])
    assert ended(project, "002")["complete"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("cancel",), "no task is named"),
        (("explode", "002"), "there is no action"),
        (("retry_subtask", "002"), "no subtask is named"),
        (("reschedule", "002"), "no moment is named"),
    ],
)
def test_what_is_not_whole_is_an_error(project: Project, words: tuple[str, ...], said: str) -> None:
    project.task("002_pair", PAIR)
    result = project.run("control_task", *words)
    assert result.exit == 2
    assert said in result.stderr


def test_a_run_of_before_is_not_stopped_by_its_id(project: Project) -> None:
    project.task("002_pair", PAIR)
    run = project.execute("002").summary()["run"]
    project.execute("002")
    exit_, (told,) = control(project, "retry_failed", "--run", run)
    assert exit_ == 2
    assert "a later one" in told["what"]
