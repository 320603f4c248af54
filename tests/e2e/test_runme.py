"""Runme notebooks, run as people run them: cell by cell, each by its name."""

from __future__ import annotations

import pytest

from tests.e2e.project import Project

pytestmark = pytest.mark.long

NOTEBOOK = """---
cwd: ..
shell: bash
---
# Service

Install what it needs:

```sh {"name":"install","cwd":"api"}
$ test -d sub
$ pwd | sed 's|.*/||' > ../where
```

```bash {"name":"Build All"}
[[ -n "$BASH_VERSION" ]]
$TOOL build >> log
false | true
echo after >> log
```

```python { name=report }
import pathlib
pathlib.Path("log").open("a").write("report\\n")
assert pathlib.Path("api").is_dir()
```

```sh {"name":"drop","excludeFromRunAll":"true"}
rm -r api
```

```sh
rm -rf api
```
"""


def notebook(project: Project) -> str:
    project.file("api/sub/x", "")
    project.file("ops/README.md", NOTEBOOK)
    return "ops/README.md"


def test_a_bare_call_lists_the_cells_and_runs_none(project: Project) -> None:
    result = project.run("execute_task", notebook(project))

    assert result.exit == 2, result
    listed = [line.split()[0] for line in result.stderr.splitlines()[:4]]
    assert listed == ["install", "build_all", "report", "drop"]
    assert "Install what it needs:" in result.stderr
    assert "--only install" in result.stderr
    assert not (project.root / ".orchestrator").exists()


def test_a_cell_runs_in_its_folder_without_its_prompts(project: Project) -> None:
    result = project.execute(notebook(project), "--only", "install")

    assert result.exit == 0, result
    assert project.lines("where") == ["api"]
    assert result.statuses()["install"] == "succeeded"
    assert result.statuses()["report"] == "skipped"


def test_a_cell_stops_at_its_first_failure_and_keeps_its_variables(project: Project) -> None:
    task = notebook(project)

    result = project.execute(task, "--only", "build all", env={"TOOL": "echo"})

    assert result.exit == 1, result
    assert project.lines("log") == ["build"]


def test_what_is_left_out_of_all_is_left_out_of_a_row(project: Project) -> None:
    result = project.execute(notebook(project), "--from", "install", env={"TOOL": "echo"})

    assert result.statuses() == {
        "install": "succeeded",
        "build_all": "failed",
        "report": "blocked",
        "drop": "skipped",
    }
    assert (project.root / "api").is_dir()


def test_cells_that_are_chosen_run_one_after_the_other(project: Project) -> None:
    cells = "".join(
        f'```sh {{"name":"{name}"}}\necho {name} >> log\nsleep 0.1\necho {name} >> log\n```\n'
        for name in ("one", "two", "three")
    )
    project.file("README.md", f"# Cells\n\n{cells}")

    result = project.execute("README.md", "--only", "three", "--only", "one", "-j", "4")

    assert result.exit == 0, result
    assert project.lines("log") == ["one", "one", "three", "three"]


def test_of_two_names_that_differ_in_case_the_one_that_is_written_runs(project: Project) -> None:
    cells = [f'```sh {{"name":"{name}"}}\necho {name} >> log; test -e log\n```\n' for name in
             ("deploy", "Deploy", "check")]  # fmt: skip
    project.file("README.md", "# Two\n\n" + "\n".join(cells))
    for name in ("Deploy", "deploy", "CHECK", "deploy_2"):
        assert project.execute("README.md", "--only", name).exit == 0
    neither = project.execute("README.md", "--only", "DEPLOY")

    assert project.lines("log") == ["Deploy", "deploy", "check", "Deploy"]
    assert neither.exit == 2
    assert "“DEPLOY” may mean several subtasks" in neither.stderr


ROW = """# Row

```sh {"name":"reset","excludeFromRunAll":"true"}
echo reset >> log; test -e log
```

```sh {"name":"setup"}
echo setup >> log; test -e log
```

```sh {"name":"deploy"}
echo deploy >> log; test -e ok
```

```sh {"name":"teardown","excludeFromRunAll":"true"}
echo teardown >> log; test -e log
```
"""


def test_what_is_left_out_of_a_row_has_its_place_when_it_is_named(project: Project) -> None:
    project.file("README.md", ROW)

    result = project.execute("README.md", "--only", "teardown,setup,reset", "-j", "4")
    assert result.exit == 0, result
    assert project.lines("log") == ["reset", "setup", "teardown"]

    result = project.execute("README.md", "--only", "setup,deploy,teardown")
    assert result.exit == 1, result
    assert project.lines("log")[3:] == ["setup", "deploy"]
    assert result.statuses()["teardown"] == "blocked"

    # By itself nothing holds it up.
    result = project.execute("README.md", "--only", "teardown")
    assert result.exit == 0, result
    assert project.lines("log")[5:] == ["teardown"]
