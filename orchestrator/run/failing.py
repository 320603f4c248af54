"""Why an attempt failed, from what the state knows of its commands; reads no output itself."""

from __future__ import annotations

from orchestrator.plan.model import Subtask
from orchestrator.run.state import SubtaskState
from orchestrator.verify.model import Cause, CommandResult, Outcome


def error_of(subtask: Subtask, seen: SubtaskState, reason: str) -> Cause | None:
    """The cause that goes with the end of an attempt; what ran to take something back or to clean
    up has no part in it."""
    # Most runs never fail, and need nothing of what reads the shapes of errors.
    from orchestrator.verify.cause import cause_of

    failed = _failed_commands(subtask, seen)
    scripts = [script for script, _ in failed]
    return cause_of([result for _, result in failed], reason, scripts=scripts)


def _failed_commands(subtask: Subtask, seen: SubtaskState) -> tuple[tuple[str, CommandResult], ...]:
    """Script and result of what ended the attempt: the step at which it stopped, or else each
    check; an optional step only where nothing else is left, for then its time was over."""
    steps = [(each, seen.steps[each.id]) for each in subtask.steps if each.id in seen.steps]
    required = [(each.action.script, result) for each, result in steps if not each.optional]
    optional = [(each.action.script, result) for each, result in steps if each.optional]
    checks = [
        (each.script, seen.checks[each.id]) for each in subtask.checks if each.id in seen.checks
    ]
    asked = subtask.condition.script if subtask.condition is not None else None
    others = [(asked, seen.condition), (None, seen.mend)]
    ran = [(script, result) for script, result in others if result is not None]
    for commands, only_last in ((required, True), (checks, False), (ran, True), (optional, True)):
        failed = tuple(
            (script or "", result)
            for script, result in commands
            if result.outcome is not Outcome.SUCCEEDED
        )
        if failed:
            return failed[-1:] if only_last else failed
    return ()
