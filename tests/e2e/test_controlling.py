"""Runs are stopped, go on, or begin later; several at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
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


@pytest.mark.long
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


@pytest.mark.long
def test_what_cannot_be_run_later_leaves_the_other_wait_as_it_is(project: Project) -> None:
    project.task("001_long", LONG)
    _, (told,) = control(project, "reschedule", "001", "--at", "+1h")
    command = (sys.executable, "-m", "orchestrator", "execute_task", "001", "--quiet")
    with subprocess.Popen(command, cwd=project.root, env=project.environment()) as running:
        until(lambda: (project.root / "begun").exists())
        exit_, (refused,) = control(project, "reschedule", "001", "--at", "+2h")
        assert (exit_, refused["done"]) == (2, False)
        status = project.run("task_status", "001").stdout
        project.run("cancel", "001")  # the wait
        running.terminate()
    assert f"to be run at {told['at']}" in status


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


WRITES = """
import sys, time
from pathlib import Path
from orchestrator.wiring import open_project

with open_project(Path(), {}).lock("002_pair"):
    Path("writes").touch()
    time.sleep(1)
print("written")
"""


@pytest.mark.long
def test_who_only_writes_something_down_is_not_stopped(project: Project) -> None:
    project.task("002_pair", PAIR + "- [ ] 2.1 Look at it\n")
    project.file("mended", "")
    assert project.execute("002").exit == 3
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITES],
        cwd=project.root,
        env=project.environment(),
        stdout=subprocess.PIPE,
        text=True,
    )
    project.wait_for("writes")
    exit_, (told,) = control(project, "cancel", "002")
    assert (exit_, told["done"]) == (0, True)
    assert writer.communicate(timeout=PATIENCE_S)[0] == "written\n"
    assert project.run("task_status", "002", "--json").json()["state"] == "cancelled"


def test_a_run_that_is_killed_while_it_is_told_is_cancelled_all_the_same(project: Project) -> None:
    project.task("001_deaf", "# Task 001: Deaf\n### Task 1: A\n```sh\ntouch begun; sleep 1\n```\n")
    run = project.start("execute_task", "001", "--no-report")
    project.wait_for("begun")
    os.kill(run.pid, signal.SIGSTOP)
    cancelling = project.start("cancel", "001")
    time.sleep(0.5)
    run.kill()
    told = cancelling.communicate(timeout=PATIENCE_S)
    assert (cancelling.returncode, told[0]) == (
        0,
        "cancelled: the run of 001_deaf, which nobody was driving\n",
    )
    run.communicate()
    assert project.run("task_status", "001", "--json").json()["state"] == "cancelled"


BY_HAND = """\
# Task 004: By hand
### Task 1: Both
```sh
echo 1 >> ran
```
- [ ] 1.2 Write notes.txt

**Verify**:
- `test -s notes.txt`
"""


@pytest.mark.long
def test_what_is_done_by_then_is_not_run_again(project: Project) -> None:
    project.task("004_by_hand", BY_HAND)
    project.execute("004")
    project.file("notes.txt", "what was seen\n")
    handed = ("--evidence", "notes.txt holds what was seen: three birds")
    result = project.run("complete_subtask", "004", "1", *handed)
    assert result.exit == 0, result
    again = ("execute_task", "004", "--again", "1", "--quiet")
    # As two do who hand in at once, where the one has the run go on just after the other has.
    assert project.run(*again, "--unless-done").exit == 0
    assert project.lines("ran") == ["1"]
    assert project.run(*again).exit == 0
    assert project.lines("ran") == ["1", "1"]
