"""What was finished while the orchestrator was dead is not done a second time."""

from __future__ import annotations

import os
import signal
import sqlite3
from contextlib import closing

import pytest

from orchestrator.engines.processes import look_at
from tests.e2e.project import Project, processes_with, wait_until

pytestmark = pytest.mark.long

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


SLOW = """\
# Task 049: Slow
### Task 1: Wait
**Timeout**: 1s
- [ ] 1.1 A little
  ```sh
  sleep {first}
  ```
- [ ] 1.2 Long
  ```sh
  echo began >> effects
  sleep {second}
  ```
"""


@pytest.mark.parametrize(("first", "second"), [("0", "1.5"), ("0.5", "0.8")])
def test_a_step_that_nobody_timed_out_is_not_taken_up(
    project: Project, first: str, second: str
) -> None:
    project.task("049_slow", SLOW.format(first=first, second=second))
    process = project.start("execute_task", "049", "--no-report")
    project.wait_for("effects")
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    wait_until(lambda: bool(list(project.root.rglob("*.1.2.receipt"))), "a receipt")
    resumed = project.execute("049", "--resume")
    assert project.lines("effects") == ["began", "began"], resumed
    assert resumed.exit == (0 if second == "0.8" else 1), resumed


UNKEPT = """\
# Task 050: Unkept
### Task 1: Spoil
```sh
echo done >> effects
echo "it worked"
echo model=m1 >> "$ORCHESTRATOR_OUTPUTS"
python - <<'end'
import sqlite3
sqlite3.connect(".orchestrator/state.db", timeout=10).execute("alter table journal rename to gone")
end
```
**Expect**:
- stdout contains "it worked"
### Task 2: Use
**Depends on**: Task 1
```sh
test "$model" = m1 && echo used >> effects
```
"""


def test_a_step_whose_end_could_not_be_recorded_is_taken_up(project: Project) -> None:
    project.task("050_unkept", UNKEPT)
    broken = project.execute("050")
    assert broken.exit == 74, broken
    assert project.lines("effects") == ["done"]
    with closing(sqlite3.connect(project.root / ".orchestrator/state.db")) as database:
        database.execute("alter table gone rename to journal")
    resumed = project.execute("050", "--resume")
    assert resumed.exit == 0, resumed
    assert project.lines("effects") == ["done", "used"]


def test_no_log_is_written_where_a_step_leads_it(project: Project) -> None:
    outside = project.root / "outside"
    plant = "mv .orchestrator/runs outside\nln -s ../outside .orchestrator/runs"
    project.task("051_links", f"# Task 051: Links\n### Task 1: One\n```sh\n{plant}\n```\n"
                 "### Task 2: Two\n**Depends on**: Task 1\n```sh\n: > ran\n```\n")  # fmt: skip
    done = project.execute("051")
    assert done.exit == 74, done
    assert ".orchestrator/runs is a symbolic link" in done.stderr
    assert [file.name for file in outside.rglob("*.log")] == ["task_1.1.log"]
    assert not (project.root / "ran").exists()


RETRIED = """\
# Task 052: Retried
### Task 1: Two copies
**Retries**: 1
```bash
exec 9> lock
flock -n 9 || echo overlap >> effects
echo began >> effects
(exec env -i setsid bash -c 'trap "" TERM; sleep 30; :' > /dev/null 2>&1 &)
sleep 0.1
test $(grep -c began effects) = 2
```
"""


@pytest.mark.skipif(not os.path.exists("/usr/bin/flock"), reason="needs flock")
def test_no_second_copy_runs_beside_what_the_first_left_behind(project: Project) -> None:
    project.task("052_retried", RETRIED)
    done = project.execute("052")
    assert done.exit == 0, done
    assert project.lines("effects") == ["began", "began"]
    notes = [event["result"]["note"] for event in done.of_type("step_finished")]
    assert notes == ["2 processes left behind and ended"] * 2


def test_what_outlives_its_step_ends_with_it_though_the_program_is_killed(
    project: Project,
) -> None:
    stray = "(exec env -i setsid sh -c 'echo $$ > pid; exec sleep 60' > /dev/null 2>&1 &)"
    script = f"{stray}\n: > began\nwhile ! test -e go; do sleep 0.05; done"
    project.task("053_stray", f"# Task 053: Stray\n### Task 1: One\n```sh\n{script}\n```\n")
    process = project.start("execute_task", "053", "--no-report")
    project.wait_for("began")
    wait_until(lambda: bool(project.lines("pid")), "the stray")
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    finished(project)
    stray_pid = int(project.lines("pid")[0])
    wait_until(lambda: look_at(stray_pid) is None, "its end")
