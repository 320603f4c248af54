"""State that holds: looking changes nothing, one run at a time, signals, closed pipes, disks."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
from functools import partial

import pytest

from tests.e2e.project import COMMAND, Project, at_once, processes_with, wait_until

SLOW = (
    "# Task 041: Slow\n### Task 1: Quick\n```sh\necho 1 >> ran\n```\n"
    "### Task 2: Slow\n```sh\necho 2 >> ran\ntouch began\n"
    "for n in $(seq 300); do [ -e go ] && exit 0; sleep 0.1; done\n```\n"
    "**Cleanup**:\n```sh\necho clean >> ran\n```\n"
    "### Task 3: Last\n```sh\necho 3 >> ran\n```\n"
)


def begun(project: Project, *more: str) -> subprocess.Popen[str]:
    """A run that has come to its slow step."""
    project.task("041_slow", SLOW)
    process = project.start("execute_task", "041", "--no-report", *more)
    project.wait_for("began")
    return process


def test_looking_at_a_crashed_run_changes_no_byte(project: Project) -> None:
    process = begun(project)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    state = project.root / ".orchestrator"
    # What had just ended is written down once more.
    wait_until(lambda: bool(list(state.rglob("*.receipt"))), "a receipt")

    def digests() -> dict[str, str]:
        return {
            str(path): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in state.rglob("*")
            if path.is_file()
        }

    before = digests()
    seen = at_once(
        {
            "status": partial(project.run, "task_status", "041", "--json"),
            "runs": partial(project.run, "task_status", "--json"),
            "table": partial(project.run, "task_status", "041"),
            "logs": partial(project.run, "logs", "041", "2"),
            "report": partial(project.run, "generate_report", "041", "-o", "-"),
        }
    )
    status, runs = seen["status"].json(), seen["runs"].json()["runs"]

    assert {result.exit for result in seen.values()} == {0}
    assert digests() == before
    assert (status["state"], runs[0]["state"]) == ("interrupted", "interrupted")
    assert [row["status"] for row in status["subtasks"]] == ["succeeded", "interrupted", "pending"]
    project.file("go", "")
    assert project.execute("041", "--resume").exit == 0


def test_a_second_executor_leaves_and_names_the_first(project: Project) -> None:
    process = begun(project)

    held = at_once(
        {
            "second": partial(project.execute, "041"),
            "resumed": partial(project.execute, "041", "--resume"),
        }
    )
    status = project.run("task_status", "041", "--json").json()

    project.file("go", "")
    process.communicate()
    for result in held.values():
        assert result.exit == 75, result
        assert str(process.pid) in result.stderr
    assert status["state"] == "running"
    assert process.returncode == 0
    assert project.lines("ran") == ["1", "2", "clean", "3"]


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_a_signal_stops_in_order_and_a_resume_goes_on(
    project: Project, number: signal.Signals, code: int
) -> None:
    process = begun(project)
    process.send_signal(number)
    process.communicate()

    status = project.run("task_status", "041", "--json").json()

    assert process.returncode == code
    assert status["state"] == "cancelled"
    assert processes_with(f"ORCHESTRATOR_RUN={status['run']}") == []
    assert project.lines("ran") == ["1", "2", "clean"]
    project.file("go", "")
    again = project.execute("041", "--resume")
    assert again.exit == 0, again
    assert project.lines("ran") == ["1", "2", "clean", "2", "clean", "3"]


def test_cancel_stops_a_run_from_another_shell(project: Project) -> None:
    process = begun(project)

    result = project.run("cancel", "041")

    process.communicate()
    assert result.exit == 0, result
    assert process.returncode == 143
    assert project.run("task_status", "041", "--json").json()["state"] == "cancelled"
    assert project.run("cancel", "041").exit == 2


def test_cancel_ends_a_run_that_waits(project: Project) -> None:
    project.task("042_wait", "# Task 042: Wait\n### Task 1: It\n- [ ] Think\n")
    project.execute("042")

    result = project.run("cancel", "042")

    assert result.exit == 0, result
    assert project.run("task_status", "042", "--json").json()["state"] == "cancelled"


def test_logs_follow_to_the_end(project: Project) -> None:
    project.task(
        "043_log",
        "# Task 043: Log\n### Task 1: Count\n```sh\ntouch began\n"
        "for n in 1 2 3 4 5; do echo line $n; sleep 0.1; done\n```\n",
    )
    process = project.start("execute_task", "043", "--no-report")
    project.wait_for("began")

    followed = project.run("logs", "043", "1", "-f")

    process.communicate()
    assert [line for line in followed.stdout.splitlines() if line.startswith("line")] == [
        f"line {n}" for n in range(1, 6)
    ]
    assert project.run("logs", "043", "1").stdout == followed.stdout


def test_logs_of_what_is_not_there(project: Project) -> None:
    project.task("044_log", "# Task 044: Log\n### Task 1: It\n```sh\ntest -d /etc\n```\n")
    assert project.run("logs", "044", "1").exit == 2
    project.execute("044")
    assert project.run("logs", "044", "9").exit == 2


def test_what_a_step_prints_reaches_the_log_and_not_the_terminal_as_control(
    project: Project,
) -> None:
    project.task(
        "045_esc",
        "# Task 045: Esc\n### Task 1: It\n```sh\nprintf '\\033[2Jhidden\\n'; test -d /etc\n```\n",
    )
    project.execute("045")

    shown = project.run("logs", "045", "1")
    raw = project.run("logs", "045", "1", "--raw")

    assert "\x1b" not in shown.stdout
    assert "hidden" in shown.stdout
    assert "\x1b[2Jhidden" in raw.stdout


@pytest.mark.parametrize("more", [[], ["--json"]], ids=["lines", "json"])
def test_a_closed_pipe_loses_nothing(project: Project, more: list[str]) -> None:
    subtasks = "".join(f"### Task {n}: S{n}\n```sh\necho {n} >> ran\n```\n" for n in range(1, 9))
    project.task("046_pipe", f"# Task 046: Pipe\n{subtasks}")
    command = f"{' '.join(COMMAND)} execute_task 046 {' '.join(more)} | head -n 1"

    piped = subprocess.run(
        ["bash", "-c", command], cwd=project.root, env=project.environment(), capture_output=True,
        text=True, timeout=60, check=True,
    )  # fmt: skip

    assert len(piped.stdout.splitlines()) == 1
    assert "Traceback" not in piped.stderr
    assert len(project.lines("ran")) == 8
    assert project.run("task_status", "046", "--json").json()["complete"] is True
    assert (project.root / "docs/reports/046_final_summary.md").exists()


# Even for root: the rights that let it write everywhere are dropped first.
DROPPED = (
    "import ctypes, os, sys\n"
    "libc = ctypes.CDLL(None)\n"
    "for capability in (1, 2): libc.prctl(24, capability)\n"
    "os.execv(sys.argv[1], sys.argv[1:])\n"
)


@pytest.mark.skipif(sys.platform != "linux", reason="capabilities are Linux's")
def test_a_folder_that_cannot_be_written_is_told(project: Project) -> None:
    project.task("047_ro", "# Task 047: Ro\n### Task 1: It\n```sh\ntouch ran\n```\n")
    os.chmod(project.root, 0o555)
    wrapper = [sys.executable, "-c", DROPPED]

    try:
        run = partial(project.run, wrapper=wrapper)
        results = at_once(
            {
                "executed": partial(run, "execute_task", "047"),
                "converted": partial(run, "convert_task", "docs/tasks/047_ro.md"),
                "status": partial(run, "task_status"),
            }
        )
    finally:
        os.chmod(project.root, 0o755)

    for name in ("executed", "converted"):
        assert results[name].exit == 74, results[name]
        assert "cannot write" in results[name].stderr
        assert "next: " in results[name].stderr
    assert results["status"].exit == 0
    assert not (project.root / "ran").exists()


def test_a_report_that_cannot_be_written_is_told_after_a_run_that_is_recorded(
    project: Project,
) -> None:
    project.task("048_rep", "# Task 048: Rep\n### Task 1: It\n```sh\ntouch ran\n```\n")
    project.file("docs/reports", "a file, no folder")

    result = project.run("execute_task", "048")

    assert result.exit == 74, result
    assert project.run("task_status", "048", "--json").json()["state"] == "succeeded"


def test_a_missing_interpreter_is_told_before_anything_runs(project: Project) -> None:
    project.task(
        "049_pwsh",
        "# Task 049: Pwsh\n### Task 1: A\n```sh\ntouch ran\n```\n### Task 2: B\n"
        "```klingon\nqapla\n```\n```sh\ntest -d /etc\n```\n",
    )
    project.file("orchestrator.toml", '[languages]\nklingon = ["no-such-interpreter"]\n')

    result = project.execute("049")
    only = project.execute("049", "--only", "1")

    assert result.exit == 2
    assert "klingon (line 7)" in result.stderr, result
    assert only.exit == 0
    assert (project.root / "ran").exists()


def test_a_language_of_the_settings_runs(project: Project) -> None:
    project.file("orchestrator.toml", '[languages]\nawk = ["awk"]\n')
    project.task(
        "050_awk",
        '# Task 050: Awk\n### Task 1: A\n```awk\nBEGIN { print "x" > "made"; exit 0 }\n```\n',
    )

    assert project.execute("050").exit == 0
    assert project.lines("made") == ["x"]


def test_a_damaged_database_is_told(project: Project) -> None:
    project.task("051_db", "# Task 051: Db\n### Task 1: It\n```sh\ntest -d /etc\n```\n")
    project.execute("051")
    for path in (project.root / ".orchestrator").glob("state.db*"):
        path.write_bytes(b"this is no database" * 300)

    for result in (project.execute("051"), project.run("task_status", "051")):
        assert result.exit == 74, result
        assert "Traceback" not in result.stderr


def test_the_log_of_events_can_be_replayed_from_what_was_printed(project: Project) -> None:
    project.task("052_ev", "# Task 052: Ev\n### Task 1: It\n```sh\ntest -d /etc\n```\n")

    result = project.execute("052")

    events = result.events()
    assert [event["seq"] for event in events[:-1]] == list(range(1, len(events)))
    assert all(event["time"].endswith("Z") for event in events[:-1])
    summary = {key: value for key, value in events[-1].items() if key != "type"}
    status = project.run("task_status", "052", "--json").json()
    assert summary == status
    assert json.loads(json.dumps(status))["schema_version"] == 1


def test_watch_ends_with_the_run(project: Project) -> None:
    process = begun(project)
    watching = project.start("task_status", "041", "--watch", "--json")
    assert watching.stdout is not None
    first = json.loads(watching.stdout.readline())
    project.file("go", "")
    process.communicate()

    rest, _ = watching.communicate(timeout=20)

    assert first["state"] == "running"
    assert json.loads(rest.splitlines()[-1])["state"] == "succeeded"
    wait_until(lambda: watching.poll() is not None, "the watching to end")
