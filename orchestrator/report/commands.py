"""One command that ran: its result from the events, its script from the plan; opens no log."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from msgspec import Struct

from orchestrator.plan.model import Check, Script, Subtask
from orchestrator.run import events as ev
from orchestrator.verify.model import CommandResult

CommandEvent = (
    ev.MendFinished
    | ev.StepFinished
    | ev.CheckFinished
    | ev.ConditionFinished
    | ev.CompensationFinished
    | ev.CleanupFinished
)


class CommandKind(StrEnum):
    """What a command was for."""

    MEND = "mend"  # an agent was asked to mend what was not complete
    CONDITION = "condition"
    STEP = "step"
    CHECK = "check"
    COMPENSATION = "compensation"
    CLEANUP = "cleanup"


class CommandRun(Struct, frozen=True, kw_only=True):
    """One command that ran. `script` is None for what an agent did, and when the plan that it
    came from is not at hand."""

    attempt: int
    kind: CommandKind
    id: str
    text: str
    line: int | None
    language: str | None
    script: str | None
    result: CommandResult

    @property
    def is_excerpt(self) -> bool:
        """Whether more was printed than the result holds."""
        return self.result.output_bytes > len(self.result.output.encode("utf-8", "replace"))


def command_run(event: CommandEvent, definition: Subtask | None) -> CommandRun:
    """The command of an event, with what `definition`, the subtask as it was, says of it."""
    kind, key = _kind_and_key(event)
    text, language, script, line = _said(definition, kind, key)
    return CommandRun(
        attempt=event.attempt,
        kind=kind,
        id=key,
        text=text,
        line=line,
        language=language,
        script=script,
        result=event.result,
    )


def _kind_and_key(event: CommandEvent) -> tuple[CommandKind, str]:
    match event:
        case ev.MendFinished():
            return CommandKind.MEND, ""
        case ev.StepFinished():
            return CommandKind.STEP, event.step
        case ev.CheckFinished():
            return CommandKind.CHECK, event.check
        case ev.ConditionFinished():
            return CommandKind.CONDITION, ""
        case ev.CompensationFinished():
            return CommandKind.COMPENSATION, str(event.index + 1)
        case ev.CleanupFinished():
            return CommandKind.CLEANUP, str(event.index + 1)


# Text, language, script and line.
_Said = tuple[str, str | None, str | None, int | None]
_UNSAID: _Said = ("", None, None, None)
_ASKED_TO_MEND: _Said = ("An agent was asked to mend what was not complete.", None, None, None)


def _said(subtask: Subtask | None, kind: CommandKind, key: str) -> _Said:
    if kind is CommandKind.MEND:
        return _ASKED_TO_MEND
    if subtask is None:
        return _UNSAID
    if kind is CommandKind.STEP:
        for step in subtask.steps:
            if step.id == key:
                action = step.action
                return step.text, action.language, action.script, action.line
        return _UNSAID
    found = _script(subtask, kind, key)
    return (found.name or "", found.language, found.script, found.line) if found else _UNSAID


def _script(subtask: Subtask, kind: CommandKind, key: str) -> Check | Script | None:
    if kind is CommandKind.CONDITION:
        return subtask.condition
    if kind is CommandKind.CHECK:
        return next((check for check in subtask.checks if check.id == key), None)
    scripts: Sequence[Script] = (
        subtask.compensations if kind is CommandKind.COMPENSATION else subtask.cleanups
    )
    index = int(key) - 1
    return scripts[index] if 0 <= index < len(scripts) else None
