"""One plain line an event, for people who watch without a terminal; knows no colours."""

from __future__ import annotations

from collections.abc import Mapping

from orchestrator.plan.model import Plan, Subtask
from orchestrator.report.times import in_words
from orchestrator.run import events as ev
from orchestrator.run.events import Recorded
from orchestrator.run.state import RunState
from orchestrator.sinks.differences import differences
from orchestrator.sinks.quiet import QuietWriter, Write
from orchestrator.sinks.safe import printable
from orchestrator.verify.model import CommandResult, Outcome


class PlainSink:
    """Writes a line for each event that is worth one, and below it what differs from what
    was expected."""

    def __init__(self, write: Write, plan: Plan) -> None:
        self._write = QuietWriter(write)
        self._subtasks = {subtask.id: subtask for subtask in plan.subtasks}

    def tell(self, record: Recorded, state: RunState) -> None:
        line = describe_in(record, state, self._subtasks)
        if line is not None:
            self._write("\n".join([line, *differences(record.event)]) + "\n")

    def close(self) -> None:
        """Nothing is held open."""


def describe(record: Recorded, state: RunState, plan: Plan) -> str | None:
    """What happened in one line, or None when it is not worth a line.

    `state` is the state after the event. Where many events follow, `describe_in` does not
    index the plan again for each.
    """
    return describe_in(record, state, {subtask.id: subtask for subtask in plan.subtasks})


def describe_in(record: Recorded, state: RunState, subtasks: Mapping[str, Subtask]) -> str | None:
    """As `describe`, with the plan's subtasks by id."""
    event = record.event
    if not isinstance(event, ev.SubtaskEvent):
        line = _run_line(record)
    elif (result := getattr(event, "result", None)) is not None:
        line = _command_line(event, result)
    else:
        said = _subtask_words(event, state)
        found = subtasks.get(event.subtask)
        title = f" {found.title}" if found and isinstance(event, ev.SubtaskStarted) else ""
        line = said and f"{event.subtask}{title}{said}"
    return None if line is None else printable(line)


def _run_line(record: Recorded) -> str | None:
    event = record.event
    match event:
        case ev.RunStarted():
            return f"run {record.run} started: {_many(event.selected)}, {event.jobs} at once"
        case ev.RunResumed(validates=True):
            return f"run {record.run}: checks run again"
        case ev.RunResumed() if event.round is not None:
            return f"run {record.run}: round {event.round}"
        case ev.RunResumed():
            return f"run {record.run} goes on: {_many(event.selected)}, {event.jobs} at once"
        case ev.RunInterrupted():
            return f"run {record.run} was interrupted: {event.reason}"
        case ev.RunFinished():
            return (
                f"run {record.run} {event.state}: {event.percent:g}% complete, "
                f"exit code {event.exit_code}, {in_words(event.duration_ms)}"
            )
        case ev.TaskFileChanged():
            return f"warning: {event.path} was changed while it is run; what it was before counts"
        case _:
            return None


def _many(selected: tuple[str, ...]) -> str:
    return f"{len(selected)} subtask{'' if len(selected) == 1 else 's'}"


def _command_line(event: ev.SubtaskEvent, result: CommandResult) -> str | None:
    match event:
        case ev.StepFinished():
            name = f"step {event.step}{_by(result)}"
        case ev.MendFinished():
            name = f"mend{_by(result)}"
        case ev.CheckFinished():
            # Made ids say `check_1` already; an author's name does not.
            name = event.check if event.check.startswith("check") else f"check {event.check}"
        case ev.ConditionFinished():
            answer = "true" if result.outcome is Outcome.SUCCEEDED else "false"
            return f"{event.subtask} condition is {answer}"
        case ev.CompensationFinished():
            name = f"compensation {event.index + 1}"
        case ev.CleanupFinished():
            name = f"cleanup {event.index + 1}"
        case _:
            return None
    if result.outcome is Outcome.SUCCEEDED:
        return f"{event.subtask} {name} succeeded in {in_words(result.duration_ms)}"
    shout = result.outcome.replace("_", " ").upper()
    why = f": {result.reason}" if result.reason else ""
    return f"{event.subtask} {name} {shout} after {in_words(result.duration_ms)}{why}"


def _by(result: CommandResult) -> str:
    return f" by {result.agent}" if result.agent else ""


def _subtask_words(event: ev.SubtaskEvent, state: RunState) -> str | None:
    """What follows the subtask's id and title."""
    match event:
        case ev.SubtaskStarted():
            return f": attempt {event.attempt} {'goes on' if event.continues else 'started'}"
        case ev.ValidationStarted():
            return ": its checks run again"
        case ev.SubtaskSucceeded():
            if state.of(event.subtask).validating:
                return f" is as it was, in {in_words(event.duration_ms)}"
            attempt = f" on attempt {event.attempt}" if event.attempt > 1 else ""
            return f" succeeded in {in_words(event.duration_ms)}{attempt}"
        case ev.SubtaskFailed():
            return f" FAILED: {event.reason}{_log(event, state)}"
        case ev.SubtaskTimedOut():
            return f" TIMED OUT: {event.reason}{_log(event, state)}"
        case ev.SubtaskRetried():
            wait = f"; the next one in {in_words(event.delay_s * 1000)}"
            return f" attempt {event.attempt} failed: {event.reason}{wait}"
        case _:
            return _standing_words(event)


def _standing_words(event: ev.SubtaskEvent) -> str | None:
    match event:
        case ev.SubtaskWaiting():
            return f" is waiting: {event.reason}"
        case ev.SubtaskBlocked():
            return f" BLOCKED by {', '.join(event.because)}: {event.reason}"
        case ev.SubtaskSkipped():
            # What was not selected was left out by the user, who knows.
            return f" skipped: {event.reason}" if event.selected else None
        case ev.SubtaskCancelled():
            return f" CANCELLED: {event.reason}"
        case ev.SubtaskInterrupted():
            return f" INTERRUPTED: {event.reason}"
        case ev.ValidationStopped():
            return f" stays what it was: {event.reason}"
        case ev.SubtaskReset():
            return f" is to run again: {event.reason}"
        case ev.SubtaskRemoved():
            return " is no longer in the task file"
        case ev.Attested():
            word = event.attestation
            what = f" step {word.step}" if word.step else f" {word.criterion or ''}".rstrip()
            return f"{what} attested by {word.by}"
        case ev.Answered():
            answer = event.answer
            return f" {'approved' if answer.approved else 'rejected'} by {answer.by}"
        case _:
            return None


def _log(event: ev.SubtaskEvent, state: RunState) -> str:
    """Where to read what the failing command printed: a check has a log of its own."""
    seen = state.of(event.subtask)
    failed = (each.log for each in seen.checks.values() if each.outcome is not Outcome.SUCCEEDED)
    log = next(failed, None) or seen.log
    return f" (log {log})" if log else ""
