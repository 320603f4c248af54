"""What runs when an attempt is over: cleanups, compensations, and what a rollback voids."""

from __future__ import annotations

from tests.e2e.project import Project

SHIP = """\
# Task 001: Ship
### Task 1: First
```sh
echo one >> ran
```
**Rollback**:
```sh
echo undo-one-a >> ran
```
```sh
echo undo-one-b >> ran
```
### Task 2: Second
**Depends on**: Task 1
```sh
echo two >> ran
```
**Undo**:
- `echo undo-two >> ran`

**Cleanup**:
```sh
echo clean-two >> ran
```
### Task 3: Third
**Depends on**: Task 2 | **Retries**: 1
```sh
echo three >> ran
test -e mended
```
**On failure**:
```sh
echo undo-three >> ran
```
**Finally**:
```sh
echo clean-three >> ran
```
"""


def test_a_failed_subtask_is_compensated_and_cleaned_up_once(project: Project) -> None:
    project.task("001_ship", SHIP)

    result = project.execute("001")

    assert result.exit == 1
    assert project.lines("ran") == [
        "one", "two", "clean-two", "three", "three", "undo-three", "clean-three",
    ], result  # fmt: skip


def test_a_rollback_undoes_what_had_succeeded_and_a_resume_does_it_again(project: Project) -> None:
    project.task("001_ship", SHIP)
    result = project.execute("001", "--rollback")
    assert result.exit == 1
    assert project.lines("ran")[-3:] == ["undo-two", "undo-one-b", "undo-one-a"], result
    assert result.statuses() == {"task_1": "cancelled", "task_2": "cancelled", "task_3": "failed"}
    assert all(row["verdict"] == "incomplete" for row in result.rows().values())
    project.file("mended", "")
    (project.root / "ran").unlink()

    again = project.execute("001", "--resume")

    assert again.exit == 0, again
    assert "task_1: run, it was rolled back" in again.stderr + again.stdout
    assert project.lines("ran") == ["one", "two", "clean-two", "three", "clean-three"]


def test_a_cleanup_runs_when_the_attempt_timed_out_and_its_failure_is_told(
    project: Project,
) -> None:
    project.task(
        "001_t",
        "# Task 001: T\n### Task 1: It\n**Timeout**: 200ms\n```sh\nsleep 20\n```\n"
        "**Teardown**:\n```sh\ntouch cleaned\nexit 7\n```\n",
    )

    result = project.run("execute_task", "001")

    assert result.exit == 1
    assert (project.root / "cleaned").exists()
    assert "cleanup" in result.stdout
    assert "exit code 7" in result.stdout, result


def test_a_cleanup_that_fails_takes_no_success_away_unseen(project: Project) -> None:
    project.task(
        "001_t",
        "# Task 001\n### Task 1: It\n```sh\ntest -d /etc\n```\n**Cleanup**:\n```sh\nexit 7\n```\n",
    )

    result = project.execute("001")

    (finished,) = result.of_type("cleanup_finished")
    assert finished["result"]["exit_code"] == 7
    assert result.statuses() == {"task_1": "succeeded"}


def test_nothing_is_compensated_when_all_went_well(project: Project) -> None:
    project.file("mended", "")
    project.task("001_ship", SHIP)

    result = project.execute("001", "--rollback")

    assert result.exit == 0
    assert project.lines("ran") == ["one", "two", "clean-two", "three", "clean-three"]
