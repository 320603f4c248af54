"""Which subtasks run: chosen, left out, from one on, up to one; in which order; until when."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from tests.e2e.project import Project, Result, at_once


def subtask(number: int, *after: int, script: str = "") -> str:
    depends = ", ".join(f"Task {each}" for each in after) or "None"
    return (
        f"### Task {number}: S{number}\n**Depends on**: {depends}\n"
        f"```sh\necho {number} >> ran\n{script}\n```\n"
    )


# 1 -> 2 -> 4, 1 -> 3 -> 4, 5 apart
FIVE = "# Task 001: Five\n" + "".join(
    (subtask(1), subtask(2, 1), subtask(3, 1), subtask(4, 2, 3), subtask(5))
)


SELECTED = {
    "--only 2": "2",
    "--only 4,Task_1": "14",
    "--only 2 --only 5": "25",
    "--skip 5 --skip 3": "124",
    "--from 2": "24",
    "--until 2": "12",
    "--from task_1 --until 3": "13",
    "--from 1 --skip 4": "123",
    "--only s5": "5",
}
REFUSED = {
    "--only 9": "no subtask “9”",
    "--skip 1,2,3,4,5": "nothing is selected",
    "--until S44": "S4",
    "-j 0": "0",
    "--timeout soon": "--timeout",
    "--env secret": "NAME=value",
    "--order sideways": "sequential",
    "--retries -1": "--retries",
}


@pytest.fixture(scope="module")
def selected(projects: Callable[[], Project]) -> dict[str, Result]:
    def run(arguments: str) -> Callable[[], Result]:
        project = projects()
        project.task("001_five", FIVE)
        return lambda: project.execute("001", *arguments.split())

    return at_once({arguments: run(arguments) for arguments in [*SELECTED, *REFUSED]})


@pytest.mark.parametrize("arguments", SELECTED)
def test_exactly_the_selected_run(selected: dict[str, Result], arguments: str) -> None:
    result, expected = selected[arguments], SELECTED[arguments]

    assert result.exit == 0, result
    ran = (result.root / "ran").read_text().split()
    assert "".join(sorted(ran)) == expected
    assert result.summary()["complete"] is False
    for row in result.rows().values():
        if row["number"] not in expected:
            assert row["status"] == "skipped"
            assert row["reasons"] == ["not selected"]


@pytest.mark.parametrize("arguments", REFUSED)
def test_what_cannot_be_asked_for_is_refused_before_anything(
    selected: dict[str, Result], arguments: str
) -> None:
    result = selected[arguments]

    assert result.exit == 2, result
    assert REFUSED[arguments] in result.stderr
    assert "Traceback" not in result.stderr
    assert not (result.root / ".orchestrator").exists()


def test_a_resume_runs_what_a_selection_left_out(project: Project) -> None:
    project.task("001_five", FIVE)
    project.execute("001", "--until", "2")

    result = project.execute("001", "--resume")

    assert result.exit == 0, result
    assert sorted(project.lines("ran")) == ["1", "2", "3", "4", "5"]
    assert result.summary()["complete"] is True


def test_a_selected_resume_keeps_to_it(project: Project) -> None:
    project.task("001_five", FIVE)
    project.execute("001", "--only", "1")

    project.execute("001", "--resume", "--only", "2")

    assert project.lines("ran") == ["1", "2"]


IN_ORDER = {"task_1": [], "task_2": ["task_1"], "task_3": ["task_2"]}
AT_ONCE: dict[str, list[str]] = {"task_1": [], "task_2": [], "task_3": []}


def test_the_order_of_a_file_that_states_none(project: Project) -> None:
    subtasks = "".join(f"### Task {n}: S{n}\n```sh\ntest -d /etc\n```\n" for n in (1, 2, 3))
    path = project.task("001_plain", f"# Task 001: Plain\n{subtasks}")
    convert = partial(project.run, "convert_task", str(path), "--json")
    orders = {"sequential": IN_ORDER, "parallel": AT_ONCE, "explicit": AT_ONCE}

    results = at_once({order: partial(convert, "--order", order) for order in orders})

    results["unsaid"] = convert()
    for order, edges in {**orders, "unsaid": IN_ORDER}.items():
        subtasks_found = results[order].json()["subtasks"]
        found = {one["id"]: [edge["id"] for edge in one["depends_on"]] for one in subtasks_found}
        assert found == edges, order


def test_fail_fast_stops_what_runs_and_starts_nothing(project: Project) -> None:
    text = (
        "# Task 001: Fast\n"
        + subtask(1, script="sleep 20")
        + subtask(2, script="sleep 0.3; exit 1")
        + subtask(3, 2)
        + subtask(4, 1)
    )
    project.task("001_fast", text)

    result = project.execute("001", "-j", "2", "--fail-fast")

    assert result.exit == 1
    assert result.statuses() == {
        "task_1": "cancelled", "task_2": "failed", "task_3": "blocked", "task_4": "cancelled",
    }, result  # fmt: skip
    assert "--fail-fast" in str(result.rows()["task_1"]["reasons"])


def test_without_it_everything_else_goes_on(project: Project) -> None:
    project.task("001_slow", "# Task 001: S\n" + subtask(1, script="exit 1") + subtask(2)
                 + subtask(3, 1) + subtask(4, 2))  # fmt: skip

    assert project.execute("001", "-j", "1").statuses() == {
        "task_1": "failed", "task_2": "succeeded", "task_3": "blocked", "task_4": "succeeded",
    }  # fmt: skip


def test_a_dry_run_lists_and_writes_nothing(project: Project) -> None:
    project.task("001_five", FIVE)
    before = project.files()

    result = project.run("execute_task", "001", "--dry-run", "--skip", "5")

    assert result.exit == 0
    assert project.files() == before
    lines = result.stdout.splitlines()
    for number in range(1, 5):
        line = 2 + 6 * (number - 1) + 2
        assert any(f"sh, line {line}: echo {number} >> ran" in each for each in lines), result
    assert any("task_5" in each and "not selected" in each for each in lines)


def test_a_dry_run_of_a_resume_tells_what_it_keeps(project: Project) -> None:
    project.task("001_five", FIVE)
    project.execute("001", "--until", "2")
    before = project.files()

    result = project.execute("001", "--dry-run", "--resume")

    choices = {each["id"]: each["choice"] for each in result.json()["subtasks"]}
    assert choices == {"task_1": "keep", "task_2": "keep", "task_3": "run", "task_4": "run",
                       "task_5": "run"}  # fmt: skip
    assert project.files() == before
