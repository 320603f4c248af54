"""Keys of a subtask at work: time, retries, conditions, inputs, outputs, locks, approvals."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.e2e.case import Case, check_case, fails, run_cases, task_of
from tests.e2e.project import Project, Result, processes_with

OK = "```sh\ntest -d /etc\n```\n"


def one(body: str, keys: str = "") -> str:
    return f"# Task 001: One\n### Task 1: It\n{keys}\n{body}\n"


COUNT = "```sh\necho try >> tries.txt\n{}\n```\n"


@dataclass(frozen=True)
class Retried:
    """Keys, what the command ends with each time, and how often it must have run."""

    keys: str
    exit_code: int
    tries: int


RETRIED = {
    "two": Retried("**Retries**: 2 | **Retry delay**: 50ms", 1, 3),
    "on 75": Retried("**Retries**: 3 | **Retry delay**: 10ms | **Retry on**: 75", 75, 4),
    "not on 74": Retried("**Retries**: 3 | **Retry delay**: 10ms | **Retry on**: 75", 74, 1),
    "none": Retried("**Retries**: 0", 1, 1),
    "unsaid": Retried("**Depends on**: None", 1, 1),
    "total": Retried("**Retries**: 50 | **Retry delay**: 300ms | **Total timeout**: 500ms", 1, 2),
}


@pytest.fixture(scope="module")
def retried(shared: Project) -> Result:
    cases = [
        fails(name, f"{each.keys}\n```sh\nexit {each.exit_code}\n```")
        for name, each in RETRIED.items()
    ]
    return run_cases(shared, cases)


@pytest.mark.parametrize("name", RETRIED)
def test_retries(retried: Result, name: str) -> None:
    row = next(row for row in retried.summary()["subtasks"] if row["title"] == name)
    started = [each for each in retried.of_type("subtask_started") if each["subtask"] == row["id"]]

    assert row["status"] == "failed"
    assert row["attempts"] == len(started) == RETRIED[name].tries


def test_backoff_grows_to_its_cap(project: Project) -> None:
    keys = "**Retries**: 4 | **Retry delay**: 20ms | **Retry backoff**: 2x up to 60ms"
    project.task("001_one", one(COUNT.format("exit 1"), keys))

    retried = project.execute("001").of_type("subtask_retried")

    assert [event["delay_s"] for event in retried] == [0.02, 0.04, 0.06, 0.06]


def test_a_flag_says_retries_and_timeout_anew(project: Project) -> None:
    script = 'if [ "$ORCHESTRATOR_ATTEMPT" = 1 ]; then sleep 20; fi'
    project.task("001_one", one(COUNT.format(script), "**Timeout**: 1h"))

    result = project.execute("001", "--retries", "1", "--timeout", "200ms")

    assert result.exit == 0, result
    assert len(project.lines("tries.txt")) == 2


def test_a_timeout_ends_the_whole_tree_of_processes(project: Project) -> None:
    tree = "sh -c 'trap \"\" TERM; echo $$ > deep; while :; do sleep 0.1; done' & wait"
    project.file("orchestrator.toml", "grace_s = 0.2\n")
    project.task("001_one", one(f"```sh\n{tree}\n```\n", "**Timeout**: 300ms"))

    result = project.execute("001")

    assert result.statuses() == {"task_1": "timed_out"}, result
    assert processes_with(f"ORCHESTRATOR_RUN={result.summary()['run']}") == []
    assert project.read("deep")


CONDITIONS = [
    Case("true", f"**If**: `test -e flag`\n{OK}"),
    Case("false", f"**If**: `test -e none`\n{OK}", "skipped", "incomplete"),
    Case("only if", f"**Only if**: `test -e none`\n{OK}", "skipped", "incomplete"),
    Case("prose", f"**When**: after lunch\n{OK}"),
    Case("no such command", f"**If**: `no-such-command`\n{OK}", "skipped", "incomplete"),
    Case("no such tool", f"**If**: `command -v no-such-tool`\n{OK}", "skipped", "incomplete"),
]


def test_conditions(project: Project) -> None:
    project.file("flag", "")

    result = run_cases(project, CONDITIONS)

    for case in CONDITIONS:
        check_case(result, case)


def test_changed_inputs_run_again_on_resume_with_all_after_them(project: Project) -> None:
    project.file("src/a.txt", "1")
    project.task(
        "001_in",
        "# Task 001: In\n### Task 1: Read\n**Inputs**: src/*.txt\n```sh\ncat src/*.txt > all\n"
        "echo read >> ran\n```\n### Task 2: After\n**Depends on**: Task 1\n```sh\ncat all\n"
        "echo after >> ran\n```\n### Task 3: Apart\n**Depends on**: None\n```sh\n"
        "echo apart >> ran\n```\n",
    )
    project.execute("001")
    project.execute("001", "--resume")
    assert sorted(project.lines("ran")) == ["after", "apart", "read"]
    project.file("src/b.txt", "2")

    result = project.execute("001", "--resume")

    assert sorted(project.lines("ran")) == ["after", "after", "apart", "read", "read"], result
    assert project.read("all") == "12"


def test_an_edited_definition_runs_again_with_all_after_it(project: Project) -> None:
    text = (
        "# Task 001: Edit\n### Task 1: A\n```sh\necho a >> ran\n```\n### Task 2: B\n"
        "**Depends on**: Task 1\n```sh\necho b >> ran\n```\n### Task 3: C\n**Depends on**: Task 2\n"
        "```sh\necho c >> ran\n```\n"
    )
    project.task("001_edit", text)
    project.execute("001")
    project.task("001_edit", text.replace("echo b", "echo B"))

    project.execute("001", "--resume")

    assert project.lines("ran") == ["a", "b", "c", "B", "c"]


def test_outputs_are_recorded_with_size_and_digest(project: Project) -> None:
    project.task(
        "001_one", one("```sh\nmkdir d && printf abc > d/x.bin\n```\n", "**Outputs**: d/*")
    )

    done = project.execute("001").of_type("subtask_succeeded")[0]

    (artifact,) = done["artifacts"]
    assert (artifact["path"], artifact["size"]) == ("d/x.bin", 3)
    assert artifact["sha256"].startswith("ba7816bf")


def test_two_that_hold_one_lock_never_run_at_once(project: Project) -> None:
    script = "```sh\nmkdir held\nsleep 0.1\nrmdir held\n```\n"
    tasks = "".join(f"### Task {n}: L{n}\n**Locks**: db\n{script}" for n in range(1, 5))
    project.task("001_locks", f"---\norder: parallel\n---\n# Task 001: Locks\n{tasks}")

    result = project.execute("001", "-j", "4")

    assert result.exit == 0, result


def test_more_of_a_resource_than_there_is_is_refused_or_serial(project: Project) -> None:
    script = "```sh\nmkdir held\nsleep 0.1\nrmdir held\n```\n"
    tasks = "".join(f"### Task {n}: R{n}\n**Resources**: cpu 512\n{script}" for n in (1, 2))
    project.task("001_much", f"---\norder: parallel\n---\n# Task 001: Much\n{tasks}")

    result = project.execute("001", "-j", "4")

    assert result.exit == 0, result


def test_jobs_are_never_more_than_asked_for(project: Project) -> None:
    script = "```sh\nmkdir held\nsleep 0.05\nrmdir held\n```\n"
    tasks = "".join(f"### Task {n}: J{n}\n{script}" for n in range(1, 4))
    project.task("001_jobs", f"---\norder: parallel\n---\n# Task 001: Jobs\n{tasks}")

    assert project.execute("001", "-j", "1").exit == 0


def test_priority_rules_who_goes_first(project: Project) -> None:
    levels = ["LOW", "MEDIUM", "P1", "CRITICAL"]
    tasks = "".join(
        f"### Task {n}: P{n}\n**Priority**: {level}\n```sh\necho {level} >> ran\n```\n"
        for n, level in enumerate(levels, start=1)
    )
    project.task("001_prio", f"---\norder: parallel\n---\n# Task 001: Prio\n{tasks}")

    project.execute("001", "-j", "1")

    assert project.lines("ran") == ["CRITICAL", "P1", "MEDIUM", "LOW"]


def test_an_approval_holds_back_everything_of_its_subtask(project: Project) -> None:
    project.task("001_one", one("```sh\ntouch ran\n```\n", "**Approval**: Publish 1.0?"))

    result = project.run("execute_task", "001")

    assert result.exit == 3
    assert "Publish 1.0?" in result.stdout
    assert not (project.root / "ran").exists()


METADATA = {
    "**Environment**: production": {"Environment": "production"},
    "**Complexity**: LOW | **Owner**: @me": {"Complexity": "LOW", "Owner": "@me"},
    "- Team: red": {"Team": "red"},
    "_Effort: 2 days_": {"Effort": "2 days"},
    "| Key | Value |\n|---|---|\n| Team | blue |": {"Team": "blue"},
    "**When**: after lunch": {"When": "after lunch"},
    "**Dependencies**: numpy, the internet": {"Dependencies": "numpy, the internet"},
    "**Agent**: Claude Haiku 4.5": {"Agent": "Claude Haiku 4.5"},
}


def test_what_is_no_known_key_is_kept(project: Project) -> None:
    project.task("001_cases", task_of([Case(f"C{n}", f"{keys}\n\n{OK}")
                                       for n, keys in enumerate(METADATA)]))  # fmt: skip

    result = project.run("convert_task", "docs/tasks/001_cases.md", "--json")

    assert result.exit == 0, result
    for subtask, expected in zip(result.json()["subtasks"], METADATA.values(), strict=True):
        kept = subtask["metadata"]
        assert {key: kept.get(key) for key in expected} == expected
