"""What was finished while the orchestrator was dead is not done a second time."""

from __future__ import annotations

import os
import signal

from tests.e2e.project import Project, processes_with, wait_until

LONG = """\
# Task 048: Long
### Task 1: Train
```sh
echo trained >> effects
touch began
for n in $(seq 300); do [ -e go ] && break; sleep 0.05; done
echo "accuracy 0.9"
echo model=m1 >> "$ORCHESTRATOR_OUTPUTS"
exit ${CODE:-0}
```
**Expect**:
- stdout contains "accuracy"
### Task 2: Use
**Depends on**: Task 1
```sh
test "$model" = m1 && echo used >> effects
```
"""


def killed_while_it_trains(project: Project, **env: str) -> None:
    project.task("048_long", LONG)
    process = project.start("execute_task", "048", "--no-report", env=env)
    project.wait_for("began")
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()


def finished(project: Project) -> None:
    project.file("go", "")
    wait_until(lambda: bool(list(project.root.rglob("*.receipt"))), "a receipt")


def test_a_step_that_ended_well_meanwhile_is_taken_up(project: Project) -> None:
    killed_while_it_trains(project)
    finished(project)

    resumed = project.execute("048", "--resume")

    assert resumed.exit == 0, resumed
    assert project.lines("effects") == ["trained", "used"]
    (step,) = [event for event in resumed.of_type("step_finished") if event["subtask"] == "task_1"]
    assert step["result"]["output"] == "accuracy 0.9\n"
    report = project.run("generate_report", "048", "1", "-o", "-").stdout
    assert "it ended by itself after the orchestrator was killed" in report
    assert project.execute("048", "--resume").exit == 0
    assert project.lines("effects") == ["trained", "used"]


def test_a_step_that_failed_meanwhile_has_failed(project: Project) -> None:
    killed_while_it_trains(project, CODE="7")
    finished(project)
    resumed = project.execute("048", "--resume")
    assert resumed.exit == 1, resumed
    assert "exit code 7" in resumed.rows()["task_1"]["reasons"][0]
    assert project.lines("effects") == ["trained"]


def test_a_step_that_still_runs_is_ended_and_runs_again(project: Project) -> None:
    killed_while_it_trains(project)
    project.file("docs/tasks/048_long.md", LONG)
    process = project.start("execute_task", "048", "--resume", "--no-report")
    wait_until(lambda: project.lines("effects") == ["trained", "trained"], "the second one")
    project.file("go", "")
    assert process.wait(timeout=30) == 0, process.communicate()
    assert project.lines("effects") == ["trained", "trained", "used"]


def test_a_step_that_was_edited_meanwhile_runs_again(project: Project) -> None:
    killed_while_it_trains(project)
    finished(project)
    project.task("048_long", LONG.replace('"accuracy 0.9"', '"accuracy 0.95"'))
    assert project.execute("048", "--resume").exit == 0
    assert project.lines("effects") == ["trained", "trained", "used"]


def test_a_new_run_takes_nothing_up(project: Project) -> None:
    killed_while_it_trains(project)
    finished(project)
    assert project.execute("048").exit == 0
    assert project.lines("effects") == ["trained", "trained", "used"]


def test_a_run_that_ends_in_order_leaves_no_warden_and_no_receipt(project: Project) -> None:
    project.task("048_long", LONG)
    project.file("go", "")
    assert project.execute("048").exit == 0
    assert not list(project.root.rglob("*receipt*"))
    assert not processes_with(f"{project.root}")
