"""Approvals: asked for, given, refused."""

from __future__ import annotations

import pytest

from tests.e2e.project import Project

TASK = """\
# Task 046: Ship
### Task 1: Build
```bash
test -d docs
```
### Task 2: Publish
**Approval**: Publish 1.0?
```bash
echo published >> effects.txt
test -s effects.txt
```
### Task 3: Announce
```bash
test -s effects.txt
```
"""


@pytest.fixture
def asking(project: Project) -> Project:
    project.task("046_ship", TASK)
    result = project.execute("046")
    assert result.statuses() == {"task_1": "succeeded", "task_2": "waiting", "task_3": "pending"}
    assert result.exit == 3
    return project


def test_approved_it_runs_and_the_report_says_who(asking: Project) -> None:
    done = asking.run("approve", "046", "2", "--by", "Ann", "-m", "after the demo")
    assert done.exit == 0, done
    assert "Publish 1.0?" in done.stdout

    resumed = asking.execute("046", "--resume")

    assert resumed.exit == 0, resumed
    assert asking.lines("effects.txt") == ["published"]
    report = asking.run("generate_report", "046", "2", "-o", "-").stdout
    assert "Ann" in report
    assert "after the demo" in report


def test_rejected_it_never_runs_and_blocks_the_rest(asking: Project) -> None:
    done = asking.run("reject", "046", "task_2", "--by", "Bob", "-m", "not today")
    assert done.exit == 0, done

    status = asking.run("task_status", "046", "--json").json()
    assert [each["status"] for each in status["subtasks"]] == ["succeeded", "cancelled", "blocked"]
    assert status["subtasks"][1]["reasons"] == ["rejected by Bob: not today"]
    assert (status["state"], status["exit_code"]) == ("failed", 1)
    again = asking.execute("046", "--resume")
    assert again.exit == 1, again
    assert asking.lines("effects.txt") == []


@pytest.mark.long
def test_after_a_rejection_it_can_still_be_approved(asking: Project) -> None:
    asking.run("reject", "046", "2")
    assert asking.run("reject", "046", "2").exit == 2
    assert "approve 046" in asking.run("task_status", "046").stdout
    approved = asking.run("approve", "046", "2")
    assert approved.exit == 0
    assert "approved after all" in approved.stdout
    assert asking.execute("046", "--resume").exit == 0
    assert asking.lines("effects.txt") == ["published"]


def test_what_does_not_ask_cannot_be_answered(asking: Project) -> None:
    result = asking.run("approve", "046", "1")
    assert result.exit == 2
    assert "task_2" in result.stderr


def test_what_has_run_cannot_be_rejected_any_more(asking: Project) -> None:
    asking.run("approve", "046", "2")
    asking.execute("046", "--resume")
    result = asking.run("reject", "046", "2")
    assert result.exit == 2
    assert "succeeded" in result.stderr


@pytest.mark.long
def test_a_new_run_asks_again(asking: Project) -> None:
    asking.run("approve", "046", "2")
    asking.execute("046", "--resume")
    assert asking.execute("046").statuses()["task_2"] == "waiting"


def test_what_has_succeeded_with_it_asks_before_it_runs_again(asking: Project) -> None:
    asking.run("approve", "046", "2")
    asking.execute("046", "--resume")
    again = asking.execute("046", "--again", "2")
    assert again.statuses()["task_2"] == "waiting"
    assert asking.lines("effects.txt") == ["published"]


def test_an_edited_subtask_asks_again(asking: Project) -> None:
    asking.run("approve", "046", "2")
    asking.task("046_ship", TASK.replace("published", "something else"))
    assert asking.execute("046", "--resume").statuses()["task_2"] == "waiting"


@pytest.mark.long
def test_a_rejection_stays_in_the_report_when_it_was_approved_after_all(asking: Project) -> None:
    asking.run("reject", "046", "2", "--by", "Bob", "-m", "not today")
    asking.run("approve", "046", "2", "--by", "Ann")
    assert asking.execute("046", "--resume").exit == 0
    report = asking.run("generate_report", "046", "2", "-o", "-").stdout
    assert report.index("**rejected** by Bob") < report.index("**approved** by Ann")
    assert "not today" in report
