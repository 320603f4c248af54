"""Non-Mocked Results: every command of the last attempt and of failed ones before it.

Outputs are the recorded excerpts. With a validation stands the attempt that it validates. An
attempt that succeeded and was reset afterwards is left to Performance Metrics: what it ran was
replaced by what ran later.
"""

from __future__ import annotations

from msgspec import Struct

from orchestrator.report.attempts import Attempt
from orchestrator.report.commands import CommandRun
from orchestrator.report.material import Material

_SAID_NO_MORE = frozenset({"succeeded", "skipped", "waiting"})


class AttemptResults(Struct, frozen=True, kw_only=True):
    """The commands of one attempt, in the order in which they ended; `name` is what people
    call it and `ending` how it ended."""

    number: int
    name: str
    ending: str
    validation: bool
    outcome: str
    reason: str | None
    commands: tuple[CommandRun, ...]

    @property
    def is_explained(self) -> bool:
        """Whether its commands say why it ended as it did: its own reason repeats that."""
        return any((run.result.reason or "\0") in (self.reason or "") for run in self.commands)


class Results(Struct, frozen=True, kw_only=True):
    """The attempts, oldest first, and the pairs that steps handed on."""

    attempts: tuple[AttemptResults, ...]
    values: tuple[tuple[str, str], ...]


def non_mocked_results(material: Material) -> Results:
    """The section's content."""
    counting = material.counting()
    shown = [
        attempt
        for attempt in material.attempts
        if attempt in counting or attempt.outcome not in _SAID_NO_MORE
    ]
    return Results(
        attempts=tuple(_results(attempt) for attempt in shown if attempt.commands),
        values=tuple(material.state.values.items()),
    )


def _results(attempt: Attempt) -> AttemptResults:
    return AttemptResults(
        number=attempt.number,
        name=attempt.name,
        ending=attempt.ending,
        validation=attempt.validation,
        outcome=attempt.outcome,
        reason=attempt.reason,
        commands=attempt.commands,
    )
