"""Subtasks with nothing to do of their own: they stand for those that they require."""

from __future__ import annotations

from orchestrator.plan.model import Subtask, Why


def gathered_by(subtask: Subtask) -> tuple[str, ...]:
    """The ids that it requires, where it asks for nothing else: it is complete when they are.
    None where it asks for more."""
    own = (subtask.steps, subtask.checks, subtask.criteria, subtask.outputs, subtask.approval)
    if any(own):
        return ()
    return tuple(edge.id for edge in subtask.depends_on if edge.why is Why.EXPLICIT)
