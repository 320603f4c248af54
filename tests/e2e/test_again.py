"""Only some run again: those that are named and all after them; how others ended stays."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.e2e.project import Project, Result, at_once


def subtask(number: int, *after: int, script: str = "true") -> str:
    depends = ", ".join(f"Task {each}" for each in after) or "None"
    return (
        f"### Task {number}: S{number}\n**Depends on**: {depends}\n"
        f"```sh\necho {number} >> ran\n{script}\n```\n"
    )


# 1 -> 2 -> 3; 4 fails until `mended` is there, and 5 comes after it; so does 6, before 7; 8 comes
# after both 2 and 6.
EIGHT = "# Task 001: Eight\n" + "".join((
    subtask(1),
    subtask(2, 1),
    subtask(3, 2),
    subtask(4, script="test -e mended"),
    subtask(5, 4),
    subtask(6, script="test -e mended"),
    subtask(7, 6),
    subtask(8, 2, 6),
))  # fmt: skip

FAILED = {"4": "failed", "6": "failed"}
BLOCKED = {"5": "blocked", "7": "blocked", "8": "blocked"}
AGAIN = {
    "2": ("23", FAILED | BLOCKED),
    "4": ("45", {"6": "failed", "7": "blocked", "8": "blocked"}),
    "5": ("45", {"6": "failed", "7": "blocked", "8": "blocked"}),
    "4,6": ("45678", {}),
    "8": ("678", {"4": "failed", "5": "blocked"}),
    "1 --again 6": ("123678", {"4": "failed", "5": "blocked"}),
}
REFUSED = {
    "--again 9": "no subtask “9”",
    "--again 2 --only 2": "leave out the others",
}


@pytest.fixture(scope="module")
def went_on(projects: Callable[[], Project]) -> dict[str, Result]:
    def run(arguments: str) -> Callable[[], Result]:
        project = projects()
        project.task("001_eight", EIGHT)

        def both() -> Result:
            assert project.execute("001").exit == 1
            project.file("ran", "")
            project.file("mended", "")
            return project.execute("001", *arguments.split())

        return both

    asked = [*(f"--again {each}" for each in AGAIN), *REFUSED]
    return at_once({arguments: run(arguments) for arguments in asked})


@pytest.mark.parametrize("again", AGAIN)
def test_they_and_what_comes_after_run_again(went_on: dict[str, Result], again: str) -> None:
    result, (ran, left) = went_on[f"--again {again}"], AGAIN[again]
    rows = {row["number"]: row["status"] for row in result.rows().values()}

    assert "".join(sorted((result.root / "ran").read_text().split())) == ran
    assert {number: status for number, status in rows.items() if status != "succeeded"} == left
    assert result.exit == (1 if left else 0)


@pytest.mark.parametrize("arguments", REFUSED)
def test_what_is_no_choice_is_refused(went_on: dict[str, Result], arguments: str) -> None:
    result = went_on[arguments]
    assert result.exit == 2
    assert REFUSED[arguments] in result.stderr
    assert (result.root / "ran").read_text() == ""


def test_there_has_to_be_a_run(project: Project) -> None:
    project.task("001_eight", EIGHT)
    result = project.execute("001", "--again", "1")
    assert result.exit == 2
    assert "no run to go on with" in result.stderr


def test_a_preview_says_why(project: Project) -> None:
    project.task("001_eight", EIGHT)
    project.execute("001")
    shown = project.run("execute_task", "001", "--again", "2", "--dry-run")
    assert "it was asked for again" in shown.stdout
    assert "task_2 runs again" in shown.stdout
    assert "it failed, and was not asked for again" in shown.stdout
    assert sorted(project.lines("ran")) == ["1", "2", "3", "4", "6"]


def test_nothing_runs_behind_what_failed_and_is_left(project: Project) -> None:
    three = (subtask(1, script="exit 1"), subtask(2, 1), subtask(3))
    project.task("001_three", "# Task 001: Three\n" + "".join(three))
    project.execute("001")
    project.file("ran", "")
    edited = (three[0], subtask(2, 1, script="echo edited"), three[2])
    project.task("001_three", "# Task 001: Three\n" + "".join(edited))
    left = {"task_1": "failed", "task_2": "blocked", "task_3": "succeeded"}
    assert project.execute("001", "--again", "3").statuses() == left
    assert project.lines("ran") == ["3"]
    # Who asks for it has what failed before it run too.
    project.execute("001", "--again", "2")
    assert project.lines("ran") == ["3", "1"]
