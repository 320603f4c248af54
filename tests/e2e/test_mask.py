"""Commands of a maskfile: listed, chosen by name, given arguments, run as mask runs them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.e2e.project import Project, Result, at_once

pytestmark = pytest.mark.long

MASKFILE = """# Tools

## services

> Commands for services

### services start (name) [port]

> Start a service

**OPTIONS**
* level
    * flags: -l --level
    * type: number
    * choices: 1, 2
* watch
    * flags: -w --watch

```bash
set -u
echo "$name/$port/${level-absent}/${watch-absent}" >> ran
```

### stop

~~~sh
false
rm started
~~~

## where-am-i

```bash
test -e here && pwd >> ran
```

## in-python

```py
import os
open("ran", "a").write("python\\n")
assert "name" not in os.environ
```

## again

```bash
mkdir -p sub && cd sub
$MASK stop now
test -d "$MASKFILE_DIR/sub"
```

## db drop

```sh
echo words >> ran; test -s ran
```

## db-drop

```sh
echo dash >> ran; test -s ran
```

## other

```tongue
echo other >> ran
```
"""
INKFILE = """# Bikes

## lend (port=8080)

```
false
echo "$port" >> ran
```
"""

CALLS = {
    "named": ("--only", "services start", "--arg", "name=web"),
    "all given": (
        *("--only", "services_start", "--arg", "name=db", "--arg", "port=1"),
        *("--arg", "level=2", "--arg", "watch=yes"),
    ),
    "no argument": ("--only", "services start"),
    "no such choice": ("--only", "services start", "--arg", "name=a", "--arg", "level=3"),
    "no number": ("--only", "services start", "--arg", "name=a", "--arg", "level=low"),
    "unknown argument": ("--only", "where-am-i", "--arg", "name=a"),
    "no interpreter": ("--only", "other,in-python"),
    "a group": ("--only", "services"),
    "goes on": ("--only", "services stop"),
    "python": ("--only", "IN-PYTHON"),
    "folder": ("--only", "where am i"),
    "words": ("--only", "db drop"),
    "dash": ("--only", "db-drop"),
}


@pytest.fixture(scope="module")
def called(projects: Callable[[], Project]) -> dict[str, Result]:
    def call(arguments: tuple[str, ...]) -> Callable[[], Result]:
        project = projects()
        project.file("tools/maskfile.md", MASKFILE)
        project.file("tools/here", "")
        project.file("tools/started", "")
        return lambda: project.execute("tools/maskfile.md", *arguments)

    return at_once({name: call(arguments) for name, arguments in CALLS.items()})


def _ran(result: Result) -> str | None:
    file = result.root / "tools" / "ran"
    return file.read_text() if file.exists() else None


def test_a_bare_call_lists_what_there_is_and_runs_nothing(project: Project) -> None:
    project.file("maskfile.md", MASKFILE)
    before = project.files()

    result = project.run("execute_task", "maskfile.md")

    assert result.exit == 2, result
    lines = result.stderr.splitlines()
    start = next(line for line in lines if line.startswith("services_start "))
    assert "Start a service" in start
    assert "`name` (required)" in start
    assert "`level` (number, one of 1 2)" in start
    assert any(line.startswith("where_am_i ") for line in lines)
    assert "none is named" in result.stderr
    assert project.files() == before


@pytest.mark.parametrize(
    ("name", "wrote"),
    [
        ("named", "web//absent/absent\n"),
        ("all given", "db/1/2/true\n"),
        ("python", "python\n"),
        ("words", "words\n"),
        ("dash", "dash\n"),
    ],
)
def test_what_is_named_runs_with_its_arguments(
    called: dict[str, Result], name: str, wrote: str
) -> None:
    assert called[name].exit == 0, called[name]
    assert _ran(called[name]) == wrote


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("no argument", "`name` (required)"),
        ("no such choice", "one of 1, 2"),
        ("no number", "a number"),
        ("unknown argument", "“name”"),
        ("no interpreter", "tongue (line"),
        ("a group", "no subtask “services”"),
    ],
)
def test_what_cannot_run_is_refused_before_anything(
    called: dict[str, Result], name: str, said: str
) -> None:
    result = called[name]

    assert result.exit == 2, result
    assert said in result.stdout + result.stderr, result
    assert _ran(result) is None


def test_a_command_runs_in_the_folder_of_its_file(called: dict[str, Result]) -> None:
    assert called["folder"].exit == 0, called["folder"]
    assert _ran(called["folder"]) == f"{called['folder'].root}/tools\n"


def test_a_script_goes_on_after_a_failure(called: dict[str, Result]) -> None:
    assert not (called["goes on"].root / "tools" / "started").exists(), called["goes on"]
    # What is left in the end says nothing of what failed before.
    assert called["goes on"].exit == 3


def test_a_script_can_call_mask_from_any_folder(project: Project) -> None:
    project.file("tools/maskfile.md", MASKFILE)
    program = project.file("bin/mask", '#!/bin/sh\necho "$@" > "$MASKFILE_DIR/called"\n')
    program.chmod(0o755)
    path = f"{program.parent}:{project.environment()['PATH']}"

    result = project.execute("tools/maskfile.md", "--only", "again", env={"PATH": path})

    assert result.exit == 0, result
    assert project.read("tools/called") == (
        f"--maskfile {project.root}/tools/maskfile.md stop now\n"
    )


def test_a_script_of_inkjet_stops_at_a_failure(project: Project) -> None:
    project.file("inkjet.md", INKFILE)

    result = project.execute("inkjet.md", "--only", "lend")

    assert result.exit == 1, result
    assert project.lines("ran") == []


def test_a_default_is_taken_where_nothing_is_given(project: Project) -> None:
    project.file("inkjet.md", INKFILE.replace("false\n", ""))

    project.execute("inkjet.md", "--only", "lend")
    project.execute("inkjet.md", "--only", "lend", "--arg", "port=1")

    assert project.lines("ran") == ["8080", "1"]


def test_what_is_written_as_a_task_file_is_one(project: Project) -> None:
    project.file("in/README.md", "# About\n\n## Tasks\n\n### build\n\n```sh\ntest -d in\n```\n")
    project.file("in/maskfile.md", '# Shop\n\n## tidy (what)\n\n```bash\ntest -n "$what"\n```\n')
    (project.root / "out").mkdir()
    files = ("in/README.md", "in/maskfile.md")

    plans = project.run("convert_task", *files, "--check", "--json").json()["plans"]
    made = project.run("convert_task", *files, "--to", "native", "-o", "out")
    again = [project.run("convert_task", f"out/{plan['id']}.md", "--json").json() for plan in plans]

    assert made.exit == 0
    assert [plan["id"] for plan in plans] == ["in_README", "in_maskfile"]
    assert [plan["source"]["dialect"] for plan in again] == ["native", "native"]
    prints = [[[each["fingerprint"] for each in plan["subtasks"]] for plan in some]
              for some in (plans, again)]  # fmt: skip
    assert prints[0] == prints[1]
    assert [each["name"] for each in again[1]["subtasks"][0]["params"]] == ["what"]
