"""Broken task files show all their findings at once, as printed in the file beside each."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.project import CHECKOUT, Project, Result, at_once

CASES = sorted((CHECKOUT / "tests/cases/broken").glob("*.md"))
HEAD = re.compile(r"docs/tasks/\w+\.md:\d+:\d+: (error|warning|info)\[[a-z-]+\]: \S")


def test_there_are_at_least_ten() -> None:
    assert len(CASES) >= 10


@pytest.fixture(scope="module")
def results(projects: Callable[[], Project]) -> dict[str, Result]:
    def run(case: Path) -> Callable[[], Result]:
        project = projects()
        project.file(f"docs/tasks/{case.name}", case.read_bytes())
        return lambda: project.run("convert_task", f"docs/tasks/{case.name}")

    return at_once({case.stem: run(case) for case in CASES})


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_all_findings_of_a_broken_file_are_shown_at_once(
    results: dict[str, Result], case: Path
) -> None:
    result = results[case.stem]

    assert result.exit == 2
    assert result.stderr == case.with_suffix(".txt").read_text(), result
    assert result.stdout == ""
    assert list(Project(result.root).files()) == [f"docs/tasks/{case.name}"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_each_finding_has_its_place_its_line_a_caret_and_a_next_step(case: Path) -> None:
    printed = case.with_suffix(".txt").read_text()
    findings = re.split(r"^(?=docs/tasks/)", printed, flags=re.MULTILINE)[1:]

    assert findings
    for finding in findings:
        head, source, caret, *more = finding.splitlines()
        assert HEAD.match(head), head
        assert re.match(r" +\d+ \| \S", source), source
        assert re.fullmatch(r" +\| +\^", caret), caret
        assert any(line.startswith("  next: ") for line in more), finding


def test_the_same_findings_are_data_and_running_the_file_shows_them_too(project: Project) -> None:
    case = next(case for case in CASES if case.stem == "values")
    project.file("docs/tasks/values.md", case.read_bytes())

    converted = project.run("convert_task", "docs/tasks/values.md", "--json")
    executed = project.run("execute_task", "values", "--json")

    findings = [each for each in converted.json()["findings"] if each["severity"] == "error"]
    assert converted.exit == executed.exit == 2
    assert len(findings) == converted.stderr.count(": error[") == executed.stderr.count(": error[")
    assert all(each["line"] and each["column"] and each["hint"] for each in findings)
    assert executed.json()["schema_version"] == 1
    assert not (project.root / ".orchestrator").exists()


def test_two_files_are_judged_in_one_go(project: Project) -> None:
    for name in ("values", "outside"):
        project.file(f"docs/tasks/{name}.md", (CASES[0].parent / f"{name}.md").read_bytes())

    result = project.run("convert_task", "docs/tasks/values.md", "docs/tasks/outside.md")

    assert result.exit == 2
    assert "values.md:4:14: error" in result.stderr
    assert "outside.md:4:24: error" in result.stderr
