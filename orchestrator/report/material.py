"""What a section of a subtask's report is made from; every section's rule takes this."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from orchestrator.plan.model import Plan, Subtask
from orchestrator.report.attempts import Attempt
from orchestrator.report.commands import CommandRun
from orchestrator.run.state import SubtaskState
from orchestrator.run.summary import SubtaskSummary
from orchestrator.verify.model import Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """A subtask of the plan, what the events say of it and what the summary makes of that.

    `rows` are the summary's rows of all subtasks by id.
    """

    plan: Plan
    rows: Mapping[str, SubtaskSummary]
    subtask: Subtask
    state: SubtaskState
    attempts: tuple[Attempt, ...]

    @property
    def row(self) -> SubtaskSummary:
        """The summary's row of this subtask."""
        return self.rows[self.subtask.id]

    def last_commands(self) -> tuple[CommandRun, ...]:
        """The commands of the last attempt."""
        return self.attempts[-1].commands if self.attempts else ()

    def is_superseded(self) -> bool:
        """Whether the subtask was set back after its last attempt, which so counts no more."""
        return bool(self.attempts) and self.attempts[-1].superseded

    def facts(self) -> Facts:
        """What the verdict may rest on: nothing of an attempt that was set back."""
        facts = self.state.facts()
        if self.is_superseded():
            return Facts(steps={}, checks={}, attestations=facts.attestations, artifacts=())
        return facts
