"""Reports as files people read: where they go, whose they are, and what they hold."""

from __future__ import annotations

import json
from functools import partial
from xml.etree import ElementTree

import pytest
from markdown_it import MarkdownIt

from tests.e2e.project import Project, at_once

pytestmark = pytest.mark.long

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
test -d docs
```
**Verify**:
- `test -d none`

**Resources**:
- [CommonMark](https://commonmark.org)

### Task 2: Name its own
**Depends on**: None
Write the report to /docs/reports/custom/named.md.
```sh
test -d docs
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


@pytest.mark.parametrize(("form", "suffix"), [("html", ".html"), ("junit", ".junit.xml")])
def test_a_report_of_one_file_lies_with_the_others_and_says_where(
    reported: dict[str, str], shared: Project, form: str, suffix: str
) -> None:
    report = partial(shared.run, "generate_report", "061", "--format", form)
    results = at_once(
        {
            "all": report,
            "one": partial(report, "1"),
            "shown": partial(report, "-o", "-"),
            "filed": partial(report, "-o", f"elsewhere{suffix}"),
        }
    )
    whole = f"docs/reports/061_final_summary{suffix}"
    one = f"docs/reports/061_task_1_say_b_loudly_b{suffix}"

    assert results["all"].stdout == f"{whole}\n", results["all"]
    assert results["one"].stdout == f"{one}\n", results["one"]
    text = shared.read(whole)
    assert "<script>alert" not in text
    assert results["shown"].stdout == text
    assert shared.read(f"elsewhere{suffix}") == text
    for path in (whole, one):
        (shared.root / path).unlink()


def test_a_ci_viewer_sees_what_failed_and_what_it_printed(
    reported: dict[str, str], shared: Project
) -> None:
    root = ElementTree.fromstring(
        shared.run("generate_report", "061", "--format", "junit", "-o", "-").stdout
    )
    cases = {case.get("name"): case for case in root.iter("testcase")}
    assert set(cases) == {"task_1 Say | <b>loudly</b>", "task_1 check_1", "task_2 Name its own"}
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("3", "2", "0")
    failed = cases["task_1 check_1"]
    assert (failed.get("file"), failed.get("line")) == ("docs/tasks/061_report.md", "10")
    failure = failed.find("failure")
    assert failure is not None
    assert failure.get("message") == "exit code 1, expected 0"
    printed = cases["task_1 Say | <b>loudly</b>"].findtext("system-out") or ""
    assert "## not a heading | <script>alert(1)</script>" in printed


def test_an_edited_report_of_one_file_stays_too(project: Project) -> None:
    project.task("061_report", TASK)
    project.run("execute_task", "061", "--no-report")
    path = project.root / "docs/reports/061_final_summary.junit.xml"
    project.run("generate_report", "061", "--format", "junit")
    path.write_text(path.read_text().replace("failure", "success"))

    again = project.run("generate_report", "061", "--format", "junit")

    assert "success" in path.read_text()
    assert "was edited" in again.stderr, again


def test_long_output_is_collapsed_and_cannot_leave_its_place(project: Project) -> None:
    project.task(
        "062_long",
        "# Task 062: Long\n\n### Task 1: Print\n```sh\n"
        "for n in $(seq 30); do echo '```'; echo '</details>'; echo '<script>'; done\n"
        "printf '\\033[2J\\n'\n```\n",
    )
    project.run("execute_task", "062")

    text = project.read("docs/reports/062_task_1_print.md")
    tokens = MarkdownIt("commonmark").parse(text)
    html = {token.content.strip() for token in tokens if token.type == "html_block"}
    assert {each for each in html if "orchestrator report" not in each} == {
        "<details><summary>Output, 91 lines</summary>",
        "</details>",
    }
    assert "\x1b" not in text
    assert "\\x1b[2J" in text


def test_an_earlier_run_can_be_told_of_by_its_id(project: Project) -> None:
    project.task("061_report", TASK)
    first = project.execute("061").summary()["run"]
    project.execute("061")

    result = project.run("generate_report", "061", "--run", first, "-o", "-")
    short = project.run("task_status", "--run", first[-12:], "--json")

    assert f"`{first}`" in result.stdout
    assert short.json()["run"] == first


def test_reports_and_evidence_are_found(project: Project) -> None:
    project.task("061_report", TASK)
    project.task("063_look", "# Look\n\n### Task 1: Look\n- [ ] 1.1 Look at the Fence\n")
    empty = project.run("list_reports")
    at_once({each: partial(project.run, "execute_task", each) for each in ("061", "063")})
    project.file("seen.txt", "It was painted\nin GREEN\n")
    attested = project.run(
        "attest", "063", "1", "--step", "1.1", "--evidence", "seen.txt", "--by", "ann"
    )
    assert attested.exit in (0, 3), attested

    look = partial(project.run, "list_reports")
    results = at_once(
        {
            "all": look,
            "green": partial(look, "--search", "in green"),
            "complete": partial(look, "--verdict", "COMPLETE", "--json"),
            "task": partial(look, "--task", "63", "--json"),
            "nothing": partial(look, "--search", "purple"),
            "none": partial(look, "--search", "purple", "--json"),
        }
    )

    assert (empty.exit, empty.stdout) == (0, "no reports yet: orchestrator execute_task TASK\n")
    head, *rows = results["all"].stdout.splitlines()
    assert head.split() == ["WHEN", "TASK", "SUBTASK", "VERDICT", "RUN", "PATH"]
    assert len(rows) == 6
    (row,) = [row for row in results["green"].stdout.splitlines() if "-seen.txt" in row]
    assert row.endswith("2: in GREEN")
    complete = results["complete"].json()["reports"]
    assert {each["verdict"] for each in complete} == {"complete"}
    assert {"docs/reports/custom/named.md"} <= {each["path"] for each in complete}
    of_task = results["task"].json()
    assert of_task["schema_version"] == 1
    assert {each["task"] for each in of_task["reports"]} == {"063_look"}
    (evidence,) = [each for each in of_task["reports"] if each["kind"] == "evidence"]
    assert (evidence["subtask"], evidence["by"]) == ("task_1", "ann")
    assert (results["nothing"].exit, results["nothing"].stdout) == (0, "nothing found\n")
    assert results["none"].json()["reports"] == []


def test_what_cannot_be_looked_for_is_told(project: Project) -> None:
    for wrong in (("--verdict", "good"), ("--search", " ")):
        result = project.run("list_reports", *wrong)
        assert result.exit == 2, result
        assert "next: " in result.stderr


def test_what_cannot_be_reported_is_told(reported: dict[str, str], shared: Project) -> None:
    wrong = ("062", "061 9", "061 --format pdf", "061 --run none")

    results = at_once(
        {each: partial(shared.run, "generate_report", *each.split()) for each in wrong}
    )

    for result in results.values():
        assert result.exit == 2, result
        assert "next: " in result.stderr
    assert "use one of md, html, json, junit" in results["061 --format pdf"].stderr


def test_what_was_written_is_told_as_data(reported: dict[str, str], shared: Project) -> None:
    told = shared.run("generate_report", "061", "--json").json()
    assert {f"docs/reports/{name}" for name in reported} >= set(told["files"]) != set()
    assert told["notes"] == []
    one = shared.run("generate_report", "061", "--format", "html", "-o", "one.html", "--json")
    assert one.json()["files"] == ["one.html"]
    both = shared.run("generate_report", "061", "-o", "-", "--json")
    assert (both.exit, "--format json" in both.stderr) == (2, True)
