"""What points to a person, printed by a step: nowhere but in the file of its log, and what it hands
on reaches the next step as it is."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Mapping

import pytest

from tests.e2e.project import Project, Result

EMAIL = "frieda.falk@example.com"
HOME = "/home" + "/frieda"
EVERY = (
    EMAIL, "203.0.113.57", "2001:db8:77::57", "9b2d7a34-1f5e-4c7b-8a63-2de0f1b9c457",
    "4000 0566 5566 5556", HOME,
)  # fmt: skip
PRINTED = "mail {} from {} and {} for {} with {} in {}/shop/app.py\n".format(*EVERY)
MASKED = "mail [email] from [ip] and [ip] for [uuid] with [card] in ~/shop/app.py\n"
# Handed on it is kept, for the next step needs it; it is not shown.
HANDED_ON = "198.51.100.99"
TASK = f"""\
# Task 001: Tell

### Task 1: Hand on
```sh
echo "HOST={HANDED_ON}" >> "$ORCHESTRATOR_OUTPUTS"
```
```sh
test "$HOST" = 198.51.$((50 + 50)).99
```

### Task 2: Compare
**Depends on**: Task 1
```sh
test "$HOST" = 198.51.$((50 + 50)).99
cat printed.txt
```
**Verify**:
- `cat printed.txt` -- contains "{EMAIL}"
- `cat printed.txt` -- contains "nobody but {EMAIL}"

### Task 3: Fail
```sh
echo "run $ORCHESTRATOR_RUN"
cat printed.txt
cat printed.txt >&2
exit 1
```

### Task 4: Ask {EMAIL}
- [ ] Write to {EMAIL}
"""
LOOKS = {
    "status": ("task_status", "001"),
    "status as data": ("task_status", "001", "--json"),
    "html": ("generate_report", "001", "--format", "html", "-o", "report.html"),
    "json": ("generate_report", "001", "--format", "json"),
    "junit": ("generate_report", "001", "--format", "junit", "-o", "report.xml"),
    "found": ("list_reports", "--search", "shop/app.py"),
    "found as data": ("list_reports", "--search", "shop/app.py", "--json"),
    "logs": ("logs", "001", "task_3"),
    "logs of checks": ("logs", "001", "task_2"),
    "drawing": ("task_graph", "001"),
    "attested": ("attest", "001", "task_4", "--evidence", PRINTED, "--by", EMAIL),
    "validated": ("validate_task", "001"),
    "again as data": ("execute_task", "001", "--resume", "--json"),
    "final": ("generate_report", "001", "--format", "json"),
}


@pytest.fixture(scope="module")
def seen(shared: Project) -> Mapping[str, Result]:
    """What each command shows after a run."""
    shared.task("001_tell", TASK)
    shared.file("printed.txt", PRINTED)
    results = {"run": shared.run("execute_task", "001")}
    results |= {name: shared.run(*words) for name, words in LOOKS.items()}
    assert {name: each.exit for name, each in results.items() if each.exit not in (0, 1, 3)} == {}
    return results


def told(text: str) -> list[str]:
    """What of it is in the text, and has no place there."""
    return [each for each in (*EVERY, HANDED_ON) if each in text]


def run_of(seen: Mapping[str, Result]) -> str:
    return str(seen["status as data"].json()["run"])


@pytest.mark.long
def test_no_command_shows_it(seen: Mapping[str, Result]) -> None:
    shown = {name: told(each.stdout + each.stderr) for name, each in seen.items()}
    assert {name: each for name, each in shown.items() if each} == {}
    assert f"run {run_of(seen)}\n{MASKED}{MASKED}" in seen["logs"].stdout
    assert "step 1: exit code 1" in seen["run"].stdout


def test_no_report_has_it(seen: Mapping[str, Result], shared: Project) -> None:
    reports = [*(shared.root / "docs/reports").iterdir()]
    reports += [shared.root / "report.html", shared.root / "report.xml"]
    assert {path.suffix for path in reports} == {".md", ".html", ".xml"}
    assert {path.name: told(path.read_text()) for path in reports if told(path.read_text())} == {}
    text = (shared.root / "docs/reports/001_task_3_fail.md").read_text()
    assert MASKED in text


def test_no_event_has_it(seen: Mapping[str, Result], shared: Project) -> None:
    with sqlite3.connect(shared.root / ".orchestrator/state.db") as database:
        rows = database.execute("select type, data from events").fetchall()
    handed_on = [data for type_, data in rows if type_ == "step_finished" and HANDED_ON in data]
    assert len(rows) > 10
    assert len(handed_on) == 1
    assert {data for _, data in rows if told(data)} == set(handed_on)
    assert not any(each in handed_on[0] for each in EVERY)


def test_the_log_itself_is_what_was_printed(seen: Mapping[str, Result], shared: Project) -> None:
    (log,) = (shared.root / ".orchestrator/runs" / run_of(seen)).glob("task_3.1.log")
    assert log.read_text() == f"run {run_of(seen)}\n{PRINTED}{PRINTED}"
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    raw = shared.run("logs", "001", "task_3", "--raw")
    assert raw.stdout.endswith(f"run {run_of(seen)}\n{PRINTED}{PRINTED}")


def test_expectations_are_held_against_what_was_printed(seen: Mapping[str, Result]) -> None:
    (row,) = (each for each in seen["status as data"].json()["subtasks"] if each["id"] == "task_2")
    assert [check["status"] for check in row["checks"]] == ["succeeded", "failed"]
    assert "nobody but [email]" in row["checks"][1]["expected"]


def test_a_value_reaches_the_next_step_as_it_is(seen: Mapping[str, Result]) -> None:
    rows = {row["id"]: row for row in seen["status as data"].json()["subtasks"]}
    assert rows["task_1"]["status"] == "succeeded"
    assert [step["status"] for step in rows["task_2"]["steps"]] == ["succeeded"]


@pytest.mark.parametrize(
    "name", ["run", "status", "status as data", "json", "logs", "validated", "again as data"]
)
def test_the_id_of_the_run_is_shown(seen: Mapping[str, Result], name: str) -> None:
    assert run_of(seen) in seen[name].stdout


@pytest.mark.parametrize(
    "words",
    [
        ("execute_task", "001", "--dry-run"),
        ("execute_task", "001", "--dry-run", "--json"),
        ("convert_task", "docs/tasks/001_tell.md", "--check"),
        ("convert_task", "docs/tasks/001_tell.md", "--json"),
    ],
)
def test_a_task_file_is_shown_as_it_is_written(
    seen: Mapping[str, Result], shared: Project, words: tuple[str, ...]
) -> None:
    assert EMAIL in shared.run(*words).stdout
