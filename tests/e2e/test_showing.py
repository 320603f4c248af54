"""How a run is shown: lines, quietly, as JSON, in GitHub Actions, on a terminal."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time

import pytest

from tests.e2e.project import COMMAND, Project, Result

TASK = (
    "# Task 071: Show\n### Task 1: Good\n```sh\ntest -d /etc; sleep 0.15\n```\n### Task 2: Bad\n"
    "```sh\necho last words; sleep 0.15; exit 1\n```\n### Task 3: Never\n```sh\ntest -d /etc\n```\n"
)


@pytest.fixture(scope="module")
def loud(shared: Project) -> Result:
    """A run with reports, the first in its project."""
    shared.task("071_show", TASK)
    return shared.run("execute_task", "071")


def test_every_line_of_json_is_data_and_words_go_elsewhere(loud: Result, shared: Project) -> None:
    result = shared.execute("071")

    assert result.events()[0]["type"] == "run_started"
    assert result.summary()["exit_code"] == result.exit == 1
    assert "the last run failed" in result.stderr


def test_quiet_shows_only_how_it_ended(loud: Result, shared: Project) -> None:
    quiet = shared.run("execute_task", "071", "--no-report", "-q")

    assert "attempt 1 started" in loud.stdout
    assert "attempt 1 started" not in quiet.stdout
    assert quiet.stdout.lstrip().startswith("SUBTASK")
    assert quiet.stderr == ""


def test_the_end_says_why_where_and_how_to_go_on(loud: Result) -> None:
    for piece in (
        "task_2 Bad is INCOMPLETE (failed):",
        "exit code 1, expected 0",
        "log: .orchestrator/runs/",
        "/task_2.1.log",
        "report: docs/reports/071_task_2_bad.md",
        "orchestrator execute_task 071_show --resume",
    ):
        assert piece in loud.stdout
    assert "\x1b" not in loud.stdout


def test_status_of_one_and_of_all(loud: Result, shared: Project) -> None:
    one = shared.run("task_status", "071")
    everything = shared.run("task_status")

    assert one.exit == everything.exit == 0
    assert "33.3%" in one.stdout
    assert "task_2" in one.stdout
    assert "071_show" in everything.stdout


def test_github_actions_get_a_summary_and_an_annotation_for_each_failure(project: Project) -> None:
    project.task("071_show", TASK)
    summary = project.file("step_summary.md", "before\n")
    environment = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(summary)}

    result = project.run("execute_task", "071", "--no-report", env=environment)

    lines = [line for line in result.stdout.splitlines() if line.startswith("::")]
    assert len(lines) == 1
    assert lines[0].startswith("::error file=docs/tasks/071_show.md,line=6,title=task_2 Bad")
    text = summary.read_text()
    assert text.startswith("before\n")
    assert "`task_2`" in text
    assert "INCOMPLETE" in text


def test_elsewhere_nothing_is_said_to_github(project: Project) -> None:
    project.task("071_show", TASK)
    environment = {"GITHUB_STEP_SUMMARY": str(project.root / "none.md")}

    result = project.run("execute_task", "071", "--no-report", env=environment)

    assert "::error" not in result.stdout
    assert not (project.root / "none.md").exists()


def on_terminal(project: Project, *arguments: str, **env: str) -> tuple[int, str]:
    """The exit code and all that a terminal of 100 columns got."""
    main, side = pty.openpty()
    environment = project.environment({"TERM": "xterm-256color", "COLUMNS": "100", **env})
    process = subprocess.Popen(
        [*COMMAND, *arguments], cwd=project.root, env=environment, stdin=side, stdout=side,
        stderr=side, close_fds=True,
    )  # fmt: skip
    os.close(side)
    seen = b""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        ready, _, _ = select.select([main], [], [], 0.2)
        try:
            chunk = os.read(main, 65536) if ready else b""
        except OSError:  # Linux says so when the other side is closed.
            break
        if not chunk and process.poll() is not None:
            break
        seen += chunk
    os.close(main)
    return process.wait(timeout=10), seen.decode(errors="replace")


@pytest.mark.skipif(sys.platform == "win32", reason="there is no pty")
def test_a_terminal_sees_what_runs_and_then_the_matrix(project: Project) -> None:
    project.task("071_show", TASK)

    code, seen = on_terminal(project, "execute_task", "071", "--no-report")

    assert code == 1
    drawn, _, end = seen.rpartition("is INCOMPLETE (failed)")
    assert "\x1b[" in drawn
    assert "task_1" in drawn
    assert "last words" in drawn
    assert "task_3" in drawn
    assert "exit code 1" in end
    assert seen.count("\x1b[?25l") == seen.count("\x1b[?25h")


def test_no_color_is_obeyed_on_a_terminal(project: Project) -> None:
    project.task("071_show", TASK)

    _, seen = on_terminal(project, "execute_task", "071", "--no-report", NO_COLOR="1")

    assert not [colour for colour in range(30, 38) if f"\x1b[{colour}m" in seen]
    assert "INCOMPLETE" in seen


def test_of_many_incomplete_ones_the_table_has_all_and_the_reasons_are_cut(
    project: Project,
) -> None:
    subtasks = "".join(f"### Task {n}: N\n```sh\ntrue\n```\n" for n in range(1, 54))
    project.task("060_many", f"---\norder: parallel\n---\n# Task 060: Many\n{subtasks}")
    done = project.run("execute_task", "060", "--no-report")
    lines = done.stdout.splitlines()
    assert sum(line.startswith("task_") and "INCOMPLETE" in line for line in lines) == 53 + 50
    assert "3 more are INCOMPLETE: the table says why, and where their logs are: " in done.stdout
    told = project.run("task_status", "060_many", "--json").json()
    assert "task_status 060_many --json" in done.stdout
    assert all(row["log"] for row in told["subtasks"])
