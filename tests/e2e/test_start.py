"""What starting the program costs and knows: help, version, names, and what is not loaded."""

from __future__ import annotations

import subprocess
import sys
from functools import partial

import pytest

from tests.e2e.project import Project, at_once

HEAVY = ("networkx", "pydantic", "rich", "jinja2", "markdown_it", "yaml", "sqlite3", "asyncio")
COMMANDS = (
    "convert_task", "execute_task", "task_status", "generate_report", "logs", "cancel",
)  # fmt: skip
LOADED = (
    "import sys\nfrom orchestrator.cli.app import run\nrun(sys.argv[1:])\n"
    "print(*sorted(sys.modules), file=sys.stderr)\n"
)


@pytest.mark.parametrize("arguments", [["--help"], ["--version"]], ids=str)
def test_help_loads_nothing_heavy(project: Project, arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *arguments], cwd=project.root, text=True,
        env=project.environment(), capture_output=True, check=True,
    )  # fmt: skip

    assert set(HEAVY) & set(done.stderr.split()) == set()
    assert done.stdout


def test_help_names_every_command(project: Project) -> None:
    result = project.run("--help")

    assert result.exit == 0
    for name in COMMANDS:
        assert name in result.stdout


@pytest.mark.parametrize("name", ["task_status", "task-status"])
def test_underscores_and_dashes_are_one(project: Project, name: str) -> None:
    assert project.run(name).exit == 0


SLIPS = {
    "exceute_task 001": "execute_task",
    "execute_task": "TASK",
    "execute_task 001 --rezume": "--resume",
    "convert_task": "FILE",
    "task_status -C no/such/folder": "no/such/folder",
}


def test_a_slip_is_told_with_what_was_meant(project: Project) -> None:
    results = at_once({slip: partial(project.run, *slip.split()) for slip in SLIPS})

    for slip, result in results.items():
        assert result.exit == 2
        assert SLIPS[slip] in result.stderr, result
        assert result.stdout == ""


def test_a_broken_settings_file_is_told_with_its_line(project: Project) -> None:
    project.file("orchestrator.toml", "jobs = 2\njops = 3\n")

    result = project.run("task_status")

    assert result.exit == 2
    assert "orchestrator.toml:2:1: error" in result.stderr
    assert "did you mean jobs?" in result.stderr


def test_settings_come_from_file_variable_and_flag_in_that_order(project: Project) -> None:
    project.file("pyproject.toml", "[tool.orchestrator]\njobs = 3\n")
    project.task("001_s", "# Task 001: S\n### Task 1: It\n```sh\ntest -d /etc\n```\n")

    def jobs(*more: str, **env: str) -> int:
        found: int = project.execute("001", "--dry-run", *more, env=env).json()["jobs"]
        return found

    assert jobs() == 3
    assert jobs(ORCHESTRATOR_JOBS="4") == 4
    assert jobs("-j", "5", ORCHESTRATOR_JOBS="4") == 5
