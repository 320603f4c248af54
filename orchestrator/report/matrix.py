"""The completion matrix: every subtask and its steps, COMPLETE or INCOMPLETE with reasons.

The words come from the summary's verdicts alone. `as_table` is the one place that writes the
matrix as Markdown; the final summary and the GitHub step summary share it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from orchestrator.report.escape import Markdown, cell, code
from orchestrator.report.excerpt import brief
from orchestrator.report.times import in_words
from orchestrator.run.summary import RunSummary, StepSummary

_HEAD = (
    "| Subtask | Step | Title | Verdict | Status | Attempts | Duration | Reasons |",
    "|---|---|---|---|---|---:|---:|---|",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixRow:
    """A subtask with its steps; `verdict` is complete or incomplete."""

    id: str
    title: str
    verdict: str
    counted: bool
    status: str
    reasons: tuple[str, ...]
    attempts: int
    duration_ms: int
    steps: tuple[StepSummary, ...]


def matrix(summary: RunSummary) -> tuple[MatrixRow, ...]:
    """The rows in document order."""
    return tuple(
        MatrixRow(
            id=row.id,
            title=row.title,
            verdict=row.verdict,
            counted=row.counted,
            status=row.status,
            reasons=row.reasons,
            attempts=row.attempts,
            duration_ms=row.duration_ms,
            steps=row.steps,
        )
        for row in summary.subtasks
    )


def verdict_words(verdict: str, counted: bool) -> str:
    """`COMPLETE` or `INCOMPLETE`, and whether it is left out of the percentage."""
    words = "COMPLETE" if verdict == "complete" else "INCOMPLETE"
    return words if counted else f"{words} (not counted)"


def as_table(rows: Sequence[MatrixRow]) -> Markdown:
    """The matrix as a Markdown table; a long reason is shortened to a line."""
    lines = [*_HEAD]
    for row in rows:
        lines.append(_subtask_line(row))
        lines += [_step_line(step) for step in row.steps]
    return Markdown("\n".join(lines))


def _subtask_line(row: MatrixRow) -> str:
    return _line(
        code(row.id),
        "",
        cell(row.title),
        f"**{verdict_words(row.verdict, row.counted)}**",
        cell(row.status),
        str(row.attempts),
        in_words(row.duration_ms) if row.attempts else "",
        cell("\n".join(map(brief, row.reasons))),
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
        cell(brief(step.reason or "")),
    )


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"
