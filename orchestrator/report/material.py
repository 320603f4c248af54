"""What a section of a subtask's report is made from; every section's rule takes this."""

from __future__ import annotations

from dataclasses import dataclass

from orchestrator.plan.model import Plan, Subtask
from orchestrator.report.attempts import Attempt
from orchestrator.report.commands import CommandRun
from orchestrator.run.state import SubtaskState
from orchestrator.run.summary import RunSummary, SubtaskSummary


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """A subtask of the plan, what the events say of it and what the summary makes of that."""

    plan: Plan
    summary: RunSummary
    subtask: Subtask
    row: SubtaskSummary
    state: SubtaskState
    attempts: tuple[Attempt, ...]

    def last_commands(self) -> tuple[CommandRun, ...]:
        """The commands of the last attempt."""
        return self.attempts[-1].commands if self.attempts else ()
