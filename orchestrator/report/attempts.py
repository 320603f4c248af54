"""What each attempt of each subtask ran, read from the recorded events; opens no log.

State keeps the results of the latest attempt only; a report also shows the failed ones
before it, so it reads the events again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct, field

from orchestrator.plan.model import Plan, Subtask
from orchestrator.report.commands import CommandEvent, CommandRun, command_run
from orchestrator.report.times import milliseconds
from orchestrator.run import events as ev


class Attempt(Struct, frozen=True, kw_only=True):
    """One attempt. `outcome` is succeeded, failed, timed_out, waiting, skipped, cancelled,
    interrupted or running. `superseded` means that the subtask was reset after it.

    A `validation` only runs checks; it is a `regression` when it failed after the subtask had
    succeeded.
    """

    number: int
    started_at: str
    ended_at: str | None
    duration_ms: int | None
    outcome: str
    reason: str | None
    exit_code: int | None
    superseded: bool
    commands: tuple[CommandRun, ...]
    validation: bool = False
    continues: bool = False
    regression: bool = False

    @property
    def name(self) -> str:
        """What people call it: `attempt 2`, `validation 3`."""
        return f"{'validation' if self.validation else 'attempt'} {self.number}"

    @property
    def ending(self) -> str:
        """How it ended, in words: `timed out`, `failed, a regression`."""
        words = self.outcome.replace("_", " ")
        return f"{words}, a regression" if self.regression else words


def attempts_of(
    plan: Plan, records: Iterable[ev.Recorded], plans: Mapping[str, Plan]
) -> dict[str, tuple[Attempt, ...]]:
    """The attempts of each subtask by its id, oldest first.

    `plans` are earlier plans of the run by digest: an attempt under a plan that was edited
    since is shown with the scripts that it ran, or with none.
    """
    digest = ""
    open_: dict[str, dict[int, _Open]] = {}
    for record in records:
        event = record.event
        if isinstance(event, ev.RunStarted | ev.RunResumed):
            digest = event.plan
        elif isinstance(event, ev.SubtaskRemoved):
            open_.pop(event.subtask, None)
        elif isinstance(event, ev.SubtaskEvent):
            _take(open_.setdefault(event.subtask, {}), event, record.time, digest)
    known = {**plans, digest: plan}
    return {
        subtask.id: tuple(
            _closed(attempt, _definition_at(subtask, attempt, digest, known))
            for attempt in open_.get(subtask.id, {}).values()
        )
        for subtask in plan.subtasks
    }


class _Open(Struct):
    """An attempt while its events are read; `plan` is the digest it began under."""

    number: int
    plan: str
    started_at: str
    ended_at: str | None = None
    duration_ms: int | None = None
    outcome: str = "running"
    reason: str | None = None
    exit_code: int | None = None
    superseded: bool = False
    validation: bool = False
    continues: bool = False
    regression: bool = False
    commands: list[CommandEvent] = field(default_factory=list)


def _take(attempts: dict[int, _Open], event: ev.SubtaskEvent, time: str, digest: str) -> None:
    """Add one event of a subtask to its attempts."""
    if isinstance(event, ev.SubtaskStarted):
        if event.continues and event.attempt in attempts:
            attempts[event.attempt].outcome = "running"
            attempts[event.attempt].plan = digest
        else:
            attempts[event.attempt] = _Open(event.attempt, digest, time, continues=event.continues)
        return
    if isinstance(event, ev.ValidationStarted):
        attempts[event.attempt] = _Open(event.attempt, digest, time, validation=True)
        return
    if isinstance(event, ev.SubtaskReset):
        for attempt in attempts.values():
            attempt.superseded = True
        return
    number = getattr(event, "attempt", None)
    found = attempts.get(number) if isinstance(number, int) else None
    if found is None:
        return
    if isinstance(event, CommandEvent):
        found.commands.append(event)
    else:
        _end(found, event, time)


def _end(attempt: _Open, event: ev.SubtaskEvent, time: str) -> None:
    """Note how an attempt ended, or what it waits for."""
    outcome = _OUTCOMES.get(type(event))
    if outcome is None:
        return
    timed_out = isinstance(event, ev.SubtaskRetried) and event.timed_out
    attempt.outcome = "timed_out" if timed_out else outcome
    attempt.reason = getattr(event, "reason", None)
    attempt.regression = getattr(event, "regression", False)
    attempt.exit_code = getattr(event, "exit_code", None)
    attempt.ended_at = time
    attempt.duration_ms = getattr(event, "duration_ms", None)
    if attempt.duration_ms is None:
        start, end = milliseconds(attempt.started_at), milliseconds(time)
        attempt.duration_ms = None if start is None or end is None else max(0, end - start)


_OUTCOMES: dict[type[ev.Event], str] = {
    ev.SubtaskSucceeded: "succeeded",
    ev.SubtaskFailed: "failed",
    ev.SubtaskRetried: "failed",
    ev.SubtaskTimedOut: "timed_out",
    ev.SubtaskWaiting: "waiting",
    ev.SubtaskSkipped: "skipped",
    ev.SubtaskCancelled: "cancelled",
    ev.SubtaskInterrupted: "interrupted",
    ev.ValidationStopped: "interrupted",
}


def _definition_at(
    subtask: Subtask, attempt: _Open, digest: str, plans: Mapping[str, Plan]
) -> Subtask | None:
    """The subtask as the attempt ran it; None when its plan is not at hand.

    A success that was not reset since has the present definition, whatever else was edited.
    """
    is_kept = attempt.outcome == "succeeded" and not attempt.superseded
    if attempt.plan == digest or is_kept:
        return subtask
    earlier = plans.get(attempt.plan)
    if earlier is None:
        return None
    return next((each for each in earlier.subtasks if each.id == subtask.id), None)


def _closed(attempt: _Open, definition: Subtask | None) -> Attempt:
    return Attempt(
        number=attempt.number,
        started_at=attempt.started_at,
        ended_at=attempt.ended_at,
        duration_ms=attempt.duration_ms,
        outcome=attempt.outcome,
        reason=attempt.reason,
        exit_code=attempt.exit_code,
        superseded=attempt.superseded,
        validation=attempt.validation,
        continues=attempt.continues,
        regression=attempt.regression,
        commands=tuple(command_run(event, definition) for event in attempt.commands),
    )
