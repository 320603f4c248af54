"""Secrets that stand where no masker sees them: in the task file itself, and in files of values."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.e2e.project import Project, Result, wait_until

VALUE = "Declared-5ecret-val"
TOKEN = "ghp_" + "aZ3bY4cX5dW6eV7fU8gT9hS1iR2jQ3kP4lO5"
WRITTEN = f"""\
---
secrets: [S1]
---
# Task 001: Written
### Task 1: Compare with {VALUE}
- [ ] 1 Is it {VALUE}?
  ```bash
  test '{VALUE}' = "$S1"
  ```
- [ ] 2 Tell somebody {VALUE}

**Verify**:
```bash
echo '{VALUE}' | grep -q elsewhere
```
**Success Criteria**:
- [ ] {VALUE} is not told
"""
LOOKS = (
    ("execute_task", "001", "--dry-run"),
    ("execute_task", "001", "--dry-run", "--json"),
    ("execute_task", "001"),
    ("execute_task", "001", "--json"),
    ("validate_task", "001"),
    ("validate_task", "001", "--json"),
    ("task_status", "001"),
    ("task_status", "001", "--json"),
    ("generate_report", "001", "--format", "html"),
    ("generate_report", "001", "--format", "junit"),
    ("generate_report", "001", "--format", "json"),
    ("list_reports", "--json", "--search", "compare"),
    ("next_subtask", "001", "--for", "0.01"),
    ("next_subtask", "001", "--json"),
    ("attest", "001", "task_1", "--step", "2", "--evidence", "done", "--json"),
    ("task_graph", "001"),
    ("convert_task", "docs/tasks/001_written.md", "--check"),
)


def reports(project: Project) -> dict[str, str]:
    return {path.name: path.read_text() for path in (project.root / "docs/reports").iterdir()}


def holding(secret: str, results: Iterable[Result]) -> list[Result]:
    return [each for each in results if secret in each.stdout + each.stderr]


def test_a_declared_value_in_the_task_file_is_shown_nowhere(project: Project) -> None:
    project.task("001_written", WRITTEN)
    results = [project.run(*words, env={"S1": VALUE}) for words in LOOKS]
    assert [each.exit for each in results if each.exit not in (0, 1, 3)] == []
    assert holding(VALUE, results) == []
    written = reports(project)
    assert len(written) >= 4
    assert [name for name, text in written.items() if VALUE in text] == []
    assert any("test '***' = " in text for text in written.values())
    # What runs is what was written.
    (ran,) = results[3].of_type("step_finished")
    assert ran["result"]["outcome"] == "succeeded"


def test_a_value_of_the_command_line_is_known_when_the_run_ends(project: Project) -> None:
    project.task("001_written", WRITTEN)
    result = project.run("execute_task", "001", "--json", "--env", f"S1={VALUE}")
    assert holding(VALUE, [result]) == []
    assert [name for name, text in reports(project).items() if VALUE in text] == []


@pytest.mark.long
def test_a_token_that_nobody_declared_is_shown_nowhere(project: Project) -> None:
    project.task("001_written", WRITTEN.replace(VALUE, TOKEN).replace("secrets: [S1]", ""))
    project.task("002_says", f"# Task 002: Says\n### Task 1: Say\n```sh\nprintf {TOKEN}\n```\n")
    results = [project.run(*words, env={"S1": TOKEN}) for words in LOOKS]
    results += [project.run("execute_task", "002"), project.run("logs", "002", "task_1")]
    assert holding(TOKEN, results) == []
    assert results[-1].stdout == "***"
    assert project.run("logs", "002", "task_1", "--raw").stdout == TOKEN


def test_a_plan_stays_what_it_is(project: Project) -> None:
    project.task("001_written", WRITTEN.replace(VALUE, TOKEN))
    plan = project.run("convert_task", "docs/tasks/001_written.md", "--json", env={"S1": TOKEN})
    (subtask,) = plan.json()["subtasks"]
    assert subtask["steps"][0]["action"]["script"] == f"test '{TOKEN}' = \"$S1\"\n"
    project.file("plan.json", plan.stdout)
    ran = project.run("execute_task", "plan.json", "--json", env={"S1": TOKEN})
    assert ran.of_type("step_finished")[0]["result"]["outcome"] == "succeeded"


def test_a_secret_that_is_a_word_of_the_data_changes_none(project: Project) -> None:
    project.task("001_words", WRITTEN.replace(VALUE, "succeeded"))
    env = {"S1": "succeeded"}
    result = project.run("execute_task", "001", "--json", env=env)
    assert result.rows()["task_1"]["steps"][0]["status"] == "succeeded"
    assert result.rows()["task_1"]["title"] == "Compare with ***"
    shown = project.run("generate_report", "001", "--format", "json", env=env)
    assert json.loads(shown.stdout)["subtasks"][0]["id"] == "task_1"


HANDS_ON = """\
---
secrets: [S1]
---
# Task 001: Hands on
### Task 1: Hand on
```bash
echo "x=$S1" >> "$ORCHESTRATOR_OUTPUTS"; touch begun; {then}
```
"""


def killed(project: Project, then: str) -> list[Path]:
    """The files that hold the value when the orchestrator has been killed in the step."""
    project.task("001_hands_on", HANDS_ON.format(then=then))
    process = project.start("execute_task", "001", env={"S1": VALUE})
    project.wait_for("begun")
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    return files_with(project, VALUE)


def files_with(project: Project, text: str) -> list[Path]:
    found = (project.root / ".orchestrator").rglob("*")
    return [path for path in found if path.is_file() and text.encode() in path.read_bytes()]


def test_cancelling_what_nobody_drives_clears_its_values(project: Project) -> None:
    (values,) = killed(project, "sleep 60")
    assert values.suffix == ".values"
    assert (project.root / ".orchestrator").stat().st_mode & 0o077 == 0
    assert project.run("cancel", "001").exit == 0
    assert files_with(project, VALUE) == []


def test_values_that_a_resume_can_use_stay_until_it_has(project: Project) -> None:
    (values,) = killed(project, "sleep 0.2")
    wait_until(lambda: bool(list(project.root.rglob("*.receipt"))), "a receipt")
    assert project.run("cancel", "001").exit == 0
    assert files_with(project, VALUE) == [values]
    assert project.run("execute_task", "001", "--resume", env={"S1": VALUE}).exit in (0, 1)
    assert files_with(project, VALUE) == []


@pytest.mark.parametrize("pause", [0, 0.3])
def test_a_token_is_found_wherever_a_log_is_cut(project: Project, pause: float) -> None:
    script = f"printf '%65520s' ''; printf {TOKEN[:9]}; sleep {pause}; echo {TOKEN[9:]} and more"
    project.task("001_cut", f"# Task 001: Cut\n### Task 1: Cut\n```sh\n{script}\n```\n")
    process = project.start("execute_task", "001")
    wait_until(lambda: bool(list(project.root.rglob("task_1.1.log"))), "a log")
    shown = project.run("logs", "001", "task_1", "-f")
    process.communicate()
    assert shown.stdout.strip() == "*** and more"
