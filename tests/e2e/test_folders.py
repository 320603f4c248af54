"""convert_task and execute_task of folders: one plan, or one for each file."""

from __future__ import annotations

import json

from tests.e2e.project import Project

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
