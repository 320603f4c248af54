"""What a person allowed runs, and nothing else: with real processes, files and permissions."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.project import COMMAND, Project, Result

TASK = """\
# Task 001: Ship it
### Task 1: Build
```bash
echo build >> out
```
**Verify**:
- `test -s out` -- expected: exit 0
### Task 2: Push
**Depends on**: Task 1
```bash
echo push >> out; test -e go
```
"""
FILE = "docs/tasks/001_ship it.md"
RUN = ("execute_task", "001", "--only-allowed", "--no-report")


class Trusting(Project):
    """A project beside the folder of what its user allowed."""

    def environment(self, more: Any = None) -> dict[str, str]:
        state = {"XDG_STATE_HOME": str(self.root.parent / "state")}
        return super().environment({**state, **(more or {})})

    def permissions(self) -> list[Path]:
        return sorted((self.root.parent / "state").glob("orchestrator/allowed/*"))


@pytest.fixture
def project(tmp_path: Path) -> Trusting:
    (tmp_path / "project").mkdir()
    made = Trusting(tmp_path / "project")
    made.task("001_ship it", TASK)
    return made


def next_step(result: Result) -> str:
    """The command that a refusal names."""
    assert result.exit == 2, result
    found = re.search(r"^next: .*(orchestrator allow .*)$", result.stderr, re.MULTILINE)
    assert found is not None, result
    return found[1]


def follow(project: Project, command: str, cwd: Path) -> None:
    """Do what a person does who copies the command into a shell."""
    words = command.replace("orchestrator", f"'{sys.executable}' -m orchestrator", 1)
    subprocess.run(["sh", "-c", words], cwd=cwd, env=project.environment(), check=True)


def test_from_new_to_allowed_to_changed_to_revoked(project: Trusting) -> None:
    before = project.files()
    new = project.run(*RUN)
    assert f"{FILE} is new: nobody has allowed it" in new.stderr
    assert next_step(new) == f"orchestrator allow '{FILE}'"
    assert project.files() == before, "nothing is written for what is refused"

    follow(project, next_step(new), project.root)
    assert project.run(*RUN).exit == 1  # for there is no `go`
    assert project.lines("out") == ["build", "push"]

    project.file(FILE, TASK + "\n")
    changed = project.run(*RUN)
    assert f"{FILE} has changed since it was allowed" in changed.stderr
    assert project.lines("out") == ["build", "push"]
    assert project.run("allow", "001").exit == 0
    project.file("go", "")
    assert project.run(*RUN).exit == 0

    revoked = project.run("allow", "--revoke", "001")
    assert (revoked.exit, revoked.stdout) == (0, f"allowed no more: {FILE}\n")
    assert "is new" in project.run(*RUN).stderr
    assert project.permissions() == []


def test_without_the_flag_nobody_is_asked(project: Trusting) -> None:
    project.file("go", "")
    assert project.run("execute_task", "001", "--no-report").exit == 0
    assert project.permissions() == []


def test_it_says_what_was_allowed(project: Trusting) -> None:
    done = project.run("allow", FILE)
    assert done.exit == 0
    first, second = done.stdout.splitlines()
    assert re.fullmatch(rf"allowed: {FILE} as it is now, sha256 [0-9a-f]{{64}}", first)
    see = f"orchestrator execute_task '{FILE}' --dry-run"
    assert second == f"2 subtasks, 3 commands; see them: {see}"
    assert project.lines("out") == []
    (file,) = project.permissions()
    assert [each.stat().st_mode & 0o777 for each in (file.parent, file)] == [0o700, 0o600]


def test_the_same_as_data(project: Trusting) -> None:
    done = project.run("allow", "001", "--order", "parallel", "--json").json()
    assert done["path"] == FILE
    assert (done["subtasks"], done["commands"], done["order"]) == (2, 3, "parallel")
    assert done["key"] == project.permissions()[0].name
    (row,) = project.run("allow", "--list", "--json").json()["allowed"]
    assert (row["key"], row["standing"], row["path"]) == (done["key"], "unchanged", FILE)
    refused = project.run(*RUN, "--json")
    assert refused.json()["allow"] == f"orchestrator allow '{FILE}'"
    revoked = project.run("allow", "--revoke", "001", "--json").json()["revoked"]
    assert [each["key"] for each in revoked] == [done["key"]]
    assert project.run("allow", "--list", "--json").json()["allowed"] == []


def test_the_list_says_whether_a_file_is_as_it_was(project: Trusting) -> None:
    assert "nothing is allowed" in project.run("allow", "--list").stdout
    project.task("002", TASK)
    project.task("003", TASK)
    for name in ("001", "002", "003"):
        assert project.run("allow", name).exit == 0
    project.task("002", TASK + "\n")
    (project.root / "docs/tasks/003.md").unlink()
    rows = project.run("allow", "--list").stdout.splitlines()[1:]
    assert [re.split(r"\s{2,}", row)[1] for row in rows] == ["unchanged", "changed", "gone"]
    # Wherever one stands.
    elsewhere = project.run("allow", "--list", "-C", str(project.root), cwd=project.root.parent)
    assert elsewhere.stdout.splitlines()[1:] == rows


def test_a_file_with_errors_is_not_allowed(project: Trusting) -> None:
    project.task("001_ship it", TASK.replace("Depends on**: Task 1", "Depends on**: Task 9"))
    result = project.run("allow", "001")
    assert result.exit == 2
    assert "error[" in result.stderr
    assert "nothing is allowed" in result.stderr
    data = project.run("allow", "001", "--json")
    assert data.exit == 2
    assert data.json()["findings"][0]["severity"] == "error"
    assert project.permissions() == []


def test_warnings_are_told(project: Trusting) -> None:
    project.task("001_ship it", TASK + "### Task 3: Say\n```bash\necho ok\n```\n")
    result = project.run("allow", "001")
    assert result.exit == 0
    assert "warning[" in result.stderr


@pytest.mark.long
@pytest.mark.parametrize(
    "more",
    [
        ("--resume",),
        ("--until-complete",),
        ("--revalidate",),
        ("--dry-run",),
        ("--only", "1"),
        ("--order", "parallel"),
    ],
)
def test_every_way_to_run_is_held_to_it(project: Trusting, more: tuple[str, ...]) -> None:
    plain = RUN if "--order" in more else ("execute_task", "001", "--no-report")
    project.run("allow", "001")
    assert project.run(*plain).exit == 1
    if "--order" not in more:
        project.run("allow", "--revoke", "001")
    lines = project.lines("out")
    status = project.run("task_status", "001", "--json").stdout
    refused = project.run(*RUN, *more)
    assert next_step(refused)
    assert project.lines("out") == lines
    assert project.run("task_status", "001", "--json").stdout == status
    follow(project, next_step(refused), project.root)
    project.file("go", "")
    assert project.run(*RUN, *more).exit in (0, 1, 3)


@pytest.mark.long
@pytest.mark.parametrize("place", ["", "docs", ".."])
def test_the_command_that_is_named_works_where_one_stands(project: Trusting, place: str) -> None:
    (project.root / ".git").mkdir()
    root = ("-C", str(project.root)) if place == ".." else ()
    cwd = project.root / place
    refused = project.run(*RUN, *root, cwd=cwd)
    follow(project, next_step(refused), cwd)
    project.file("go", "")
    assert project.run(*RUN, *root, cwd=cwd).exit == 0


@pytest.mark.long
def test_a_copy_elsewhere_is_not_allowed(project: Trusting, tmp_path: Path) -> None:
    project.run("allow", "001")
    project.file("go", "")
    shutil.copytree(project.root, tmp_path / "copy")
    copy = Trusting(tmp_path / "copy")
    assert next_step(copy.run(*RUN))
    assert project.run(*RUN).exit == 0
    # What lies in a checkout is no permission either.
    shutil.copytree(tmp_path / "state", copy.root / "state")
    brought = copy.run(*RUN, env={"XDG_STATE_HOME": str(copy.root / "state")})
    assert brought.exit == 2
    assert "lies in the project" in brought.stderr
    assert copy.lines("out") == []


SETTINGS = '[languages]\nother = ["sh", "-c"]\n[agents]\nlocal = ["sh", "agent.sh"]\n'
BY_SETTINGS = """\
# Task 001: By settings
### Task 1: One
```other
echo other >> out
```
### Task 2: Two
**Agent**: local
- [ ] 2.1 Write it
"""


@pytest.mark.long
@pytest.mark.parametrize(
    ("changed", "runs"),
    [
        (SETTINGS, True),
        ("jobs = 1\n" + SETTINGS, True),
        (SETTINGS + 'unused = ["sh"]\n', True),
        (SETTINGS.replace('"sh", "-c"', '"sh", "evil.sh"'), False),
        (SETTINGS.replace("agent.sh", "evil.sh"), False),
    ],
)
def test_the_settings_that_it_runs_by_are_part_of_it(
    project: Trusting, changed: str, runs: bool
) -> None:
    project.task("001_ship it", BY_SETTINGS)
    project.file("agent.sh", "cat > /dev/null; echo agent >> out\n")
    project.file("evil.sh", "echo evil >> out\n")
    project.file("orchestrator.toml", SETTINGS)
    assert project.run("allow", "001").exit == 0
    project.file("orchestrator.toml", changed)
    result = project.run(*RUN)
    if runs:
        assert project.lines("out") == ["other", "agent"], result
    else:
        assert "is as it was allowed" in result.stderr
        assert next_step(result)
        assert project.lines("out") == []


def test_who_does_the_prose_is_allowed_by_name(project: Trusting) -> None:
    project.task("001_ship it", "# Task 001: Prose\n### Task 1: One\n- [ ] 1.1 Write it\n")
    project.file("agent.sh", "cat > /dev/null; echo agent >> out\n")
    agent = ("--agent", "sh agent.sh")
    project.run("allow", "001")
    assert project.run(*RUN).exit == 3
    refused = project.run(*RUN, *agent)
    assert next_step(refused).endswith("--agent 'sh agent.sh'")
    follow(project, next_step(refused), project.root)
    project.run(*RUN, *agent)
    assert project.lines("out") == ["agent"]
    # A resume asks the same agent, so the same is to be allowed.
    project.run("allow", "--revoke", "001")
    assert next_step(project.run(*RUN, "--resume")).endswith("--agent 'sh agent.sh'")


SELF = """\
# Task 001: Edits itself
### Task 1: Edit
```bash
echo '' >> "{file}"; echo edit >> out
```
### Task 2: Wait
**Depends on**: Task 1
```bash
echo wait >> out; test -e go
```
"""


@pytest.mark.long
def test_a_resume_goes_on_with_the_plan_that_was_allowed(project: Trusting) -> None:
    project.task("001_ship it", SELF.format(file=FILE))
    project.run("allow", "001")
    assert project.run(*RUN).exit == 1
    # The file is as its run left it, so what was allowed still counts.
    project.file("go", "")
    resumed = project.run(*RUN, "--resume")
    assert resumed.exit == 0, resumed
    # A new run would be of the file as it is now.
    assert "has changed since" in project.run(*RUN).stderr


def test_a_resume_of_a_file_that_somebody_changed_is_refused(project: Trusting) -> None:
    project.run("allow", "001")
    assert project.run(*RUN).exit == 1
    project.file(FILE, TASK.replace("echo push", "echo evil"))
    refused = project.run(*RUN, "--resume")
    assert "has changed since" in refused.stderr
    assert project.lines("out") == ["build", "push"]
    follow(project, next_step(refused), project.root)
    project.file("go", "")
    assert project.run(*RUN, "--resume").exit == 0


@pytest.mark.long
def test_what_a_run_made_of_its_own_file_is_not_allowed_by_the_way(project: Trusting) -> None:
    project.task("001_ship it", SELF.format(file=FILE))
    assert project.run("execute_task", "001", "--no-report").exit == 1
    project.run("allow", "001")  # the file as it is now, which is not what the run goes on with
    refused = project.run(*RUN, "--resume")
    assert refused.exit == 2
    assert "start a new run" in refused.stderr
    assert project.lines("out") == ["edit", "wait"]


def test_a_converted_plan_that_was_edited_is_refused(project: Trusting) -> None:
    source = project.file("work/ship.md", TASK)
    project.run("convert_task", str(source))
    converted = next((project.root / ".orchestrator/plans").glob("*.json"))
    named = ("execute_task", converted.stem, "--only-allowed", "--no-report")
    # As long as it says what its file says, that file is what a person looks at.
    assert next_step(project.run(*named)) == "orchestrator allow work/ship.md"
    project.run("allow", converted.stem)
    assert project.run("allow", "--list", "--json").json()["allowed"][0]["path"] == "work/ship.md"
    project.file("go", "")
    assert project.run(*named).exit == 0
    plan = json.loads(converted.read_text())
    plan["subtasks"][0]["steps"][0]["action"]["script"] = "echo evil >> out\n"
    converted.write_text(json.dumps(plan))
    refused = project.run(*named)
    assert str(converted.relative_to(project.root)) in next_step(refused)
    assert "evil" not in project.lines("out")


@pytest.mark.long
@pytest.mark.parametrize(
    "call",
    [
        "CALL",
        "env -u ORCHESTRATOR_RUN CALL",
        "(unset ORCHESTRATOR_RUN; CALL); true",
        'exec env -i HOME="$HOME" PATH="$PATH" PYTHONPATH="$PYTHONPATH" '
        'XDG_STATE_HOME="$XDG_STATE_HOME" CALL',
    ],
)
def test_no_step_of_a_run_allows_anything(project: Trusting, call: str) -> None:
    command = f"'{COMMAND[0]}' -m orchestrator allow 001"
    step = call.replace("CALL", command)
    project.task("002_calls", f"# Task 002: Calls\n### Task 1: Call\n```bash\n{step}\n```\n")
    project.run("execute_task", "002", "--no-report")
    assert "started by a step of a run" in project.run("logs", "002", "1").stdout
    assert project.permissions() == []


@pytest.mark.long
@pytest.mark.parametrize("harm", ["folder", "file", "link"])
def test_a_permission_that_others_could_have_written_is_none(project: Trusting, harm: str) -> None:
    project.run("allow", "001")
    (file,) = project.permissions()
    if harm == "link":
        shutil.move(file, file.with_name("real"))
        file.symlink_to("real")
    else:
        (file if harm == "file" else file.parent).chmod(0o777)
    refused = project.run(*RUN)
    assert refused.exit == 2
    assert "nothing is allowed by it" in refused.stderr
    assert "next: " in refused.stderr
    assert project.lines("out") == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "TASK is missing"),
        (("--list", "001"), "--list lists all"),
        (("--list", "--revoke"), "--list lists all"),
        (("--revoke",), "TASK is missing"),
        (("--revoke", "001", "--order", "parallel"), "what is to be allowed"),
        (("--revoke", "001"), "is not allowed"),
        (("001", "--order", "sideways"), "no order"),
        (("009",), "there is no task 009"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    project: Trusting, arguments: tuple[str, ...], words: str
) -> None:
    result = project.run("allow", *arguments)
    assert result.exit == 2, result
    assert words in result.stderr
    assert project.permissions() == []


BACKLOG = """\
---
id: task-{number}
title: Do {number}
status: To Do
labels: []
---
## Description
What is for somebody.
"""


def test_a_folder_is_allowed_with_all_of_its_files(project: Trusting) -> None:
    for number in (1, 2):
        project.file(f"backlog/task-{number} - Do.md", BACKLOG.format(number=number))
    call = ("execute_task", "backlog", "--only-allowed", "--no-report")
    follow(project, next_step(project.run(*call)), project.root)
    assert project.run(*call).exit == 3  # it waits for somebody
    project.file("backlog/task-3 - Do.md", BACKLOG.format(number=3))
    assert "has changed since" in project.run(*call).stderr


def test_of_a_catalogue_all_is_allowed(project: Trusting) -> None:
    project.file("README.md", "# A project\n\n## Tasks\n\n### build\n\n```\necho x >> out\n```\n")
    done = project.run("allow", "README.md")
    assert done.stdout.splitlines()[1].endswith("orchestrator convert_task README.md --check")
    call = ("execute_task", "README.md", "--only", "build", "--only-allowed", "--no-report")
    project.run(*call)
    assert project.lines("out") == ["x"]
