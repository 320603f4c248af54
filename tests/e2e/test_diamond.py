"""A diamond whose left arm fails, is mended, and goes on; killed at several moments, too."""

from __future__ import annotations

import os
import re
import signal
import time

import pytest

from tests.e2e.project import Project, processes_with, wait_until

DIAMOND = """\
# Task 021: Diamond
### Task 1: Top
```sh
echo top >> effects
```
### Task 2: Left
**Depends on**: Task 1
```sh
echo left >> effects
test -e mended
```
### Task 3: Right
**Depends on**: Task 1
```sh
echo right >> effects
```
### Task 4: Join
**Depends on**: Task 2, Task 3
```sh
echo join >> effects
```
"""


def test_the_left_arm_fails_and_goes_on_when_it_is_mended(project: Project) -> None:
    project.task("021_diamond", DIAMOND)

    first = project.run("execute_task", "021")

    assert first.exit == 1
    assert sorted(project.lines("effects")) == ["left", "right", "top"]
    assert "task_4 BLOCKED by task_2" in first.stdout
    assert "orchestrator execute_task 021_diamond --resume" in first.stdout
    summary = project.read("docs/reports/021_final_summary.md")
    assert "**Verdict**: **INCOMPLETE**, 50.0 %" in summary
    assert re.search(r"`task_4`\S* Join \| blocked \| .*`task_2`.*\(failed\)", summary)

    project.file("mended", "")
    again = project.run("execute_task", "021", "--resume")

    assert again.exit == 0, again
    assert project.lines("effects")[3:] == ["left", "join"]
    assert "task_1: keep, it succeeded and is unchanged" in again.stdout
    assert "task_2: run, it failed" in again.stdout
    assert "task_4: run, it was blocked" in again.stdout
    summary = project.read("docs/reports/021_final_summary.md")
    assert "**Verdict**: **COMPLETE**, 100.0 %" in summary
    left = project.read("docs/reports/021_task_2_left.md")
    assert "### Attempt 1: failed" in left
    assert "### Attempt 2: succeeded" in left


def test_a_plain_run_starts_anew_and_says_that_one_was_left(project: Project) -> None:
    project.task("021_diamond", DIAMOND)
    first = project.execute("021")
    project.file("mended", "")

    again = project.execute("021")

    assert "the last run failed" in again.stderr
    assert "--resume" in again.stderr
    assert again.summary()["run"] != first.summary()["run"]
    assert sorted(project.lines("effects")[3:]) == ["join", "left", "right", "top"]


def test_a_resume_with_nothing_to_go_on_with_starts_one_and_says_so(project: Project) -> None:
    project.file("mended", "")
    project.task("021_diamond", DIAMOND)

    result = project.execute("021", "--resume")

    assert result.exit == 0
    assert "no run to go on with" in result.stderr


def test_a_resume_of_a_complete_run_runs_nothing(project: Project) -> None:
    project.file("mended", "")
    project.task("021_diamond", DIAMOND)
    project.execute("021")

    result = project.execute("021", "--resume")

    assert result.exit == 0
    assert result.of_type("subtask_started") == []
    assert len(project.lines("effects")) == 4


# Each step leaves its mark at its end, so that two marks of one are a success that ran twice.
# The second mark of the step under way is what the kill may cost.
CHAIN = "---\norder: sequential\n---\n# Task 022: Chain\n" + "".join(
    f"### Task {n}: Link {n}\n```sh\ntouch began.{n}\nsleep 0.12\necho {n} >> effects\n```\n"
    for n in range(1, 6)
)


@pytest.mark.parametrize(
    ("mark", "pause"),
    [("began.1", 0.0), ("began.3", 0.06), ("began.4", 0.125)],
)
def test_killed_at_any_moment_no_recorded_success_runs_again(
    project: Project, mark: str, pause: float
) -> None:
    project.task("022_chain", CHAIN)
    process = project.start("execute_task", "022", "--no-report", "--json")
    project.wait_for(mark)
    time.sleep(pause)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    before = project.run("task_status", "022", "--json").json()
    done = {row["id"][-1] for row in before["subtasks"] if row["status"] == "succeeded"}

    again = project.execute("022", "--resume")

    assert again.exit == 0, again
    effects = project.lines("effects")
    assert all(effects.count(number) == 1 for number in done), (done, effects)
    assert set(effects) == set("12345")
    assert len(effects) <= 6
    assert processes_with(f"ORCHESTRATOR_RUN={before['run']}") == []


def test_what_a_killed_run_left_behind_is_ended_before_it_runs_again(project: Project) -> None:
    project.task(
        "023_orphan",
        "# Task 023: Orphan\n### Task 1: It\n```sh\necho $$ >> pids\n"
        "if [ ! -e second ]; then touch second; sleep 60; fi\n```\n",
    )
    process = project.start("execute_task", "023", "--no-report", "--json")
    project.wait_for("second")
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    run = project.run("task_status", "023", "--json").json()["run"]

    again = project.execute("023", "--resume")

    assert again.exit == 0, again
    assert len(project.lines("pids")) == 2
    wait_until(lambda: not processes_with(f"ORCHESTRATOR_RUN={run}"), "no process left")
    attempts = again.rows()["task_1"]["attempts"]
    assert attempts == 2
