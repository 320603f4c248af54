"""What TASK may be: a file, a plan's JSON, standard input, an id, a number; from any folder."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial

import pytest

from tests.e2e.project import Project, Result, at_once

pytestmark = pytest.mark.long

TASK = "# Task 012: Ship\n### Task 1: It\n```sh\ntouch ran\n```\n"


def test_a_task_by_its_file_its_id_and_its_number(projects: Callable[[], Project]) -> None:
    def run(name: str) -> Callable[[], Result]:
        project = projects()
        project.task("012_ship", TASK)
        return lambda: project.execute(name)

    names = ("docs/tasks/012_ship.md", "012_ship", "12")
    results = at_once({name: run(name) for name in names})

    for result in results.values():
        assert result.exit == 0, result
        assert result.summary()["task"] == "012_ship"
    done = Project(results["12"].root)
    statuses = at_once({name: partial(done.run, "task_status", name, "--json") for name in names})
    assert {status.json()["task"] for status in statuses.values()} == {"012_ship"}


def test_a_plan_and_an_id_among_the_converted(project: Project) -> None:
    project.file("elsewhere/012_ship.md", TASK)
    project.run("convert_task", "elsewhere/012_ship.md")

    by_id = project.execute("012_ship")
    by_file = project.execute(".orchestrator/plans/012_ship.json")

    assert (by_id.exit, by_file.exit) == (0, 0), (by_id, by_file)
    assert by_id.summary()["task"] == by_file.summary()["task"] == "012_ship"


def test_standard_input(project: Project) -> None:
    converted = project.run("convert_task", "-", "--json", stdin=TASK)
    executed = project.execute("-", stdin=TASK)
    plan = project.execute("-", stdin=converted.stdout)

    assert converted.json()["subtasks"][0]["id"] == "task_1"
    assert (executed.exit, plan.exit) == (0, 0), (executed, plan)


def test_a_plan_is_validated_as_a_task_is(project: Project) -> None:
    project.file("p.md", TASK)
    plan = project.run("convert_task", "p.md", "--json").json()
    plan["subtasks"][0]["depends_on"] = [{"id": "task_9", "why": "explicit", "line": 2}]
    plan["subtasks"][0]["retry"]["max"] = "many"
    plan["colour"] = "red"
    project.file("p.json", json.dumps(plan))

    result = project.run("execute_task", "p.json")

    assert result.exit == 2, result
    assert "colour" in result.stderr
    assert "retry" in result.stderr


def test_a_plan_with_an_edge_to_nowhere_is_refused(project: Project) -> None:
    project.file("p.md", TASK)
    plan = project.run("convert_task", "p.md", "--json").json()
    plan["subtasks"][0]["depends_on"] = [{"id": "task_9", "why": "explicit", "line": 2}]
    project.file("p.json", json.dumps(plan))

    result = project.run("execute_task", "p.json")

    assert result.exit == 2, result
    assert "task_9" in result.stderr


def test_from_below_the_root_and_with_a_root_given(project: Project) -> None:
    project.task("012_ship", TASK)
    project.run("convert_task", "docs/tasks/012_ship.md")
    below = project.root / "a/b"
    below.mkdir(parents=True)

    from_below = project.execute("012", cwd=below)
    (project.root / "ran").unlink()
    given = project.execute("012", "-C", str(project.root), cwd=project.root.parent)

    assert (from_below.exit, given.exit) == (0, 0), (from_below, given)
    assert (project.root / "ran").exists()
    assert not (below / ".orchestrator").exists()


def test_two_files_under_one_id_are_an_error_that_names_both(project: Project) -> None:
    project.file("a/012_ship.md", TASK)
    project.file("b/012_ship.md", TASK)

    first = project.run("convert_task", "a/012_ship.md")
    refused = at_once(
        {
            "together": partial(project.run, "convert_task", "a/012_ship.md", "b/012_ship.md"),
            "second": partial(project.run, "convert_task", "b/012_ship.md"),
            "run": partial(project.execute, "b/012_ship.md"),
        }
    )

    assert first.exit == 0
    for result in refused.values():
        assert result.exit == 2, result
        assert "a/012_ship.md" in result.stderr
        assert "b/012_ship.md" in result.stderr


def test_generic_names_take_their_folder_in_front(project: Project) -> None:
    project.file("user-auth/tasks.md", TASK)

    assert project.execute("user-auth/tasks.md").summary()["task"] == "user-auth_tasks"


def test_what_is_not_there_is_told_with_what_is(project: Project) -> None:
    project.task("012_ship", TASK)
    names = ("013", "docs/tasks/none.md", "docs/tasks")

    results = at_once({name: partial(project.run, "execute_task", name) for name in names})

    for result in results.values():
        assert result.exit == 2
        assert result.stderr.startswith("error: ")
        assert "next: " in result.stderr


def test_an_edited_task_is_converted_anew_when_its_id_is_run(project: Project) -> None:
    path = project.file("elsewhere/012_ship.md", TASK)
    project.run("convert_task", "elsewhere/012_ship.md")
    path.write_text(TASK.replace("touch ran", "touch other"))

    result = project.execute("012_ship")

    assert result.exit == 0, result
    assert (project.root / "other").exists()
    assert not (project.root / "ran").exists()


def test_however_a_path_is_spelled_the_task_is_the_same(project: Project) -> None:
    project.file("pkg/README.md", "# P\n\n## Tasks\n\n### build\n```\ntest -d api\n```\n")
    (project.root / "pkg/api").mkdir()
    (project.root / ".git").mkdir()
    inside = project.root / "pkg/api"
    ran = project.execute("../README.md", "--only", "build", cwd=inside)
    spellings = {
        "../README.md": inside,
        "../../pkg/api/../README.md": inside,
        "./README.md": inside.parent,
        "pkg/README.md": project.root,
    }
    told = [project.run("task_status", each, cwd=cwd) for each, cwd in spellings.items()]

    assert ran.summary()["task"] == "pkg_README"
    assert [(each.exit, each.stdout.split(":")[0]) for each in told] == [(0, "pkg_README")] * 4


def test_a_folder_that_is_a_link_keeps_its_name(project: Project) -> None:
    project.file("deep/real/README.md", TASK)
    project.file("deep/README.md", TASK)
    (project.root / "link").symlink_to("deep/real")
    (project.root / "here").mkdir()
    paths = ("link/README.md", "here/../link/README.md", "link/../README.md")
    plans = [project.run("convert_task", path, "--check", "--json").json() for path in paths]

    assert [plan["id"] for plan in plans] == ["link_README", "link_README", "deep_README"]
