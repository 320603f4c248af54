"""Puts a command where it belongs: a step's action, a check, a compensation or a cleanup."""

from __future__ import annotations

from orchestrator.document.commands import step_text
from orchestrator.document.drafts import (
    CommandDraft,
    Place,
    StepDraft,
    SubtaskDraft,
)
from orchestrator.document.labels import Use
from orchestrator.document.parts.output import tell_without_block


def attach(draft: SubtaskDraft, command: CommandDraft, use: Use, place: Place) -> None:
    """Add a command for its use; an action is its step's, a nested check tied to its owner."""
    tell_without_block(draft)
    draft.last = draft.fresh = command
    if use is Use.ACTION:
        draft.actions.append(command)
        _act(draft, command, place)
    elif use is Use.CHECK:
        draft.checks.append(command)
        if place.owner is not None:
            place.owner.checks.append(len(draft.checks))
    elif use is Use.COMPENSATION:
        draft.compensations.append(command)
    else:
        draft.cleanups.append(command)


def _act(draft: SubtaskDraft, command: CommandDraft, place: Place) -> None:
    owner = place.owner
    if not isinstance(owner, StepDraft):
        draft.steps.append(StepDraft(None, step_text(command), command.line, command=command))
        return
    owner.commands += 1
    if owner.command is None:
        owner.command = command
        return
    # A second command of one step is a step of its own, right after it.
    step_id = f"{owner.id}_{owner.commands}" if owner.id else None
    draft.steps.append(
        StepDraft(
            step_id,
            step_text(command),
            command.line,
            done=owner.done,
            optional=owner.optional,
            command=command,
        )
    )
