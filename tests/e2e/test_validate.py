"""Checks that run again, and the completion review."""

from __future__ import annotations

import signal

import pytest

from tests.e2e.project import Project

pytestmark = pytest.mark.long

TASK = """\
# Task 061: Make
### Task 1: Make
```bash
echo made >> effects.txt
echo good > result.txt
```
**Verify**:
- `grep -x good result.txt`
### Task 2: Use
```bash
echo used >> effects.txt
test -f result.txt
```
**Outputs**: result.txt
"""


@pytest.fixture
def made(project: Project) -> Project:
    project.task("061_make", TASK)
    assert project.run("execute_task", "061", "-q").exit == 0
    return project


@pytest.mark.parametrize(
    "command", [("execute_task", "061", "--revalidate"), ("validate_task", "061")]
)
def test_only_checks_run_and_all_is_still_so(made: Project, command: tuple[str, ...]) -> None:
    result = made.run(*command)
    assert result.exit == 0, result
    assert made.lines("effects.txt") == ["made", "used"]
    assert "100% complete" in result.stdout
    assert "COMPLETE" in result.stdout


@pytest.mark.parametrize(
    "command", [("execute_task", "061", "--revalidate"), ("validate_task", "061")]
)
def test_what_is_so_no_more_is_a_regression(made: Project, command: tuple[str, ...]) -> None:
    made.file("result.txt", "bad\n")
    result = made.run(*command)
    assert result.exit == 1, result
    assert "regression" in result.stdout
    report = made.read("docs/reports/061_final_summary.md")
    assert "INCOMPLETE" in report
    assert "regression" in report
    made.file("result.txt", "good\n")
    assert made.run(*command).exit == 0
    assert made.lines("effects.txt") == ["made", "used"]


def test_an_output_that_is_gone_is_missed(made: Project) -> None:
    (made.root / "result.txt").unlink()
    result = made.run("validate_task", "061")
    assert result.exit == 1, result
    assert "output result.txt is missing" in result.stdout


def test_a_review_is_passed_only_at_100_percent(project: Project) -> None:
    project.task("061_make", TASK)
    assert project.run("execute_task", "061", "--only", "1").exit == 0
    result = project.run("validate_task", "061")
    assert result.exit == 3, result


def test_the_plan_of_the_run_counts_not_the_file_edited_since(made: Project) -> None:
    made.task("061_make", TASK.replace("grep -x good", "grep -x better"))
    result = made.run("validate_task", "061")
    assert result.exit == 3, result
    assert "100% complete" in result.stdout
    assert "docs/tasks/061_make.md was edited since the run: task_1" in result.stderr


def test_a_review_that_is_stopped_takes_no_verdict_away(project: Project) -> None:
    check = "if test -e slow; then touch begun; sleep 30; fi; test -s f"
    project.task(
        "062_slow",
        f"### Task 1: Slow\n```sh\necho ok > f\n```\n**Verify**:\n```sh\n{check}\n```\n",
    )
    assert project.run("execute_task", "062").exit == 0
    project.file("slow", "")
    process = project.start("validate_task", "062")
    project.wait_for("begun")
    process.send_signal(signal.SIGINT)
    # A second one, while the reports are written, changes nothing.
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=20) == 130
    assert project.run("task_status", "062").exit == 0


@pytest.mark.parametrize("option", ["--resume", "--until-complete", "--dry-run", "--only=1"])
def test_revalidate_goes_with_nothing_else(made: Project, option: str) -> None:
    result = made.run("execute_task", "061", "--revalidate", option)
    assert result.exit == 2, result
    assert "--revalidate does not go with" in result.stderr


def test_there_must_be_a_run(project: Project) -> None:
    project.task("061_make", TASK)
    for command in (("execute_task", "061", "--revalidate"), ("validate_task", "061")):
        result = project.run(*command)
        assert result.exit == 2, result
        assert "no run of 061" in result.stderr
    assert not (project.root / "docs/reports").exists()


def test_it_is_one_line_of_json_events_and_a_summary(made: Project) -> None:
    result = made.run("validate_task", "061", "--json")
    assert result.exit == 0
    kinds = [each["type"] for each in result.events()]
    assert kinds.count("validation_started") == 2
    assert "step_finished" not in kinds
    assert result.summary()["complete"]


def test_what_could_not_be_validated_is_told(project: Project) -> None:
    project.task(
        "062_plain",
        "# Task 062: Plain\n### Task 1: Alone\n```sh\ntest -d docs\n```\n"
        "### Task 2: Makes\n**Outputs**: out.txt\n```sh\necho made > out.txt\n```\n",
    )
    assert project.run("execute_task", "062", "-q").exit == 0
    project.file("out.txt", "")
    result = project.run("validate_task", "062")
    assert "without a check that could run again: task_1" in result.stderr
    assert "warning: task_2: output out.txt is not what it was" in result.stderr


def test_ticks_follow_a_validation_too(made: Project) -> None:
    made.task("061_make", TASK.replace("Task 1: Make", "Task 1: Make ⏳ Not Started"))
    assert made.run("execute_task", "061", "-q").exit == 0
    assert made.run("execute_task", "061", "--revalidate", "--tick").exit == 0
    assert "Not Started" not in made.read("docs/tasks/061_make.md")


@pytest.mark.parametrize(
    "option", ["--agent=none", "--order=parallel", "--retries=2", "--fail-fast", "--accept-ticks"]
)
def test_options_without_meaning_beside_it_are_refused(made: Project, option: str) -> None:
    result = made.run("execute_task", "061", "--revalidate", option)
    assert result.exit == 2, result
    assert option.partition("=")[0] in result.stderr


def test_rounds_are_limited_only_where_there_are_any(made: Project) -> None:
    result = made.run("execute_task", "061", "--max-rounds", "2")
    assert result.exit == 2
    assert "--until-complete" in result.stderr


OUTPUTS = """\
# Task 063: Outputs
### Task 1: Make
**Outputs**: {path}
```bash
echo made >> effects.txt
echo x > {path}
```
### Task 2: Use
**Depends on**: Task 1
```bash
{use}
```
"""


def test_an_output_that_is_gone_is_not_kept(project: Project) -> None:
    project.task("063_outputs", OUTPUTS.format(path="a.txt", use="test -e mended"))
    assert project.run("execute_task", "063").exit == 1
    (project.root / "a.txt").unlink()
    project.file("mended", "")

    resumed = project.execute("063", "--resume")

    assert resumed.exit == 3, resumed
    assert "output a.txt is missing" in resumed.rows()["task_1"]["reasons"]
    # What had succeeded never runs again in its run.
    assert project.lines("effects.txt") == ["made"]


def test_an_output_that_was_used_up_is_missed_by_nobody(project: Project) -> None:
    project.task("063_outputs", OUTPUTS.format(path="a.txt", use="mv a.txt b.txt; test -s b.txt"))
    assert project.run("execute_task", "063").exit == 0
    resumed = project.execute("063", "--resume")
    assert resumed.statuses() == {"task_1": "succeeded", "task_2": "succeeded"}


def test_reports_that_cannot_be_written_hide_no_result(made: Project) -> None:
    reports = made.root / "docs/reports"
    for path in reports.iterdir():
        path.unlink()
    reports.rmdir()
    reports.write_text("a file stands where the folder should")
    result = made.run("validate_task", "061")
    assert result.exit == 74, result
    assert "100% complete" in result.stdout
    assert "generate_report 061_make" in result.stderr
