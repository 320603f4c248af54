"""Reports as files people read: where they go, whose they are, and what they hold."""

from __future__ import annotations

import json
from functools import partial

import pytest

from tests.e2e.project import Project, at_once

SECTIONS = [
    "Task Summary", "Research Findings", "Non-Mocked Results", "Performance Metrics",
    "Code Examples", "Verification Evidence", "Limitations Found", "External Resources Used",
]  # fmt: skip
TASK = """\
# Task 061: Report

### Task 1: Say | <b>loudly</b>
```sh
echo "## not a heading | <script>alert(1)</script>"
echo '```'
test -d .
```
**Verify**:
- `test -d none`

**Resources**:
- [CommonMark](https://commonmark.org)

### Task 2: Name its own
**Depends on**: None
Write the report to /docs/reports/custom/named.md.
```sh
test -d .
```
"""


def written(project: Project) -> dict[str, str]:
    folder = project.root / "docs/reports"
    return {
        str(path.relative_to(folder)): path.read_text()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="module")
def reported(shared: Project) -> dict[str, str]:
    """The reports of one run."""
    shared.task("061_report", TASK)
    shared.run("execute_task", "061")
    return written(shared)


def test_every_section_is_there_and_text_of_steps_is_only_text(reported: dict[str, str]) -> None:
    (name,) = (name for name in reported if name.startswith("061_task_1"))
    assert set(reported) == {name, "custom/named.md", "061_final_summary.md"}
    text = reported[name]
    headings = [line[3:] for line in text.split("\n") if line.startswith("## ")]
    assert [each for each in headings if each in SECTIONS] == SECTIONS
    assert "None recorded." in text
    assert "https://commonmark.org" in text
    assert "exit code 1" in text
    assert "## not a heading" not in [line.strip() for line in text.split("\n")]
    assert "<b>loudly</b>" not in text
    assert "**Verdict**: **INCOMPLETE**" in text


def test_a_report_that_people_edited_stays(project: Project) -> None:
    project.task("061_report", TASK)
    project.run("execute_task", "061")
    path = project.root / "docs/reports/custom/named.md"
    path.write_text(path.read_text() + "\nA remark of mine.\n")

    result = project.run("execute_task", "061")
    again = project.run("generate_report", "061", "2")

    assert path.read_text().endswith("A remark of mine.\n")
    assert "was edited" in result.stderr, result
    assert "named.new.md" in again.stdout + again.stderr
    assert project.run("generate_report", "061", "2", "--force").exit == 0
    assert "A remark of mine." not in path.read_text()


def test_reports_come_again_from_what_was_recorded(
    reported: dict[str, str], shared: Project
) -> None:
    for name in reported:
        (shared.root / "docs/reports" / name).unlink()

    result = shared.run("generate_report", "061")

    assert result.exit == 0
    assert written(shared) == reported


def test_a_report_on_standard_output_into_a_file_and_as_data(
    reported: dict[str, str], shared: Project
) -> None:
    report = partial(shared.run, "generate_report", "061")
    results = at_once(
        {
            "shown": partial(report, "1", "-o", "-"),
            "filed": partial(report, "-o", "summary.md"),
            "data": partial(report, "--format", "json"),
            "one": partial(report, "1", "--format", "json"),
        }
    )
    shown, filed, data, one = (results[name] for name in ("shown", "filed", "data", "one"))

    assert shown.stdout == reported["061_task_1_say_b_loudly_b.md"]
    assert filed.exit == 0
    assert shared.read("summary.md") == reported["061_final_summary.md"]
    assert len(data.json()["subtasks"]) == 2
    assert json.dumps(one.json())


def test_an_earlier_run_can_be_told_of_by_its_id(project: Project) -> None:
    project.task("061_report", TASK)
    first = project.execute("061").summary()["run"]
    project.execute("061")

    result = project.run("generate_report", "061", "--run", first, "-o", "-")
    short = project.run("task_status", "--run", first[-12:], "--json")

    assert f"`{first}`" in result.stdout
    assert short.json()["run"] == first


def test_what_cannot_be_reported_is_told(reported: dict[str, str], shared: Project) -> None:
    wrong = ("062", "061 9", "061 --format pdf", "061 --run none")

    results = at_once(
        {each: partial(shared.run, "generate_report", *each.split()) for each in wrong}
    )

    for result in results.values():
        assert result.exit == 2, result
        assert "next: " in result.stderr
