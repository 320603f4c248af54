"""Taking in what others ran, and handing on what is known."""

from __future__ import annotations

import csv
import io
import json
import shutil
import signal
import sqlite3
import subprocess
from typing import Any

import pytest

from tests.e2e.project import COMMAND, Project

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
HOME = "/".join(("", "home", "ada", "x"))
RESULTS = {
    "results": [
        {"id": "old_a", "status": "✅", "start_time": "2025-01-01T00:00:00Z", "duration": 2},
        {
            "id": "old_b",
            "started_at": "2025-01-01T00:01:00",
            "steps": [
                {"name": "build", "status": "passed", "duration_ms": 1500},
                {"name": "test", "status": "failure", "error": "KeyError: 'colour'"},
            ],
        },
    ]
}


def imported(project: Project) -> list[dict[str, Any]]:
    rows = project.run("history", "list", "--limit", "0", "--json").json()["attempts"]
    return [row for row in rows if row["origin"] == "imported"]


def records(number: int, first: int = 0) -> str:
    """So many lines of results, each another."""
    return "".join(
        json.dumps({"task": f"t{at % 7}", "run": at, "status": "ok", "start": 1_700_000_000 + at})
        + "\n"
        for at in range(first, first + number)
    )


def table(project: Project, name: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(project.root / ".orchestrator/state.db") as connection:
        return connection.execute(f"select * from {name} order by 1").fetchall()


def count(project: Project) -> int:
    """How many attempts are imported; none while there is no database, or one that is made."""
    try:
        return len(table(project, "imported"))
    except sqlite3.Error:
        return 0


def test_results_are_taken_in_once(project: Project) -> None:
    project.file("results.json", json.dumps(RESULTS))
    would = project.run("history", "import", "results.json", "--dry-run")
    assert (would.exit, would.stdout) == (0, "would be added 3, known 0, refused 0\n")
    assert not (project.root / ".orchestrator").exists()
    done = project.run("history", "import", "results.json")
    assert (done.exit, done.stdout) == (0, "added 3, known 0, refused 0\n")
    assert "2 records have times without a zone, taken for UTC" in done.stderr
    again = {"note": 1, **json.loads(json.dumps(RESULTS))}
    again["results"][0] = dict(reversed(again["results"][0].items()))
    project.file("in/again.json", json.dumps(again, indent=3))
    done = project.run("history", "import", "results.json", "in")
    assert (done.exit, done.stdout) == (0, "added 0, known 6, refused 0\n")
    rows = [(row["task"], row["subtask"], row["status"]) for row in imported(project)]
    assert sorted(rows) == [
        ("old_a", "", "succeeded"), ("old_b", "build", "succeeded"), ("old_b", "test", "failed"),
    ]  # fmt: skip
    (cause,) = project.run("history", "errors", "--json").json()["errors"]
    assert (cause["type"], cause["message"]) == ("KeyError", "'colour'")


def test_what_was_taken_in_proves_nothing(project: Project) -> None:
    project.task("072_kept", TASK)
    line = {"task": "072_kept", "subtask": "task_1", "status": "ok", "start": 1_700_000_000}
    project.run("history", "import", "-", stdin=json.dumps(line))
    assert len(imported(project)) == 1
    assert project.run("task_status", "072").exit == 2
    assert project.run("generate_report", "072").exit == 2
    assert project.run("list_reports", "--json").json()["reports"] == []
    assert table(project, "runs") == table(project, "attempts") == []


def test_bad_records_are_told_and_the_others_taken_in(project: Project) -> None:
    project.file("a.ndjson", records(2) + '{"task": "x"}\n{"broken\n' + records(2, 2))
    project.file("b.json", '{"tasks": [{"id": "y", "status": "mauve", "start": 1700000000}]}')
    done = project.run("history", "import", "a.ndjson", "b.json")
    assert (done.exit, done.stdout) == (1, "added 4, known 0, refused 3\n")
    told = done.stderr.splitlines()
    assert told[0] == "a.ndjson:3: it has no status"
    assert told[1].startswith("a.ndjson:4: it is no JSON")
    assert told[2].startswith("b.json:1 tasks[0]: the status 'mauve' is not known")
    done = project.run("history", "import", "b.json", "--status-map", "mauve=failed", "--json")
    assert done.json()["added"] == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("gone.json",), "there is no file gone.json"),
        (("notes.json",), "no record could be read"),
        (("notes.json", "--map", "colour=x"), "is not FIELD=PLACE"),
        (("notes.json", "--status-map", "x=done"), "is not THEIRS=OURS"),
        ((), "PATH is missing"),
    ],
)
def test_where_nothing_can_be_read_nothing_is_made(
    words: tuple[str, ...], told: str, project: Project
) -> None:
    project.file("notes.json", "# Notes")
    done = project.run("history", "import", *words)
    assert done.exit == 2
    assert told in done.stderr
    assert not (project.root / ".orchestrator").exists()


def test_fields_are_found_where_they_are_said_to_be(project: Project) -> None:
    lines = '{"job": {"label": "a"}, "colour": "GREEN", "at": {"t": 1700000000}}\n'
    done = project.run(
        "history", "import", "-", "--map", "task=job.label", "--map", "status=colour",
        "--map", "started_at=at.t", "--status-map", "GREEN=succeeded", stdin=lines,
    )  # fmt: skip
    assert done.exit == 0, done
    assert [(row["task"], row["status"]) for row in imported(project)] == [("a", "succeeded")]


