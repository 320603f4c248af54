"""Why each command of a plan proves nothing, told and remembered command by command."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from orchestrator.plan.model import Action, ActionKind, Check, Plan, Subtask
from orchestrator.plan.vacuous import proves_nothing, remember


def commands_of(subtask: Subtask) -> Iterator[tuple[str, Action | Check]]:
    """Its steps that are commands, then its checks, each with what it is called."""
    for step in subtask.steps:
        if step.action.kind is ActionKind.COMMAND:
            yield f"step {step.id}", step.action
    for check in subtask.checks:
        yield check.id, check


def reasons_of(plan: Plan) -> tuple[str | None, ...]:
    """The reason for each command of the plan in order, None where it can prove something."""
    return tuple(
        proves_nothing(each.language or "", each.script or "", each.expect, check=check)
        for each, check in _commands(plan)
    )


def recall(plan: Plan, reasons: Sequence[str | None]) -> None:
    """Take the reasons of the same plan from before, so that nobody looks for them again."""
    for (each, check), reason in zip(_commands(plan), reasons, strict=True):
        remember(each.language or "", each.script or "", each.expect, reason, check=check)


def _commands(plan: Plan) -> Iterator[tuple[Action | Check, bool]]:
    for subtask in plan.subtasks:
        for _, each in commands_of(subtask):
            yield each, isinstance(each, Check)
