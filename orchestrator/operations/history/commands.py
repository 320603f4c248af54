"""What the commands of an attempt are called in history; knows no record of them."""

from __future__ import annotations

from orchestrator.run import events as ev
from orchestrator.verify.model import CommandResult


def command_of(event: ev.Event) -> tuple[str, CommandResult] | None:
    """Name and result of the command whose end the event tells, as `step 1`, `check_1` or
    `cleanup 1`; None where it tells of none."""
    match event:
        case ev.StepFinished():
            return f"step {event.step}", event.result
        case ev.CheckFinished():
            return event.check, event.result
        case ev.ConditionFinished():
            return "condition", event.result
        case ev.MendFinished():
            return "mend", event.result
        case ev.CompensationFinished():
            return f"compensation {event.index + 1}", event.result
        case ev.CleanupFinished():
            return f"cleanup {event.index + 1}", event.result
    return None