def test_a_kill_loses_nothing_that_was_told_and_the_rest_comes_with_a_repeat(
    project: Project,
) -> None:
    # The rest is held back until it is killed.
    process = subprocess.Popen(
        [*COMMAND, "history", "import", "-"],
        stdin=subprocess.PIPE, stderr=subprocess.PIPE, cwd=project.root,
        env=project.environment(), text=True,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stderr is not None
    process.stdin.write(records(23_000))
    process.stdin.flush()
    assert process.stderr.readline() == "20000 records are kept …\n"
    process.send_signal(signal.SIGKILL)
    process.communicate()
    kept = count(project)
    assert 20_000 <= kept < 23_000
    done = project.run("history", "import", "-", stdin=records(24_000))
    assert done.stdout == f"added {24_000 - kept}, known {kept}, refused 0\n"
    assert count(project) == 24_000


@pytest.fixture
def past(project: Project) -> Project:
    """A run that failed and one that waits for a person, and what another system ran."""
    project.task("072_kept", TASK)
    project.file("broken", "")
    assert project.run("execute_task", "072", "-q").exit == 1
    (project.root / "broken").unlink()
    assert project.run("execute_task", "072", "-q").exit == 3
    project.run("history", "import", "-", stdin=json.dumps(RESULTS))
    return project


def test_an_export_can_be_imported_elsewhere(
    past: Project, tmp_path_factory: pytest.TempPathFactory
) -> None:
    done = past.run("history", "export")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["started_at"] for row in rows] == sorted(row["started_at"] for row in rows)
    assert {row["origin"] for row in rows} == {"recorded", "imported"}
    elsewhere = Project(tmp_path_factory.mktemp("elsewhere"))
    taken = elsewhere.run("history", "import", "-", stdin=done.stdout)
    assert taken.exit == 0, taken
    same = ("task", "subtask", "attempt", "status", "started_at", "ended_at", "duration_ms",
            "error_hash", "error_message", "exit_code", "run", "trace_id", "queue", "reason",
            "idempotency_key")  # fmt: skip
    there = elsewhere.run("history", "export").stdout.splitlines()
    assert [[json.loads(line)[name] for name in same] for line in there] == [
        [row[name] for name in same] for row in rows
    ]
    # It says which attempts it has, so that none comes back to where it was made.
    back = past.run("history", "import", "-", stdin="\n".join(there))
    assert back.stdout == f"added 0, known {len(rows)}, refused 0\n"


def test_an_export_can_be_asked_as_a_list_can(past: Project) -> None:
    def asked(*words: str) -> list[Any]:
        done = past.run("history", "export", *words)
        assert done.exit == 0, done
        return [json.loads(line) for line in done.stdout.splitlines()]

    assert {row["task"] for row in asked("--task", "072_kept")} == {"072_kept"}
    assert {row["status"] for row in asked("--status", "failed")} == {"failed"}
    assert {row["task"] for row in asked("--until", "2026-01-01")} == {"old_a", "old_b"}
    assert asked("--limit", "2") == asked()[-2:]
    assert past.run("history", "export", "--status", "mauve").exit == 2
    assert past.run("history", "export", "--format", "xml").exit == 2


def test_neither_secrets_nor_people_come_in_or_go_out(project: Project) -> None:
    told = {"ghp_" + "x7Kd" * 9: "***", "ada@example.org": "[email]", HOME: "~/x"}
    lines = [
        {name: f"see {text}", "status": "failed", "start": 1_700_000_000 + at, "task": f"t{at}"}
        | ({"task": f"see {text}"} if name == "task" else {})
        for at, (name, text) in enumerate(
            (name, text)
            for name in ("task", "step", "queue", "reason", "error", "error_type", "run")
            for text in told
        )
    ]
    project.file("r.ndjson", "\n".join(map(json.dumps, lines)))
    assert project.run("history", "import", "r.ndjson").exit == 0
    printed = project.run("history", "export").stdout
    kept = b"".join(data for name, data in project.files().items() if ".orchestrator" in name)
    for text, mask in told.items():
        assert text not in printed
        assert text.encode() not in kept
        assert printed.count(f"see {mask}") >= 7


def test_csv_is_safe_to_open(project: Project) -> None:
    said = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", 'a "b", c', "two\nlines", "plain", "＝1", "＠x"]
    lines = [
        {"task": f"t{at}", "status": "ok", "start": 1_700_000_000 + at, "reason": f"x{text}"[1:]}
        for at, text in enumerate(said)
    ]
    lines[0]["exit_code"] = -1
    project.file("r.ndjson", "\n".join(map(json.dumps, lines)))
    assert project.run("history", "import", "r.ndjson").exit == 0
    target = project.root / "out.csv"
    done = project.run("history", "export", "--format", "csv", "-o", str(target))
    assert (done.exit, done.stdout) == (0, "")
    assert f"10 attempts are in {target}" in done.stderr
    data = target.read_bytes().decode()
    assert data.count("\r\n") == 11
    rows = list(csv.DictReader(io.StringIO(data, newline="")))
    assert [row["reason"] for row in rows] == [
        "'=1+1", "'+1", "'-1", "'@SUM(A1)", "x", 'a "b", c', "two\nlines", "plain", "'＝1", "'＠x",
    ]  # fmt: skip
    assert rows[0]["exit_code"] == "-1"
    assert rows[0]["validates"] == "false"
    assert rows[1]["exit_code"] == ""


def test_a_reader_that_goes_away_ends_an_export_quietly(project: Project) -> None:
    project.run("history", "import", "-", stdin=records(5000))
    command = " ".join((*COMMAND, "history", "export"))
    done = subprocess.run(
        f"{command} | head -n 1; echo ${{PIPESTATUS[0]}}",
        shell=True, executable=shutil.which("bash"), cwd=project.root,
        env=project.environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout.splitlines()[1:] == ["0"]
    assert done.stderr == ""
