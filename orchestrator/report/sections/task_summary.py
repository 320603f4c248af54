"""Task Summary: what the subtask is, what it depended on and how far each step came."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from orchestrator.plan.model import Subtask
from orchestrator.plan.places import file_of
from orchestrator.report.material import Material
from orchestrator.report.tries import time_of_attempts, tries_in_words
from orchestrator.run.summary import StepSummary, SubtaskSummary
from orchestrator.verify.model import Answer


class DependencyRow(Struct, frozen=True, kw_only=True):
    """A subtask that this one comes after, with the reason of the edge and its own state."""

    id: str
    title: str
    why: str
    line: int | None
    status: str
    verdict: str


class TaskSummary(Struct, frozen=True, kw_only=True):
    """The subtask at a glance. `source` is `path:line`; `duration_ms` is that of all its
    attempts, without its validations. `answers` are what was said to the question of its
    approval, oldest first; `answer` is the last of them, which counts."""

    source: str
    status: str
    priority: str
    declared_status: str | None
    attempts: int
    validations: int
    started_at: str | None
    ended_at: str | None
    duration_ms: int
    waits_for: str | None
    approval: str | None
    answer: Answer | None
    answers: tuple[Answer, ...]
    agent: str | None
    description: str
    depends_on: tuple[DependencyRow, ...]
    steps: tuple[StepSummary, ...]

    @property
    def tries(self) -> str:
        """How often it was tried, in words."""
        return tries_in_words(self.attempts, self.validations)


def task_summary(material: Material) -> TaskSummary:
    """The section's content."""
    subtask, row = material.subtask, material.row
    return TaskSummary(
        source=f"{file_of(material.plan, subtask)}:{subtask.line}",
        status=row.status,
        priority=subtask.priority.value,
        declared_status=subtask.declared_status,
        attempts=row.attempts,
        validations=row.validations,
        started_at=row.started_at,
        ended_at=row.ended_at,
        duration_ms=time_of_attempts(material.attempts),
        waits_for=row.waits_for,
        approval=subtask.approval,
        answer=material.state.answer,
        answers=material.state.answers,
        agent=subtask.agent,
        description=subtask.description,
        depends_on=dependencies(subtask, material.rows),
        steps=row.steps,
    )


def dependencies(subtask: Subtask, rows: Mapping[str, SubtaskSummary]) -> tuple[DependencyRow, ...]:
    """What the subtask comes after, as it stands now; `rows` are the summary's, by id."""
    return tuple(
        DependencyRow(
            id=edge.id,
            title=rows[edge.id].title,
            why=edge.why.value,
            line=edge.line,
            status=rows[edge.id].status,
            verdict=rows[edge.id].verdict,
        )
        for edge in subtask.depends_on
        if edge.id in rows
    )
