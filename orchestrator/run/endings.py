"""What is recorded when an attempt ends, or when one cannot even begin; pure."""

from __future__ import annotations

from orchestrator.plan.model import ActionKind, Step, Subtask
from orchestrator.plan.scrub import scrub
from orchestrator.run import events as ev
from orchestrator.run.failing import error_of
from orchestrator.run.ports import AttemptEnd, Ended
from orchestrator.run.state import SubtaskState
from orchestrator.run.status import Wait
from orchestrator.verify.model import Answer


def ending(
    subtask: Subtask,
    ended: Ended,
    *,
    stop_reason: str | None,
    seen: SubtaskState,
    regression: bool = False,
) -> ev.SubtaskEvent:
    """The event that settles a subtask after its last attempt, or after its checks alone ran
    again, which takes nothing back when it was stopped."""
    reason = ended.reason or str(ended.end)
    if seen.validating and ended.end is AttemptEnd.CANCELLED:
        return broken_off(subtask.id, seen, stop_reason or reason)
    match ended.end:
        case AttemptEnd.SUCCEEDED:
            return ev.SubtaskSucceeded(
                subtask=subtask.id,
                attempt=ended.attempt,
                duration_ms=ended.duration_ms,
                exit_code=ended.exit_code,
                artifacts=ended.artifacts,
            )
        case AttemptEnd.WAITING:
            step = next(step for step in subtask.steps if step.id == ended.waiting_step)
            return waiting_at(subtask, step, attempt=ended.attempt)
        case AttemptEnd.SKIPPED:
            return ev.SubtaskSkipped(
                subtask=subtask.id,
                attempt=ended.attempt,
                reason=ended.reason or "its condition is false",
                selected=True,
            )
        case AttemptEnd.CANCELLED:
            return ev.SubtaskCancelled(
                subtask=subtask.id,
                attempt=ended.attempt,
                reason=stop_reason or reason,
                duration_ms=ended.duration_ms,
            )
        case _:
            timed_out = ended.end is AttemptEnd.TIMED_OUT
            kind: type[ev.SubtaskTimedOut] | type[ev.SubtaskFailed]
            kind = ev.SubtaskTimedOut if timed_out else ev.SubtaskFailed
            return kind(
                subtask=subtask.id,
                attempt=ended.attempt,
                reason=reason,
                duration_ms=ended.duration_ms,
                exit_code=ended.exit_code,
                artifacts=ended.artifacts,
                regression=regression,
                error=error_of(subtask, seen, reason),
            )


def broken_off(
    subtask: str, seen: SubtaskState, reason: str
) -> ev.SubtaskInterrupted | ev.ValidationStopped:
    """That what is under way came to no end; a validation leaves a success what it was."""
    if seen.validating and seen.good is not None:
        return ev.ValidationStopped(subtask=subtask, attempt=seen.attempts, reason=reason)
    return ev.SubtaskInterrupted(subtask=subtask, attempt=seen.attempts, reason=reason)


def first_wait(subtask: Subtask, seen: SubtaskState) -> ev.SubtaskWaiting | None:
    """The wait of a subtask that is somebody's turn before anything of it can run."""
    if subtask.approval is not None and not (seen.answer and seen.answer.approved):
        reason = f"waits for an approval: {scrub(subtask.approval)}"
        return ev.SubtaskWaiting(subtask=subtask.id, reason=reason, kind=Wait.APPROVAL)
    if subtask.condition is not None:
        return None
    attested = {word.step for word in seen.attestations}
    for step in subtask.steps:
        if step.action.kind is not ActionKind.MANUAL:
            return None
        if step.id not in attested and not step.optional and not step.checks:
            return waiting_at(subtask, step)
    return None


def waiting_at(subtask: Subtask, step: Step, *, attempt: int | None = None) -> ev.SubtaskWaiting:
    """The subtask waits at a step that is for somebody."""
    return ev.SubtaskWaiting(
        subtask=subtask.id,
        attempt=attempt,
        reason=f"step {step.id} waits for a person: {scrub(step.text)}",
        kind=Wait.PERSON,
        step=step.id,
    )


def blocking(subtask: str, because: tuple[str, ...]) -> ev.SubtaskBlocked:
    """That a subtask cannot run any more, because of the ends of others."""
    reason = f"{', '.join(because)} did not end well"
    return ev.SubtaskBlocked(subtask=subtask, because=because, reason=reason)


def rejection(subtask: str, answer: Answer) -> ev.SubtaskCancelled:
    """The end of a subtask whose approval was refused."""
    why = f": {answer.comment}" if answer.comment else ""
    return ev.SubtaskCancelled(subtask=subtask, reason=f"rejected by {answer.by}{why}")


def may_be_attested(subtask: Subtask) -> bool:
    """Whether anything of the subtask could be shown by somebody's word."""
    prose = any(step.action.kind is not ActionKind.COMMAND for step in subtask.steps)
    return prose or bool(subtask.criteria)
