"""The completion matrix: every subtask and its steps, COMPLETE or INCOMPLETE with reasons.

The words come from the summary's verdicts alone. `as_table` is the one place that writes the
matrix as Markdown; the final summary and the GitHub step summary share it. Steps have rows of
their own where they tell more than their subtask does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from orchestrator.report.attempts import Attempt
from orchestrator.report.escape import Markdown, cell, code, linked
from orchestrator.report.excerpt import brief, narrowed
from orchestrator.report.times import in_words
from orchestrator.report.tries import time_of_attempts, tries_in_words
from orchestrator.report.verdicts import verdict_words
from orchestrator.run.summary import COMPLETE, RunSummary, StepSummary

_HEAD = (
    "| Subtask | Step | Title | Verdict | Status | Attempts | Duration | Reasons |",
    "|---|---|---|---|---|---:|---:|---|",
)


class MatrixRow(Struct, frozen=True, kw_only=True):
    """A subtask with its steps; `verdict` is complete or incomplete. `duration_ms` is that of
    all its attempts, without its validations."""

    id: str
    title: str
    verdict: str
    counted: bool
    status: str
    reasons: tuple[str, ...]
    attempts: int
    validations: int
    duration_ms: int
    steps: tuple[StepSummary, ...]

    @property
    def is_unproved(self) -> bool:
        """Whether it succeeded and counts, and a proof is missing."""
        return self.status == "succeeded" and self.verdict != COMPLETE and self.counted

    @property
    def tries(self) -> str:
        """How often it was tried, in words."""
        return tries_in_words(self.attempts, self.validations)


def matrix(
    summary: RunSummary, attempts: Mapping[str, Sequence[Attempt]] | None = None
) -> tuple[MatrixRow, ...]:
    """The rows in document order. `attempts` are those of each subtask by its id; without them
    a duration is what the state of the run says, which includes validations."""
    tried = attempts or {}
    return tuple(
        MatrixRow(
            id=row.id,
            title=row.title,
            verdict=row.verdict,
            counted=row.counted,
            status=row.status,
            reasons=row.reasons,
            attempts=row.attempts,
            validations=row.validations,
            duration_ms=time_of_attempts(tried[row.id]) if row.id in tried else row.duration_ms,
            steps=row.steps,
        )
        for row in summary.subtasks
    )


def as_table(rows: Sequence[MatrixRow], files: Mapping[str, str] | None = None) -> Markdown:
    """The matrix as a Markdown table; a long reason is shortened to a line. `files` are the
    reports that the ids lead to, relative to the document."""
    lines = [*_HEAD]
    for row in rows:
        lines.append(_subtask_line(row, files or {}))
        lines += [_step_line(step) for step in row.steps if _has_steps_to_tell(row)]
    return Markdown("\n".join(lines))


def _has_steps_to_tell(row: MatrixRow) -> bool:
    """Whether some of its steps stand otherwise than the subtask."""
    begun = any(step.status != "pending" for step in row.steps)
    return row.verdict != COMPLETE and begun


def _steps(row: MatrixRow) -> str:
    """How many steps a complete subtask has done, which have no rows."""
    if row.verdict != COMPLETE or not row.steps:
        return ""
    return f"{sum(step.verdict == COMPLETE for step in row.steps)} of {len(row.steps)}"


def _subtask_line(row: MatrixRow, files: Mapping[str, str]) -> str:
    return _line(
        linked(row.id, files.get(row.id)),
        _steps(row),
        cell(row.title),
        f"**{verdict_words(row.verdict, row.counted)}**",
        cell(row.status),
        row.tries,
        in_words(row.duration_ms) if row.attempts else "",
        cell("\n".join(map(_in_brief, row.reasons))),
    )


def _step_line(step: StepSummary) -> str:
    status = f"{step.status}, optional" if step.optional else step.status
    return _line(
        "",
        code(step.id),
        cell(step.text),
        verdict_words(step.verdict, counted=True),
        cell(status),
        "",
        "",
        cell(_in_brief(step.reason or "")),
    )


def _in_brief(reason: str) -> str:
    """One line without a very long word, which would leave no room to the other columns."""
    return brief(narrowed(reason))


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"
