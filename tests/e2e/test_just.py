"""Recipes of just in markdown, run through just where it is installed."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from tests.e2e.project import Project

WITH_JUST = pytest.mark.skipif(
    not (shutil.which("just") or (Path(sys.executable).parent / "just").exists()),
    reason="just is not installed",
)

README = """# Project

```just
set shell := ["sh", "-c"]
mode := "debug"

# Build it
build: compile
    echo build-{{mode}} >> log; test -e log

compile:
    echo compile >> log; test -e log

clean:
    echo clean >> log; test -e log

release: clean build (probe "fast" "a b") && notify
    echo release >> log; test -e log

probe level="quick" $what="$x `y`" *more:
    test -e . && printf '%s|' '{{level}}' "$what" {{more}} >> log; echo >> log

notify:
    echo notify >> log; test -e log

bench level="long": (notify) probe
    echo bench {{level}} >> log; test -e log

deploy target: build
    echo deploy {{target}} >> log; test -e log

[confirm("Really?")]
drop: compile
    echo drop >> log; test -e log

hello:
    @echo hello

seq: absent notify

[parallel]
par: absent notify

absent:
    test -e nowhere

ship: && drop
    echo ship >> log; test -e log
```
"""


def recipes(project: Project) -> str:
    project.file("sub/README.md", README)
    return "sub/README.md"


def test_a_bare_call_lists_the_recipes_and_runs_none(project: Project) -> None:
    result = project.run("execute_task", recipes(project))

    assert result.exit == 2, result
    lines = [" ".join(line.split()) for line in result.stderr.splitlines()]
    assert "build Build it; requires compile" in lines
    assert "asks for `target` (required)" in result.stderr
    assert not (project.root / ".orchestrator").exists()


def test_without_just_nothing_runs_and_its_line_is_told(project: Project) -> None:
    (project.root / "bin").mkdir()
    (project.root / "bin/sh").symlink_to(shutil.which("sh") or "/bin/sh")

    path = str(project.root / "bin")
    result = project.run("execute_task", recipes(project), "--only", "build", env={"PATH": path})

    assert result.exit == 2, result
    assert "no interpreter is installed for: just (line 8)" in result.stderr
    assert not (project.root / ".orchestrator").exists()


def test_a_missing_argument_is_told_before_anything_runs(project: Project) -> None:
    result = project.run("execute_task", recipes(project), "--only", "deploy")

    assert result.exit == 2, result
    assert "--arg target=" in result.stderr
    assert not (project.root / ".orchestrator").exists()


@WITH_JUST
def test_a_recipe_runs_with_what_it_requires_in_the_files_folder(project: Project) -> None:
    result = project.execute(recipes(project), "--only", "BUILD")

    assert result.exit == 0, result
    assert project.lines("sub/log") == ["compile", "build-debug"]
    assert result.statuses()["clean"] == "skipped"


@pytest.mark.long
@WITH_JUST
def test_what_is_called_runs_once_in_the_order_of_calls(project: Project) -> None:
    result = project.execute(recipes(project), "--only", "release,deploy", "--arg", "target=x y")

    assert result.exit == 0, result
    ran = project.lines("sub/log")
    assert sorted(ran) == sorted(
        ["clean", "compile", "build-debug", "fast|a b|", "release", "notify", "deploy x y"]
    )
    first = [each for each in ran if each != "deploy x y"]
    assert first == ["clean", "compile", "build-debug", "fast|a b|", "release", "notify"]


@WITH_JUST
@pytest.mark.parametrize(
    ("given", "printed"),
    [
        ((), "quick|$x `y`|"),
        (("level=it's", "what="), None),
        (("level=deep", "what=$HOME"), "deep|$HOME|"),
        (("more=a *",), "quick|$x `y`|a|*|"),
    ],
)
def test_arguments_reach_the_recipe(
    project: Project, given: tuple[str, ...], printed: str | None
) -> None:
    words = [word for each in given for word in ("--arg", each)]
    # What the caller's environment holds is no argument.
    result = project.execute(recipes(project), "--only", "probe", *words, env={"level": "own"})

    if printed is None:
        assert result.exit == 1, result  # just puts it between the quotes of the recipe
    else:
        assert result.exit == 0, result
        assert project.lines("sub/log")[0].startswith(printed.split("*")[0])


@WITH_JUST
def test_an_argument_is_not_handed_on_to_what_is_required(project: Project) -> None:
    result = project.execute(recipes(project), "--only", "bench", "--arg", "level=1")

    assert result.exit == 0, result
    assert project.lines("sub/log") == ["notify", "quick|$x `y`|", "bench 1"]


@WITH_JUST
def test_a_recipe_that_asks_waits_for_an_approval(project: Project) -> None:
    task = recipes(project)

    result = project.execute(task, "--only", "drop")
    assert result.exit == 3, result
    assert project.lines("sub/log") == ["compile"]
    approved = project.run("approve", "sub_README", "drop", "--by", "Ada")
    assert approved.exit == 0, approved

    result = project.execute(task, "--resume")
    assert result.exit == 0, result
    assert project.lines("sub/log") == ["compile", "drop"]


@pytest.mark.long
@WITH_JUST
def test_what_asks_afterwards_is_approved_beforehand(project: Project) -> None:
    task = recipes(project)

    result = project.execute(task, "--only", "ship")
    assert result.exit == 3, result
    assert project.lines("sub/log") == []
    approved = project.run("approve", "sub_README", "ship", "--by", "Ada")
    assert approved.exit == 0, approved

    result = project.execute(task, "--resume")
    assert result.exit == 0, result
    assert project.lines("sub/log") == ["ship", "compile", "drop"]


@WITH_JUST
def test_a_recipe_that_only_prints_proves_nothing(project: Project) -> None:
    result = project.execute(recipes(project), "--only", "hello")

    assert result.exit == 3, result
    assert result.rows()["hello"]["status"] == "succeeded"


@pytest.mark.long
@WITH_JUST
def test_a_changed_recipe_runs_again(project: Project) -> None:
    task = recipes(project)
    project.execute(task, "--only", "build")

    project.file("sub/README.md", README.replace("echo build-", "echo built-"))
    result = project.execute(task, "--resume")

    assert result.exit == 0, result
    assert project.lines("sub/log") == ["compile", "build-debug", "built-debug"]


@pytest.mark.long
@WITH_JUST
def test_what_is_parallel_is_not_held_up_by_the_order_of_another(project: Project) -> None:
    task = recipes(project)
    assert project.execute(task, "--only", "par", "-j", "1").statuses()["notify"] == "succeeded"
    assert project.execute(task, "--only", "seq").statuses()["notify"] == "blocked"
