"""Prose alone: everything waits for somebody, and nothing is called done."""

from __future__ import annotations

import re

import pytest

from tests.e2e.project import Project

PROSE = """\
# Task 031: Research ⏳ Not Started
### Task 1: Read
- [ ] 1.1 Find the papers
- [x] 1.2 Read the papers

**Acceptance Criteria**:
- [x] All papers are read
### Task 2: Write ✅ COMPLETED
**Depends on**: None
- [ ] 2.1 Write the draft
### Task 3: Talk
**Depends on**: Task 2

Talk to the others.
"""
CLAIMS = re.compile(r"✅|☑|🎉|(?<![IN])COMPLETE(?!S|D)|\[x\]|100 ?%")


def test_each_waiting_step_is_named_and_nothing_is_done(project: Project) -> None:
    project.task("031_prose", PROSE)

    result = project.run("execute_task", "031")

    assert result.exit == 3, result
    for text in ("1.1", "Find the papers", "2.1", "Write the draft", "Read the papers"):
        assert text in result.stdout
    assert not re.search(r"(?<!IN)COMPLETE\b", result.stdout.replace("% complete", ""))
    assert "✅" not in result.stdout
    status = project.run("task_status", "031", "--json").json()
    assert {row["verdict"] for row in status["subtasks"]} == {"incomplete"}
    assert (status["state"], status["percent"], status["complete"]) == ("waiting", 0.0, False)


def test_no_report_of_it_claims_anything(project: Project) -> None:
    project.task("031_prose", PROSE)
    project.run("execute_task", "031")

    reports = {path.name: path.read_text() for path in (project.root / "docs/reports").iterdir()}

    assert len(reports) == 4
    for name, text in reports.items():
        assert "✅" not in text, name
        assert not re.search(r"(?<!IN)COMPLETE(?!D\b)", text.replace("are COMPLETE", "")), name
        assert "INCOMPLETE" in text
    assert "Find the papers" in reports["031_final_summary.md"]


def test_the_files_word_counts_only_when_it_is_accepted_and_is_called_so(project: Project) -> None:
    ticked = PROSE.replace("[ ]", "[x]").replace(
        "Talk to the others.", "- [x] 3.1 Talk to the others."
    )
    project.task("031_prose", ticked)
    assert project.execute("031").exit == 3

    result = project.run("execute_task", "031", "--accept-ticks")

    assert result.exit == 0, result
    report = project.read("docs/reports/031_task_1_read.md")
    assert "the file's word" in report
    assert "the file's word" in project.run("generate_report", "031", "1", "-o", "-").stdout


@pytest.mark.parametrize("agent", ["claude", "gemini"])
def test_an_agent_that_is_not_here_is_an_error_before_anything_runs(
    project: Project, agent: str
) -> None:
    project.task("031_prose", PROSE)
    project.file("orchestrator.toml", f'[agents]\n{agent} = ["no-such-program"]\n')

    result = project.execute("031", "--agent", agent)

    assert result.exit == 2
    assert f"{agent} (no-such-program)" in result.stderr
    assert not (project.root / ".orchestrator").exists()


def test_an_unknown_agent_is_an_error_before_anything_runs(project: Project) -> None:
    project.task("031_prose", PROSE)

    result = project.execute("031", "--agent", "clod")

    assert result.exit == 2
    assert "claude" in result.stderr
    assert not (project.root / ".orchestrator").exists()


def test_a_step_with_a_check_under_it_is_done_when_the_check_passes(project: Project) -> None:
    project.file("notes.md", "all said\n")
    project.task(
        "032_tied",
        "# Task 032: Tied\n### Task 1: Notes\n- [ ] 1.1 Write the notes\n\n"
        "  ```sh verify\n  grep -q said notes.md\n  ```\n\n**Acceptance Criteria**:\n"
        "- [ ] The notes say all\n  ```sh\n  grep -q all notes.md\n  ```\n",
    )

    result = project.execute("032")

    assert result.exit == 0, result
    row = result.rows()["task_1"]
    assert [each["status"] for each in row["criteria"]] == ["met"]


def test_advisory_criteria_are_left_out_and_the_report_says_so(project: Project) -> None:
    project.task(
        "033_adv",
        "---\ncriteria: advisory\n---\n# Task 033: Adv\n### Task 1: It\n```sh\ntest -d /etc\n```\n"
        "**Success Criteria**:\n- It is lovely\n",
    )

    result = project.run("execute_task", "033")

    assert result.exit == 0, result
    assert "advisory" in project.read("docs/reports/033_task_1_it.md")
