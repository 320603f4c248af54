"""convert_task and execute_task of folders: one plan, or one for each file."""

from __future__ import annotations

import json

import pytest

from tests.e2e.project import Project

pytestmark = pytest.mark.long

GOOD = "# Good\n\n### Task 1: A\n```sh\ntest -d docs\n```\n"
BAD = "# Bad\n\n### Task 1: A\n**Depends on**: Task 9\n\n### Task 2: B\n"
BACKLOG = "---\nid: TASK-{0}\ntitle: T{0}\nstatus: To Do\nlabels: []\ndependencies: [{1}]\n---\n"
DONE = "## Implementation Plan\n```bash run\ntest -d backlog\n```\n"


def test_each_file_of_a_folder_is_a_plan_of_its_own(project: Project) -> None:
    project.task("001_good", GOOD)
    project.task("002_bad", BAD)
    project.file("docs/tasks/README.md", "# About these\n\nWords.\n")
    project.file("docs/tasks/old/000_old.md", GOOD)

    done = project.run("convert_task", "docs/tasks")

    assert done.exit == 2
    rows = [line.split() for line in done.stdout.splitlines()]
    assert rows[0] == [
        "FILE",
        "DIALECT",
        "SUBTASKS",
        "EDGES",
        "COMMANDS",
        "ERRORS",
        "WARNINGS",
        "PLAN",
    ]
    assert rows[1][:5] == ["docs/tasks/001_good.md", "native", "1", "0", "1"]
    assert rows[2] == ["docs/tasks/002_bad.md", "1"]
    assert rows[3][0] == "docs/tasks/README.md"
    assert "note: folders inside docs/tasks are not read: old" in done.stderr
    assert "no-subtask" not in done.stderr
    assert (project.root / ".orchestrator/plans/001_good.json").is_file()
    assert not (project.root / ".orchestrator/plans/002_bad.json").exists()


def test_a_folder_as_json_is_one_document(project: Project) -> None:
    project.task("001_good", GOOD)
    project.task("002_bad", BAD)

    done = project.run("convert_task", "docs/tasks/", "--json", "--check")

    made = done.json()
    assert done.exit == 2
    assert [plan["id"] for plan in made["plans"]] == ["001_good"]
    assert {each["path"] for each in made["findings"] if each["severity"] == "error"} == {
        "docs/tasks/002_bad.md"
    }
    assert not (project.root / ".orchestrator").exists()


def test_a_folder_that_is_good_goes_into_a_folder(project: Project) -> None:
    project.task("001_good", GOOD)
    (project.root / "out").mkdir()

    assert project.run("convert_task", "docs/tasks", "-o", "plan.json").exit == 2
    assert project.run("convert_task", "docs/tasks", "-o", "out").exit == 0
    assert json.loads(project.read("out/001_good.json"))["id"] == "001_good"


def test_a_folder_needs_no_slash(project: Project) -> None:
    project.file("tasks/001_good.md", GOOD)
    project.file("tasks/002_bad.md", BAD)
    (project.root / "out").mkdir()

    bare = project.run("convert_task", "tasks", "--to", "native", "-o", "out")
    slash = project.run("convert_task", "tasks/", "--check")

    assert (bare.exit, slash.exit) == (2, 2)
    assert [line.split()[0] for line in bare.stdout.splitlines()] == [
        "FILE", "tasks/001_good.md", "tasks/002_bad.md",
    ]  # fmt: skip
    assert (project.root / "out/001_good.md").is_file()


def test_an_id_goes_before_a_folder_of_its_name(project: Project) -> None:
    project.file("tasks/001_good.md", GOOD)
    project.task("tasks", GOOD)

    by_id = project.run("convert_task", "tasks", "--check", "--json")
    by_path = project.run("convert_task", "./tasks", "--check", "--json")

    assert by_id.json()["source"]["path"] == "docs/tasks/tasks.md"
    assert [each["source"]["path"] for each in by_path.json()["plans"]] == ["tasks/001_good.md"]


def test_the_json_of_task_master_is_a_file_of_its_folder(project: Project) -> None:
    tasks = [{"id": 1, "title": "One"}]
    project.file("master/tasks.json", json.dumps({"master": {"tasks": tasks}}))
    of_an_editor = {"version": "2.0.0", "tasks": [{"label": "build", "command": "make"}]}
    project.file("editor/tasks.json", json.dumps(of_an_editor))

    master = project.run("convert_task", "master", "--check", "--json")
    editor = project.run("convert_task", "editor", "--check")
    run = project.run("execute_task", "master")

    assert master.exit == 0
    assert [plan["id"] for plan in master.json()["plans"]] == ["master_tasks"]
    assert editor.exit == 2
    assert "there is no task file in editor" in editor.stderr
    assert "next: name one of them: master/tasks.json" in run.stderr


