"""Many small subtasks in one task file and one run, each with what must become of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tests.e2e.project import Project, Result


@dataclass(frozen=True)
class Case:
    """A subtask by its title; `reasons` are pieces that its reasons hold, in one of them each."""

    title: str
    body: str
    status: str = "succeeded"
    verdict: str = "complete"
    reasons: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.title.replace(" ", "-")


def fails(title: str, body: str, *reasons: str) -> Case:
    """A case that must fail."""
    return Case(title, body, status="failed", verdict="incomplete", reasons=reasons)


def task_of(cases: Sequence[Case], head: str = "order: parallel") -> str:
    """A task file whose n-th subtask is the n-th case."""
    subtasks = (
        f"### Task {number}: {case.title}\n{case.body.strip(chr(10))}\n"
        for number, case in enumerate(cases, start=1)
    )
    return f"---\n{head}\n---\n# Task 001: Cases\n\n" + "\n".join(subtasks)


def run_cases(project: Project, cases: Sequence[Case], *arguments: str, **more: Any) -> Result:
    """Run all cases at once."""
    project.task("001_cases", task_of(cases))
    return project.execute("001", "-j", "4", *arguments, **more)


def check_case(result: Result, case: Case) -> None:
    """Hold what became of a case against what must."""
    row = next(row for row in result.summary()["subtasks"] if row["title"] == case.title)
    found = (row["status"], row["verdict"])
    assert found == (case.status, case.verdict), row
    for piece in case.reasons:
        assert any(piece in reason for reason in row["reasons"]), row["reasons"]
    if case.verdict == "complete":
        assert row["reasons"] == []
