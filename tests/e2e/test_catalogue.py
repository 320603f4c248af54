"""Files that offer commands: only what is named of them runs, counts and is told of."""

from __future__ import annotations

from tests.e2e.project import Project

OFFERS = """# Offers

## ok

```sh
test -e maskfile.md
```

## idle

```sh
echo this proves nothing
```

## greet (name)

> Greet somebody

```sh
echo "hello $name" > said
test -s said
```
"""


def test_without_a_name_it_lists_what_there_is(project: Project) -> None:
    project.file("maskfile.md", OFFERS)
    for flags in ([], ["--dry-run"], ["-q"]):
        done = project.run("execute_task", "maskfile.md", *flags)
        assert done.exit == 2
        lines = done.stderr.splitlines()
        assert [line.split()[0] for line in lines[:3]] == ["ok", "idle", "greet"]
        assert "Greet somebody; asks for `name` (required)" in lines[2]
        assert lines[-1] == "next: name one: --only ok"


def test_what_is_not_named_is_neither_missing_nor_shown(project: Project) -> None:
    project.file("maskfile.md", OFFERS)
    done = project.run("execute_task", "maskfile.md", "--only", "ok")
    assert done.exit == 0, done
    assert "100% complete" in done.stdout
    assert "idle" not in done.stdout + done.stderr
    doubtful = project.run("execute_task", "maskfile.md", "--only", "idle")
    assert doubtful.exit == 3
    assert "warning[cannot-fail]: idle" in doubtful.stderr


def test_a_missing_argument_is_told_before_anything_runs(project: Project) -> None:
    project.file("maskfile.md", OFFERS)
    done = project.run("execute_task", "maskfile.md", "--only", "ok,greet")
    assert done.exit == 2
    assert "an argument is missing: `name` (required)" in done.stderr
    named = project.run("execute_task", "maskfile.md", "--only", "greet", "--arg", "name=Bo")
    assert named.exit == 0, named
    assert project.lines("said") == ["hello Bo"]


def test_a_resume_goes_on_with_what_was_named(project: Project) -> None:
    project.file("maskfile.md", OFFERS.replace("test -e maskfile.md", "test -e go"))
    assert project.run("execute_task", "maskfile.md", "--only", "ok").exit == 1
    project.file("go", "")
    done = project.run("execute_task", "maskfile.md", "--resume")
    assert done.exit == 0, done
    assert "greet: skip" in done.stdout
    assert "greet  " not in done.stdout
