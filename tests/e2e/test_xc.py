"""A README with tasks of xc, really run: listed, chosen, asked for arguments, proved."""

from __future__ import annotations

import pytest

from tests.e2e.project import Project

pytestmark = pytest.mark.long

README = """\
# A project

How to work on it. **Timeout**: none of ours.

## Tasks

### setup

Prepares the folder.

Run: once

```
mkdir -p ../out
echo setup >> ../out/ran
test -d ../out
```

### build

Requires: setup
Inputs: TARGET
Env: TARGET=all, MODE=fast

```
echo "build $1 $TARGET $MODE" >> ../out/ran
test -d ../out
```

### lint:fix
```
test -d /nowhere
```

### lint-fix

Nothing stops a pipeline here, as in xc: only the last command of it counts.

```sh
#!/bin/bash
mkdir -p ../out
echo lint-fix >> ../out/ran
false | test -d ../out
```

### all

Requires: lint-fix, build linux, build

### hotfix

requires: all, lint:fix

### upload

Inputs: WHERE, MODE
Env: MODE=slow

```
echo "upload $WHERE $MODE" >> ../out/ran
test -n "$WHERE"
```

### list
```
#!/usr/bin/awk -f

BEGIN { while ((getline line < "../out/ran") > 0) if (line ~ /setup/) exit 0; exit 4 }
```

### keep
```
#!/usr/bin/env python3
import os
assert os.path.basename(os.getcwd()) == "lib"
```

### broken

No code yet.
"""


@pytest.fixture
def project(project: Project) -> Project:
    project.file(".git/HEAD", "")
    project.file("lib/README.md", README)
    return project


def test_without_a_name_it_lists_what_there_is(project: Project) -> None:
    listed = project.run("execute_task", "lib/README.md")
    assert listed.exit == 2
    assert project.lines("out/ran") == []
    assert "setup        Prepares the folder." in listed.stderr
    assert "all          all; requires build, lint_fix_2, build_linux" in listed.stderr
    assert "upload       upload; asks for `WHERE` (required, inherited)" in listed.stderr
    assert "the task “broken” has neither a code block nor `Requires:`" in listed.stderr


def test_what_is_named_runs_with_what_it_requires(project: Project) -> None:
    result = project.execute("lib/README.md", "--only", "All", "-j", "4")
    assert result.exit == 0, result
    ran = {id_ for id_, status in result.statuses().items() if status == "succeeded"}
    assert ran == {"setup", "lint_fix_2", "build_linux", "build", "all"}
    # Each once, in the order in which they are required: nothing of the second before the first.
    assert project.lines("out/ran") == [
        "lint-fix",
        "setup",
        "build linux linux fast",
        "build all all fast",
    ]


def test_a_task_that_only_requires_others_is_as_complete_as_they_are(project: Project) -> None:
    project.run("execute_task", "lib/README.md", "--only", "setup", "-q")
    failed = project.execute("lib/README.md", "--only", "hotfix")
    assert failed.exit == 1
    assert failed.statuses()["lint_fix"] == "failed"
    assert failed.statuses()["hotfix"] == "blocked"
    without = project.execute("lib/README.md", "--only", "hotfix", "--skip", "lint:fix")
    assert without.exit == 3
    assert without.rows()["all"]["verdict"] == "complete"
    assert without.rows()["hotfix"]["reasons"] == ["it stands for others: lint_fix not complete"]


@pytest.mark.parametrize("name", ["lint-fix", "LINT-FIX", "lint_fix_2"])
def test_a_name_is_found_as_it_is_written(project: Project, name: str) -> None:
    result = project.execute("lib/README.md", "--only", name)
    assert result.exit == 0, result
    assert project.lines("out/ran") == ["lint-fix"]


def test_arguments_are_asked_for_before_anything_runs(project: Project) -> None:
    refused = project.run("execute_task", "lib/README.md", "--only", "setup,upload")
    assert refused.exit == 2
    assert "an argument is missing: `WHERE`" in refused.stderr
    assert "--arg WHERE=" in refused.stderr
    unknown = project.run("execute_task", "lib/README.md", "--only", "setup", "--arg", "WHERE=x")
    assert unknown.exit == 2
    assert project.lines("out/ran") == []


def test_arguments_come_from_flags_the_environment_and_defaults(project: Project) -> None:
    only = ("lib/README.md", "--only", "setup,build,upload", "-j", "1")
    assert project.execute(*only, "--arg", "WHERE=here").exit == 0
    assert project.execute(*only, "--arg", "TARGET=one", env={"WHERE": "there"}).exit == 0
    assert project.execute(*only, "--arg", "WHERE=a b", env={"MODE": "quick"}).exit == 0
    ran = [line for line in project.lines("out/ran") if line != "setup"]
    assert sorted(ran[:2]) == ["build all all fast", "upload here slow"]
    assert sorted(ran[2:4]) == ["build one one fast", "upload there slow"]
    assert sorted(ran[4:]) == ["build all all fast", "upload a b quick"]


def test_scripts_for_other_programs(project: Project) -> None:
    project.run("execute_task", "lib/README.md", "--only", "setup", "-q")
    result = project.execute("lib/README.md", "--only", "list,keep")
    assert result.exit == 0, result


def test_a_task_that_cannot_be_read_is_told_when_it_is_named(project: Project) -> None:
    refused = project.run("execute_task", "lib/README.md", "--only", "broken")
    assert refused.exit == 2
    assert "has neither a code block nor `Requires:`" in refused.stderr
    assert "there is no subtask “broken”" in refused.stderr


def test_it_never_runs_in_another_folder_than_its_own(project: Project) -> None:
    project.file("other/.git/HEAD", "")
    inside = project.execute("lib/README.md", "-C", str(project.root), "--only", "setup")
    assert inside.exit == 0, inside
    outside = project.run("execute_task", "lib/README.md", "-C", "other", "--only", "keep")
    assert outside.exit == 2
    assert "outside the root" in outside.stderr
    assert "-C lib" in outside.stderr


def test_ticking_leaves_the_file_as_it_is(project: Project) -> None:
    assert project.run("execute_task", "lib/README.md", "--only", "setup", "--tick").exit == 0
    assert project.read("lib/README.md") == README


AT_ONCE = """## Tasks

### lint

```
test -e ok
```

### test

```
echo test >> ran; test -e ran
```

### seq

Requires: lint, test

### par

Requires: lint, test
RunDeps: async
"""


def test_what_runs_at_once_is_not_held_up_by_the_order_of_a_task_that_does_not_run(
    project: Project,
) -> None:
    project.file("README.md", AT_ONCE)
    at_once = project.execute("README.md", "--only", "par", "-j", "1")
    assert at_once.exit == 1, at_once
    assert at_once.statuses()["test"] == "succeeded"

    for name in ("seq", "par,seq"):
        in_turn = project.execute("README.md", "--only", name)
        assert in_turn.exit == 1, in_turn
        assert in_turn.statuses()["test"] == "blocked"
    assert project.lines("ran") == ["test"]