def test_two_files_of_one_id_in_a_folder(project: Project) -> None:
    project.task("a", f"---\nid: same\n---\n{GOOD}")
    project.task("b", f"---\nid: same\n---\n{GOOD}")

    done = project.run("convert_task", "docs/tasks")

    assert done.exit == 2
    assert "docs/tasks/a.md and docs/tasks/b.md have the same id, same" in done.stderr


def test_a_folder_of_several_tasks_is_not_run(project: Project) -> None:
    project.task("001_good", GOOD)

    done = project.run("execute_task", "docs/tasks")

    assert done.exit == 2
    assert "next: name one of them: docs/tasks/001_good.md" in done.stderr


def test_a_backlog_is_one_run(project: Project) -> None:
    project.file("backlog/tasks/task-2 - B.md", BACKLOG.format(2, "task-1") + DONE)
    project.file("backlog/tasks/task-1 - A.md", BACKLOG.format(1, "") + DONE)

    done = project.run("execute_task", "backlog/tasks", "--json")
    status = project.run("task_status", "backlog_tasks", "--json").json()

    assert list(done.statuses()) == ["task_1", "task_2"]
    assert set(done.statuses().values()) == {"succeeded"}
    assert status["task"] == "backlog_tasks"
    assert "backlog/tasks/task-2 - B.md:2" in project.read(
        "docs/reports/backlog_tasks_task_2_t2.md"
    )


def test_task_masters_json_is_run_as_it_is(project: Project) -> None:
    tasks = [{"id": 1, "title": "One"}, {"id": 2, "title": "Two", "dependencies": [1]}]
    project.file(".taskmaster/tasks/tasks.json", json.dumps({"master": {"tasks": tasks}}))

    plan = project.run("convert_task", ".taskmaster/tasks/tasks.json", "--json").json()
    run = project.run("execute_task", "tasks_tasks", "--json")

    assert plan["source"]["dialect"] == "task-master"
    assert run.statuses() == {"task_1": "waiting", "task_2": "pending"}
    assert project.run("tick", "tasks_tasks").exit == 2


def test_what_is_there_already_keeps_no_other_file_from_being_written(project: Project) -> None:
    for name in ("a", "b", "c"):
        project.file(f"tasks/{name}.md", GOOD)
    project.file("out/b.md", "# Another\n")

    done = project.run("convert_task", "tasks/", "--to", "native", "-o", "out")

    assert done.exit == 2
    ends = [(line.split()[0], line.split()[-1]) for line in done.stdout.splitlines()[1:]]
    assert ends == [
        ("tasks/a.md", "out/a.md"),
        ("tasks/b.md", "1"),
        ("tasks/c.md", "out/c.md"),
    ]
    assert "error[not-written]: there is a file out/b.md already, of another content" in done.stderr
    assert "next: name another place after -o, or remove that one" in done.stderr
    assert project.read("out/b.md") == "# Another\n"
    named = ("tasks/c.md", "tasks/b.md", "--to", "native", "-o", "out")
    (project.root / "out/c.md").unlink()
    assert project.run("convert_task", *named).exit == 2
    assert not (project.root / "out/c.md").exists()


def test_a_link_to_a_file_beside_it_is_that_file(project: Project) -> None:
    project.file("tasks/b.md", GOOD)
    project.file("other/c.md", GOOD)
    (project.root / "tasks/a.md").symlink_to("b.md")
    (project.root / "tasks/c.md").symlink_to("../other/c.md")
    (project.root / "out").mkdir()

    done = project.run("convert_task", "tasks/", "-o", "out")

    assert done.exit == 0
    rows = [(line.split()[0], line.split()[-1]) for line in done.stdout.splitlines()[1:]]
    assert rows == [("tasks/b.md", "out/b.json"), ("other/c.md", "out/c.json")]
    assert "note: tasks/a.md is tasks/b.md, which is read once" in done.stderr
    assert {path for path in project.files() if path.startswith("out/")} == {
        "out/b.json",
        "out/c.json",
    }


def test_a_catalogue_that_becomes_a_task_file_is_told_of(project: Project) -> None:
    project.file("in/maskfile.md", '# Shop\n\n## tidy (what)\n\n```bash\ntest -n "$what"\n```\n')
    project.file("in/x.maskfile.md", '# Shop\n\n## tidy (what)\n\n```bash\ntest -n "$what"\n```\n')
    (project.root / "out").mkdir()

    done = project.run("convert_task", "in/", "--to", "native", "-o", "out")

    assert done.exit == 0, done
    assert done.stderr.count("note: of a mask file only what is named runs") == 1
