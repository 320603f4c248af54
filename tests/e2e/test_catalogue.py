"""Files that offer commands: only what is named of them runs, counts and is told of."""

from __future__ import annotations

import pytest

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


def test_reports_are_of_what_was_asked_for(project: Project) -> None:
    project.file("maskfile.md", OFFERS)
    assert project.run("execute_task", "maskfile.md", "--only", "idle").exit == 3
    reports = project.root / "docs/reports"
    (of_idle,) = reports.glob("*_idle.md")
    before = of_idle.read_bytes()
    assert project.run("execute_task", "maskfile.md", "--only", "ok").exit == 0
    assert of_idle.read_bytes() == before
    assert len(list(reports.glob("*_ok.md"))) == 1
    assert not list(reports.glob("*_greet.md"))
    summary = next(reports.glob("*_final_summary.md")).read_text()
    assert "On offer and not asked for, so neither run nor proved: idle, greet." in summary
    task = summary.split(":")[0].removeprefix("# ")
    refused = project.run("generate_report", task, "greet", "-o", "-")
    assert refused.exit == 2
    assert "was not asked for greet" in refused.stderr


TWO = """# Two

## lint

```sh
test -e clean
```

## build

```sh
test -e maskfile.md
```

## ship

```sh
test -e maskfile.md
```
"""


def test_what_was_asked_for_before_is_not_forgotten(project: Project) -> None:
    project.file("maskfile.md", TWO)
    call = ("execute_task", "maskfile.md")
    assert project.run(*call, "--only", "lint").exit == 1
    coming = project.run(*call, "--resume", "--only", "build", "--dry-run")
    assert "leave, it failed, and is not selected" in coming.stdout
    done = project.run(*call, "--resume", "--only", "build")
    assert done.exit == 1, done
    assert "50% complete (1 failed, 1 succeeded, 1 skipped)" in done.stdout
    assert "lint lint: attempt" not in done.stdout
    summary = next((project.root / "docs/reports").glob("*_final_summary.md")).read_text()
    assert "On offer and not asked for, so neither run nor proved: ship." in summary
    assert "| lint |" in summary
    task = summary.split(":")[0].removeprefix("# ")
    assert project.run("generate_report", task, "lint", "-o", "-").exit == 0
    assert project.run("generate_report", task, "ship", "-o", "-").exit == 2
    project.file("clean", "")
    # Without a name it goes on with all that it was ever asked for.
    again = project.run(*call, "--resume")
    assert again.exit == 0, again
    assert "100% complete (2 succeeded, 1 skipped)" in again.stdout


def test_what_was_held_up_and_is_not_chosen_again_is_missing(project: Project) -> None:
    text = "## Tasks\n\n### lint\n```\ntest -e clean\n```\n\n### build\nRequires: lint\n```\n"
    text += "test -e README.md\n```\n\n### all\nRequires: lint, build\n"
    project.file("README.md", text)
    call = ("execute_task", "README.md", "--no-report")
    assert project.run(*call, "--only", "build").exit == 1
    project.file("clean", "")
    done = project.run(*call, "--resume", "--only", "lint")
    assert done.exit == 3, done
    assert "50% complete" in done.stdout
    assert "build is INCOMPLETE (skipped)" in done.stdout
    assert project.run(*call, "--resume").exit == 0


@pytest.mark.long
def test_what_is_left_behind_holds_nothing_up(project: Project) -> None:
    # `all` has lint run before test, which does not require it.
    text = "# Tasks\n\n## lint\n```\ntest -e clean\n```\n\n## test\n```\ntest -e README.md\n```\n\n"
    project.file("README.md", text + "## all\nRequires: lint, test\n")
    call = ("execute_task", "README.md", "--no-report")
    assert project.run(*call, "--only", "lint").exit == 1
    done = project.run(*call, "--resume", "--only", "test")
    assert done.exit == 1, done
    assert "50% complete (1 failed, 1 succeeded, 1 skipped)" in done.stdout
    project.file("clean", "")
    assert project.run(*call, "--only", "lint").exit == 0
    good = project.run(*call, "--resume", "--only", "test")
    assert good.exit == 0, good
    assert "100% complete (2 succeeded, 1 skipped)" in good.stdout


@pytest.mark.long
def test_what_there_is_is_data_too(project: Project) -> None:
    project.file("maskfile.md", OFFERS)
    for flags in ([], ["--dry-run"]):
        done = project.run("execute_task", "maskfile.md", "--json", *flags)
        told = done.json()
        assert done.exit == 2
        assert told["error"]["message"].startswith("maskfile.md offers 3 tasks to choose from")
        assert [(each["id"], each["title"], each["line"]) for each in told["offers"]] == [
            ("ok", "ok", 3),
            ("idle", "idle", 9),
            ("greet", "greet", 15),
        ]
        greet = told["offers"][2]
        assert greet["description"] == "Greet somebody"
        assert [(each["name"], each["required"]) for each in greet["params"]] == [("name", True)]
    other = project.run("execute_task", "maskfile.md", "--only", "nope", "--json")
    assert "offers" not in other.json()
