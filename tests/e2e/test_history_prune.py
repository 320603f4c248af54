"""Throwing away what is old."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys

import pytest

from tests.e2e.project import Project, wait_until

pytestmark = pytest.mark.long

TASK = """# Task 072: Kept

### Task 1: Say
```sh
echo said; echo said > said.txt; test -s said.txt; test ! -e broken
```

### Task 2: Look
**Depends on**: Task 1

- [ ] Look at it
"""
SLOW = """# Task 073: Slow

### Task 1: Wait
```sh
touch began; while test ! -e go; do sleep 0.05; done
```
"""
OLD = {"task": "old", "status": "ok", "start": "2025-01-01T00:00:00Z"}


@pytest.fixture
def past(project: Project) -> Project:
    """A run that failed and one that waits for a person, and what another system ran."""
    project.task("072_kept", TASK)
    project.file("broken", "")
    assert project.run("execute_task", "072", "-q").exit == 1
    (project.root / "broken").unlink()
    assert project.run("execute_task", "072", "-q").exit == 3
    assert project.run("history", "import", "-", stdin=json.dumps(OLD)).exit == 0
    return project


def run_ids(project: Project) -> list[str]:
    return [row["run"] for row in project.run("task_status", "--json").json()["runs"]][::-1]


def folders(project: Project) -> set[str]:
    return set(os.listdir(project.root / ".orchestrator/runs"))


def test_old_runs_go_with_all_that_is_theirs(past: Project) -> None:
    old, latest = run_ids(past)
    proof = past.file("proof.txt", "seen")
    said = past.run("attest", "072", "2", "--step", "1", "--by", "Ada", "--evidence", str(proof),
                    "--run", old)  # fmt: skip
    assert said.exit == 0, said
    assert past.run("generate_report", "072", "--run", old).exit == 0
    before = past.files()
    would = past.run("history", "prune", "--keep", "1", "--dry-run", "--json").json()
    assert past.files() == before
    done = past.run("history", "prune", "--keep", "1", "--json").json()
    assert done["tasks"] == would["tasks"]
    assert [run["run"] for each in done["tasks"] for run in each["runs"]] == [old]
    assert done["files"] == would["files"]
    assert done["files"]["bytes"] > 4
    assert {**done["left"], "database_bytes": 0} == {**would["left"], "database_bytes": 0}
    assert (done["left"]["runs"], done["left"]["imported"]) == (1, 1)
    assert folders(past) == {latest}
    assert run_ids(past) == [latest]
    # What is left is whole: it goes on, and is proven.
    assert (
        past.run("attest", "072", "2", "--step", "1", "--by", "Ada", "--evidence", "seen").exit == 0
    )
    assert past.run("execute_task", "072", "--resume", "-q").exit == 0
    assert past.run("task_status", "072").exit == 0
    # Reports stay, and say what they say; there is nothing to make new ones of.
    assert any("docs/reports" in name for name in past.files())
    assert past.run("list_reports").exit == 0
    for words in (("generate_report", "072", "--run", old), ("history", "show", old)):
        gone = past.run(*words)
        assert gone.exit == 2
        assert f"there is no run {old}" in gone.stderr


def test_by_age_the_latest_run_stays_and_imported_attempts_go(past: Project) -> None:
    old, latest = run_ids(past)
    assert past.run("history", "prune", "--keep", "52w").exit == 0
    assert run_ids(past) == [old, latest]
    assert {row["origin"] for row in past.run("history", "list", "--json").json()["attempts"]} == {
        "recorded"
    }
    done = past.run("history", "prune", "--keep", "0d")
    assert "thrown away: 1 run\n" in done.stdout
    assert run_ids(past) == [latest]
    assert past.run("history", "prune", "--keep", "0d").stdout.startswith("thrown away: 0 runs\n")


@pytest.mark.parametrize(
    "words", [(), ("--keep", "3m"), ("--keep", "0"), ("--keep", "1", "--task", "x")]
)
def test_what_is_kept_has_to_be_said(words: tuple[str, ...], past: Project) -> None:
    before = past.files()
    assert past.run("history", "prune", *words).exit == 2
    assert past.files() == before


def test_of_one_task_alone(past: Project) -> None:
    past.task("074_other", TASK.replace("072: Kept", "074: Other"))
    for _ in range(2):
        past.run("execute_task", "074", "-q", "--no-report")
    done = past.run("history", "prune", "--keep", "1", "--task", "074")
    assert re.search(r"^074_other +1 +1 .* [-\d]+ [:\d]+Z \(\d+ (s|min) ago\)$", done.stdout, re.M)
    assert len(run_ids(past)) == 3


def test_a_task_that_is_being_run_is_left_alone(past: Project) -> None:
    past.task("073_slow", SLOW)
    (past.root / "go").touch()
    assert past.run("execute_task", "073", "-q", "--no-report").exit == 0
    (past.root / "go").unlink()
    (past.root / "began").unlink()
    running = past.start("execute_task", "073", "-q", "--no-report")
    past.wait_for("began")
    before = len(run_ids(past))
    would = past.run("history", "prune", "--keep", "1", "--dry-run")
    done = past.run("history", "prune", "--keep", "1")
    for each in (would, done):
        assert "note: 073_slow is being run; its old runs stay for now" in each.stderr
    assert len(run_ids(past)) == before - 1
    (past.root / "go").touch()
    running.communicate()
    assert past.run("history", "prune", "--keep", "1").exit == 0
    assert len(run_ids(past)) == before - 2 == len(folders(past))


def test_the_file_gets_smaller_when_nothing_runs(past: Project) -> None:
    lines = "".join(json.dumps({**OLD, "run": number}) + "\n" for number in range(8000))
    past.run("history", "import", "-", stdin=lines)
    past.task("073_slow", SLOW)
    running = past.start("execute_task", "073", "-q", "--no-report")
    past.wait_for("began")
    done = past.run("history", "prune", "--keep", "0d")
    assert "thrown away: 1 run, 8001 imported attempts" in done.stdout
    assert "a task is being run, so the database's file stays as large as it is" in done.stderr
    (past.root / "go").touch()
    running.communicate()
    assert running.returncode == 0
    database = past.root / ".orchestrator/state.db"
    before = database.stat().st_size
    assert past.run("history", "prune", "--keep", "0d").stderr == ""
    assert database.stat().st_size < before / 4
    assert [row["task"] for row in past.run("task_status", "--json").json()["runs"]] == [
        "073_slow", "072_kept",
    ]  # fmt: skip


def test_a_kill_leaves_nothing_that_the_next_prune_does_not_take(past: Project) -> None:
    old, latest = run_ids(past)
    # As many files as take longer to remove than it takes to see that the first one is gone.
    folder = past.root / ".orchestrator/runs" / old
    for number in range(30_000):
        (folder / f"{number}.log").touch()
    process = past.start("history", "prune", "--keep", "1")
    wait_until(lambda: len(os.listdir(folder)) < 30_000, "a log to be removed")
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert folders(past) == {old, latest}
    assert run_ids(past) == [latest]
    assert past.run("task_status", "072", "--json").json()["run"] == latest
    # A folder that is in no record for another reason is not theirs to take.
    shutil.copytree(past.root / ".orchestrator/runs" / latest, folder.with_name("lost"))
    would = past.run("history", "prune", "--keep", "100", "--dry-run")
    assert "1 folder that an earlier prune had left" in would.stdout
    assert past.run("history", "prune", "--keep", "100").exit == 0
    assert folders(past) == {latest, "lost"}
    assert not (past.root / ".orchestrator/pruned").exists()


@pytest.mark.parametrize("more", [(), ("--dry-run",)], ids=["", "dry run"])
def test_where_nothing_was_recorded_nothing_goes(more: tuple[str, ...], project: Project) -> None:
    done = project.run("history", "prune", "--keep", "30d", *more)
    assert (done.exit, done.stderr) == (0, "")
    assert "0 runs" in done.stdout
    assert project.files() == {}


def test_what_was_left_goes_also_without_a_database(past: Project) -> None:
    old, latest = run_ids(past)
    (past.root / ".orchestrator/pruned").write_text(f"{old}\n")
    for path in (past.root / ".orchestrator").glob("state.db*"):
        path.unlink()
    done = past.run("history", "prune", "--keep", "1")
    assert "1 folder that an earlier prune had left" in done.stdout
    assert folders(past) == {latest}
    assert not (past.root / ".orchestrator/pruned").exists()


def test_two_prunes_do_not_meet(past: Project) -> None:
    code = (
        "import fcntl, os, sys; fcntl.flock(os.open('.orchestrator', 0), fcntl.LOCK_EX);"
        " print(flush=True); sys.stdin.read()"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", code], cwd=past.root, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert other.stdout is not None
    other.stdout.readline()
    try:
        assert past.run("history", "prune", "--keep", "1").exit == 75
        assert len(run_ids(past)) == 2
    finally:
        other.communicate()
