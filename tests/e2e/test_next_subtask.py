"""Several who ask at once what is next: each gets another subtask, for a while, and no longer."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest

from orchestrator.run.moments import stamp
from tests.e2e.project import Project, wait_until

ASKING = 16
WAITING = 10
ROUNDS = 12
SUBTASKS = {f"task_{number}" for number in range(1, WAITING + 1)}
TASK = "---\norder: parallel\n---\n# Task 043: Ten by hand\n\n" + "".join(
    f"### Task {number}: Think of {number}\n- [ ] {number}.1 Think\n\n"
    for number in range(1, WAITING + 1)
)

# Claims once a line of standard input, in a process of its own, and tells what it got. It is the
# program without its start, so that many ask at the very same moment.
_ASKER = """
import sys
from pathlib import Path
from orchestrator.operations.byhand.claiming import next_subtask
from orchestrator.wiring import open_project
project = open_project(Path.cwd(), {})
for run in sys.stdin:
    found = next_subtask(project, "043", agent=None, run=run.strip())
    told = found.claimed.subtask if found.claimed else ",".join(each.kind for each in found.why)
    print(told, flush=True)
"""

# Claims within a transaction that it never ends.
_KILLED_IN_IT = """
import sqlite3, sys, time
from orchestrator.stores import leases
connection = sqlite3.connect(".orchestrator/state.db", isolation_level=None)
connection.execute("begin immediate")
since, until = "2026-01-01T00:00:00.000Z", "2126-01-01T00:00:00.000Z"
leases.claim(connection, sys.argv[1], ["task_1"], "x", since, until)
print("claimed", flush=True)
time.sleep(60)
"""


@pytest.fixture
def waiting(project: Project) -> Project:
    project.task("043_ten", TASK)
    assert project.execute("043").exit == 3
    return project


def claim(project: Project, *arguments: str) -> dict[str, Any]:
    result = project.run("next_subtask", "043", "--json", *arguments)
    assert result.exit == 0, result
    claimed = result.json()["claimed"]
    assert isinstance(claimed, dict), result
    return claimed


def asker(project: Project) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _ASKER],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=project.root,
        env=project.environment(), text=True,
    )  # fmt: skip


@pytest.mark.long
def test_sixteen_who_ask_at_once_get_each_of_ten_once_again_and_again(waiting: Project) -> None:
    runs = [waiting.execute("043").summary()["run"] for _ in range(ROUNDS)]
    askers = [asker(waiting) for _ in range(ASKING)]
    try:
        for run in runs:
            for each in askers:
                assert each.stdin is not None
                each.stdin.write(f"{run}\n")
                each.stdin.flush()
            told = [each.stdout.readline().strip() for each in askers if each.stdout is not None]
            given = Counter(each for each in told if each in SUBTASKS)
            assert set(given) == SUBTASKS, told
            assert set(given.values()) == {1}, told
            # The others are told of each that is taken.
            assert told.count(",".join(["claimed"] * WAITING)) == ASKING - WAITING, told
    finally:
        for each in askers:
            each.communicate()


def test_sixteen_commands_at_once(waiting: Project) -> None:
    started = [
        waiting.start("next_subtask", "043", "--json", "--agent", f"agent {number}")
        for number in range(ASKING)
    ]
    ended = [(json.loads(each.communicate()[0])["claimed"], each.returncode) for each in started]
    claims = [claimed for claimed, _ in ended if claimed]
    assert sorted(each["subtask"] for each in claims) == sorted(SUBTASKS)
    assert len({each["lease"] for each in claims}) == WAITING
    assert Counter(code for _, code in ended) == {0: WAITING, 3: ASKING - WAITING}


def test_a_claim_is_told_as_people_read_it_and_ends_with_what_hands_it_in(
    waiting: Project,
) -> None:
    result = waiting.run("next_subtask", "043", "--agent", "ann", "--for", "2h")
    assert result.exit == 0, result
    assert result.stdout.startswith("task_1 Think of 1\n")
    assert "to do:\n  1.1 Think\n" in result.stdout
    lease = result.stdout.partition(", lease ")[2].split()[0]
    hand_in = "orchestrator complete_subtask 043_ten task_1 --step 1.1 --evidence TEXT"
    assert f"  {hand_in} --lease {lease}\n" in result.stdout
    again = claim(waiting, "--lease", lease)
    assert (again["subtask"], again["holder"]) == ("task_1", "ann")


@pytest.mark.long
def test_a_lease_that_ran_out_goes_back(waiting: Project) -> None:
    taken = [claim(waiting) for _ in range(WAITING - 1)]
    last = claim(waiting, "--for", "1", "--agent", "bob")
    nothing = waiting.run("next_subtask", "043")
    # The machine may be so slow that it has run out by now.
    assert nothing.exit in (0, 3), nothing
    if nothing.exit == 3:
        assert f"claimed: {last['subtask']} is claimed by bob until {last['until']}" in (
            nothing.stdout
        )
        wait_until(lambda: waiting.run("next_subtask", "043").exit == 0, "the lease to run out")
    assert waiting.run("next_subtask", "043", "--lease", last["lease"]).exit == 2
    assert claim(waiting, "--lease", taken[0]["lease"])["subtask"] == taken[0]["subtask"]


def test_a_lease_that_is_kept_on_does_not_run_out(waiting: Project) -> None:
    first = claim(waiting, "--for", "1")
    # On a busy machine it may have run out by now, but nobody else asks.
    again = claim(waiting, "--lease", first["lease"], "--for", "1h")
    assert again["until"] > first["until"]
    wait_until(lambda: stamp(datetime.now(UTC)) > first["until"], "the first end")
    assert claim(waiting)["subtask"] != first["subtask"]


def test_the_lease_of_one_who_was_killed_runs_out(waiting: Project) -> None:
    run = waiting.run("task_status", "043", "--json").json()["run"]
    child = subprocess.Popen(
        [sys.executable, "-c", _KILLED_IN_IT, run],
        stdout=subprocess.PIPE, cwd=waiting.root, env=waiting.environment(), text=True,
    )  # fmt: skip
    assert child.stdout is not None
    assert child.stdout.readline() == "claimed\n"
    os.kill(child.pid, signal.SIGKILL)
    child.communicate()
    # Killed in the midst of it, nothing is claimed; killed after it, until the lease runs out.
    first = claim(waiting, "--for", "1")
    assert first["subtask"] == "task_1"
    wait_until(lambda: claim(waiting, "--for", "1")["subtask"] == "task_1", "the lease to run out")


def test_what_is_completed_meanwhile_is_not_given(waiting: Project) -> None:
    first = claim(waiting)
    assert first["subtask"] == "task_1"
    for number in ("1", "2"):
        said = waiting.run("attest", "043", number, "--step", f"{number}.1", "--evidence", "done")
        assert said.exit == 0, said
    done = waiting.run("next_subtask", "043", "--lease", first["lease"])
    assert done.exit == 3
    assert "the lease was given back" in done.stdout
    assert claim(waiting)["subtask"] == "task_3"


def test_the_exit_code_says_whether_something_is_open(project: Project) -> None:
    project.task("043_ten", "# Task 043: One\n### Task 1: Think\n- [ ] 1.1 Think\n")
    before = project.run("next_subtask", "043", "--json")
    assert (before.exit, before.json()["run"]) == (3, None)
    assert not (project.root / ".orchestrator/state.db").exists()
    project.execute("043")
    project.run("attest", "043", "1", "--step", "1.1", "--evidence", "done")
    open_ = project.run("next_subtask", "043", "--json")
    assert (open_.exit, open_.json()["why"][0]["kind"]) == (3, "answered")
    project.execute("043", "--resume")
    complete = project.run("next_subtask", "043")
    assert complete.exit == 0
    assert complete.stdout.startswith("complete: every subtask that counts is COMPLETE")


def test_looking_at_a_claimed_run_tells_nothing_of_it(waiting: Project) -> None:
    before = waiting.run("task_status", "043", "--json").stdout
    claim(waiting)
    assert waiting.run("task_status", "043", "--json").stdout == before
