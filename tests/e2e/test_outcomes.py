"""The table of outcomes, row by row: status, verdict, dependants and the run's exit code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.e2e.project import Project, Result, at_once

OK = "```sh\ntest -d /etc\n```"
BAD = "```sh\nexit 1\n```"


@dataclass(frozen=True)
class Outcome:
    """The first subtask's body; what becomes of it, of one that depends on it, and of the run."""

    name: str
    body: str
    status: str
    verdict: str
    reason: str
    dependant: str
    exit: int
    complete: bool = False
    arguments: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.name


TABLE = [
    Outcome("proved", OK, "succeeded", "complete", "", "succeeded", 0, complete=True),
    Outcome(
        "unproved", "```sh\necho hi\n```", "succeeded", "incomplete", "nothing was proved",
        "succeeded", 3,
    ),
    Outcome(
        "criterion", f"{OK}\n**Success Criteria**:\n- it is nice", "succeeded", "incomplete",
        "it is nice", "succeeded", 3,
    ),
    Outcome(
        "no-output", f"**Outputs**: none/*.txt\n{OK}", "succeeded", "incomplete", "none/*.txt",
        "succeeded", 3,
    ),
    Outcome("failed", BAD, "failed", "incomplete", "exit code 1, expected 0", "blocked", 1),
    Outcome(
        "check-failed", f"{OK}\n**Verify**:\n- `test -d none`", "failed", "incomplete",
        "check_1: exit code 1", "blocked", 1,
    ),
    Outcome(
        "timed-out", "**Timeout**: 200ms\n```sh\nsleep 20\n```", "timed_out", "incomplete",
        "0.2 s", "blocked", 1,
    ),
    Outcome(
        "allowed", f"**Allow failure**: yes\n{BAD}", "failed", "incomplete", "failure allowed",
        "succeeded", 0,
    ),
    Outcome(
        "allowed-timeout", "**Allow failure**: yes | **Timeout**: 200ms\n```sh\nsleep 20\n```",
        "timed_out", "incomplete", "failure allowed", "succeeded", 0,
    ),
    Outcome(
        "condition", f"**If**: `test -d none`\n{OK}", "skipped", "incomplete", "", "succeeded", 0,
        complete=True,
    ),
    Outcome(
        "not-selected", OK, "skipped", "incomplete", "not selected", "succeeded", 0,
        arguments=("--skip", "1"),
    ),
    Outcome(
        "person", "- [ ] Think about it", "waiting", "incomplete", "waits for a person", "pending",
        3,
    ),
    Outcome(
        "approval", f"**Approval**: Really?\n{OK}", "waiting", "incomplete", "Really?", "pending",
        3,
    ),
    Outcome(
        "optional-step", "- [ ]* Perhaps\n- [ ] Surely\n  ```sh\n  test -d /etc\n  ```",
        "succeeded", "complete", "", "succeeded", 0, complete=True,
    ),
]  # fmt: skip


@pytest.fixture(scope="module")
def results(projects: Callable[[], Project]) -> dict[str, Result]:
    def run(row: Outcome) -> Callable[[], Result]:
        project = projects()
        project.task(
            "001_row",
            f"# Task 001: Row\n### Task 1: First\n{row.body}\n### Task 2: Next\n"
            f"**Depends on**: Task 1\n{OK}\n",
        )
        return lambda: project.execute("001", *row.arguments)

    return at_once({row.name: run(row) for row in TABLE})


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_the_table_of_outcomes(results: dict[str, Result], row: Outcome) -> None:
    result = results[row.name]
    rows = result.rows()
    first, second = rows["task_1"], rows["task_2"]

    assert (first["status"], first["verdict"]) == (row.status, row.verdict), result
    assert row.reason in "; ".join(first["reasons"]), first
    assert second["status"] == row.dependant
    assert result.exit == row.exit == result.summary()["exit_code"]
    assert result.summary()["complete"] is row.complete
