"""The page of a run and the drawing of its graph, through the command line."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest

from tests.e2e.project import Project

TASK = """\
# Task 071: Draw <script>alert(1)</script>

### Task 1: Print
```sh
printf '</pre><script>alert(1)</script> \\033[31mred\\n'
test -d /etc
```

### Task 2: Differ
**Depends on**: Task 1
```sh
cat words.txt
```
**Expected Output**:
```text
one
two
```
"""


@pytest.fixture(scope="module")
def drawn(shared: Project) -> Project:
    """A project with one run that failed."""
    shared.task("071_draw", TASK)
    shared.file("words.txt", "one\nthree\n")
    shared.run("execute_task", "071", "--no-report")
    return shared


def test_the_page_of_a_run(drawn: Project) -> None:
    result = drawn.run("generate_report", "071", "--format", "html", "-o", "out/page.html")
    assert (result.exit, result.stdout) == (0, "out/page.html\n"), result
    page = drawn.read("out/page.html")
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; \\x1b[31mred" in page
    assert '<span class="del">-two</span>' in page
    assert "50 %" in page


def test_the_page_goes_into_the_reports_folder_unless_told_otherwise(drawn: Project) -> None:
    result = drawn.run("generate_report", "071", "--format", "html")
    assert result.stdout == "docs/reports/071_final_summary.html\n", result
    assert drawn.read("docs/reports/071_final_summary.html").startswith("<!doctype html>")
    to_stdout = drawn.run("generate_report", "071", "2", "--format", "html", "-o", "-")
    assert "<h3>2 Differ" in to_stdout.stdout
    assert "<h3>1 Print" not in to_stdout.stdout


def test_the_graph_in_every_format(drawn: Project) -> None:
    mermaid = drawn.run("task_graph", "071")
    assert mermaid.stdout.startswith("flowchart TD\n"), mermaid
    assert "INCOMPLETE, failed" in mermaid.stdout
    data = drawn.run("task-graph", "071", "--format", "json").json()
    assert [node["status"] for node in data["nodes"]] == ["succeeded", "failed"]
    assert drawn.run("task_graph", "071", "--format", "dot").stdout.startswith("digraph ")
    result = drawn.run("task_graph", "071", "--format", "svg", "-o", "out/graph.svg")
    assert result.stdout == "out/graph.svg\n", result
    ElementTree.fromstring(drawn.read("out/graph.svg"))


def test_a_format_that_there_is_not(drawn: Project) -> None:
    result = drawn.run("task_graph", "071", "--format", "png")
    assert result.exit == 2, result
    assert result.stderr == (
        "error: there is no format png\nnext: use one of mermaid, dot, svg, json\n"
    )


def test_drawing_changes_nothing(project: Project) -> None:
    project.task("071_draw", TASK)
    before = project.files()
    result = project.run("task_graph", "docs/tasks/071_draw.md", "--format", "json")
    assert json.loads(result.stdout)["run"] is None, result
    assert project.files() == before
