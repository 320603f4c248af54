"""Performance Metrics: attempts and commands with their durations, and a timeline."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from orchestrator.report.commands import CommandKind
from orchestrator.report.material import Material
from orchestrator.report.mermaid import Bar, Diagram, gantt
from orchestrator.report.times import milliseconds
from orchestrator.report.tries import time_of_attempts
from orchestrator.verify.model import Outcome


class AttemptTime(Struct, frozen=True, kw_only=True):
    """When an attempt ran and how it ended; `ending` is the outcome in words."""

    number: int
    validation: bool
    ending: str
    started_at: str
    ended_at: str | None
    duration_ms: int | None
    outcome: str
    exit_code: int | None
    reason: str | None

    @property
    def name(self) -> str:
        """What people call it: `attempt 2`, `validation 3`."""
        return f"{'validation' if self.validation else 'attempt'} {self.number}"


class CommandTime(Struct, frozen=True, kw_only=True):
    """How long a command took and how much it printed."""

    attempt: int
    kind: CommandKind
    id: str
    outcome: str
    duration_ms: int
    output_bytes: int


class Performance(Struct, frozen=True, kw_only=True):
    """The measures of a subtask; `duration_ms` is that of its attempts together."""

    attempts: tuple[AttemptTime, ...]
    commands: tuple[CommandTime, ...]
    duration_ms: int
    timeline: Diagram


def performance_metrics(material: Material) -> Performance:
    """The section's content."""
    return Performance(
        attempts=tuple(
            AttemptTime(
                number=attempt.number,
                validation=attempt.validation,
                ending=attempt.ending,
                started_at=attempt.started_at,
                ended_at=attempt.ended_at,
                duration_ms=attempt.duration_ms,
                outcome=attempt.outcome,
                exit_code=attempt.exit_code,
                reason=attempt.reason,
            )
            for attempt in material.attempts
        ),
        commands=tuple(
            CommandTime(
                attempt=run.attempt,
                kind=run.kind,
                id=run.id,
                outcome=run.result.outcome.value,
                duration_ms=run.result.duration_ms,
                output_bytes=run.result.output_bytes,
            )
            for attempt in material.attempts
            for run in attempt.commands
        ),
        duration_ms=time_of_attempts(material.attempts),
        timeline=gantt(material.subtask.title, list(_bars(material))),
    )


def _bars(material: Material) -> Iterator[Bar]:
    for attempt in material.attempts:
        for run in attempt.commands:
            start = milliseconds(run.result.started_at)
            if start is not None:
                yield Bar(
                    section=attempt.name.capitalize(),
                    label=f"{run.kind} {run.id}".strip(),
                    start_ms=start,
                    duration_ms=run.result.duration_ms,
                    ok=run.result.outcome is Outcome.SUCCEEDED,
                )
