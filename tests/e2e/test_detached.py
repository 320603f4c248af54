"""Runs that go on in a process of their own, now or at a moment to come."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.e2e.project import CHECKOUT, PATIENCE_S, Project

TASK = (
    "# Task 001: Long\n### Task 1: Goes on\n```sh\ntouch begun; sleep {s}; echo done > end\n```\n"
)


def until(there: Callable[[], object]) -> Any:
    deadline = time.monotonic() + PATIENCE_S
    while not (found := there()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return found


def status(project: Project) -> Any:
    return project.run("task_status", "001", "--json").json()


def detach(project: Project, *more: str) -> Any:
    result = project.run("execute_task", "001", "--detach", "--json", *more)
    assert result.exit == 0, result
    return result.json()


def test_it_goes_on_when_who_started_it_has_ended(project: Project) -> None:
    project.task("001_long", TASK.format(s=0.5))
    began = time.monotonic()
    told = detach(project)
    assert time.monotonic() - began < 5.0
    assert told["task"] == "001_long"
    assert told["at"] is None
    until(lambda: (project.root / "end").exists())
    ended = until(lambda: (now := status(project))["state"] == "succeeded" and now)
    assert (ended["run"], ended["complete"]) == (told["run"], True)


def test_the_end_of_the_callers_session_does_not_reach_it(project: Project) -> None:
    project.task("001_long", TASK.format(s=0.5))
    words = [sys.executable, "-m", "orchestrator", "execute_task", "001", "--detach"]
    caller = os.posix_spawn(
        "/bin/sh",
        ["sh", "-c", f'cd "{project.root}" && "$@" > told; kill -HUP 0', "sh", *words],
        {**project.environment(), "PYTHONPATH": str(CHECKOUT)},
        setsid=True,
    )
    assert os.waitpid(caller, 0)[1] == signal.SIGHUP
    assert "goes on in process" in project.read("told")
    until(lambda: (project.root / "end").exists())
    assert until(lambda: (now := status(project))["complete"] and now)


def test_a_run_that_is_over_at_once_is_told_too(project: Project) -> None:
    project.task("001_short", "# Task 001: Short\n### Task 1: No\n```sh\nexit 4\n```\n")
    told = detach(project)
    ended = until(lambda: (now := status(project))["state"] != "running" and now)
    assert (ended["run"], ended["state"]) == (told["run"], "failed")


def test_all_that_was_asked_for_is_asked_of_it(project: Project) -> None:
    project.task(
        "001_many",
        "# Task 001: Many\n### Task 1: A\n```sh\necho $WORD > a\n```\n"
        "### Task 2: B\n**Depends on**: None\n```sh\necho b > b\n```\n",
    )
    detach(project, "--only", "1", "--env", "WORD=--a word", "--no-report", "-j", "1")
    until(lambda: status(project)["state"] != "running")
    assert project.read("a") == "--a word\n"
    assert not (project.root / "b").exists()
    assert not (project.root / "docs" / "reports").exists()


@pytest.mark.parametrize(
    ("text", "more", "exit_code", "said"),
    [
        ("# Task 001: X\n### Task 1: A\n```sh\ntrue\n```\n", ("--only", "7"), 2, "no subtask “7”"),
        ("no task\n", (), 2, "error["),
        ("# Task 001: X\n### Task 1: A\n```sh\ntrue\n```\n", ("--dry-run",), 2, "for runs"),
        ("# Task 001: X\n### Task 1: A\n```sh\ntrue\n```\n", ("--at", "soon"), 2, "no moment"),
        ("# Task 001: X\n### Task 1: A\n```sh\ntrue\n```\n", ("--at", "2020-01-01"), 2, "passed"),
    ],
)
def test_what_cannot_begin_is_told_at_once(
    project: Project, text: str, more: tuple[str, ...], exit_code: int, said: str
) -> None:
    project.task("001_x", text)
    result = project.run("execute_task", "001", "--detach", *more)
    assert result.exit == exit_code, result
    assert said in result.stderr
    assert not list(project.root.glob(".orchestrator/runs/*"))


def test_only_one_runs_a_task(project: Project) -> None:
    project.task("001_long", TASK.format(s=1))
    told = detach(project)
    second = project.run("execute_task", "001", "--detach")
    assert second.exit == 75
    assert f"run {told['run']}" in second.stderr
    assert project.run("cancel", "001").exit == 0
    assert status(project)["state"] == "cancelled"


def test_it_begins_at_its_moment_and_is_seen_to_wait(project: Project) -> None:
    project.task("001_long", TASK.format(s=0))
    told = detach(project, "--at", "+2s")
    assert told["run"] is None
    second = project.run("execute_task", "001", "--detach", "--at", "+1h")
    assert second.exit == 75
    assert told["at"] in second.stderr
    assert not (project.root / "begun").exists()
    until(lambda: (project.root / "end").exists())
    assert until(lambda: (now := status(project))["complete"] and now)


@pytest.mark.long
def test_the_wait_is_called_off(project: Project) -> None:
    project.task("001_long", TASK.format(s=0))
    project.execute("001")
    told = detach(project, "--at", "+1h")
    assert f"to be run at {told['at']}" in project.run("task_status", "001").stdout
    assert told["at"] in project.run("cancel", "001").stdout
    assert "to be run at" not in project.run("task_status", "001").stdout
    until(lambda: not _lives(told["pid"]))


def test_what_runs_by_itself_is_told_of_people_too(project: Project) -> None:
    project.task("001_long", TASK.format(s=0))
    told = project.run("execute_task", "001", "--detach").stdout.splitlines()
    assert told[0].startswith("run ")
    assert "orchestrator task_status 001_long --watch" in told[1]
    until(lambda: status(project)["state"] == "succeeded")


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
