"""The result of one command: how it ended, held against what was expected; starts nothing."""

from __future__ import annotations

import signal
from collections.abc import Mapping, Sequence

from orchestrator.engines.command import Cause, Exit
from orchestrator.engines.execute import Start
from orchestrator.engines.output import Printed
from orchestrator.plan.vacuous import proves_nothing
from orchestrator.verify.expectations import judge, why_not
from orchestrator.verify.files import fresh_evidence
from orchestrator.verify.model import CommandResult, Judgement, Outcome
from orchestrator.verify.seen import Conceal, FileSeen, Seen


def result_of(
    start: Start,
    exit_: Exit,
    printed: Printed,
    *,
    files: Mapping[str, FileSeen],
    limit: str,
    conceal: Conceal,
    started_at: str,
    log: str,
    output: str,
    notes: Sequence[str],
) -> CommandResult:
    """The result of a command that ran. `limit` says which time was over, if one was;
    `output` is the excerpt, secrets already out of it."""
    seen = _seen(exit_, printed, files)
    judgements: tuple[Judgement, ...] = ()
    if exit_.cause is not Cause.CANCEL:
        judgements = judge(start.expect, seen, conceal)
    outcome = _outcome(exit_, judgements)
    reason = None if outcome is Outcome.SUCCEEDED else _reason(exit_, judgements, limit)
    return CommandResult(
        outcome=outcome,
        started_at=started_at,
        duration_ms=seen.duration_ms,
        exit_code=exit_.exit_code,
        signal=exit_.signal,
        reason=conceal(reason) if reason else None,
        judgements=judgements,
        log=log,
        log_start=printed.log_start,
        log_end=printed.log_end,
        output=output,
        output_bytes=printed.count,
        proves=_proves(start, seen),
        note=conceal("; ".join([*_notes(exit_), *notes])) or None,
    )


def _seen(exit_: Exit, printed: Printed, files: Mapping[str, FileSeen]) -> Seen:
    return Seen(
        exit_code=exit_.exit_code,
        signal=None if exit_.signal is None else _name_of(exit_.signal),
        timed_out=exit_.cause is Cause.TIMEOUT,
        stdout=printed.stdout,
        stderr=printed.stderr,
        stdout_left_out=printed.stdout_left_out,
        stderr_left_out=printed.stderr_left_out,
        duration_ms=int(exit_.duration_s * 1000),
        files=files,
    )


def _outcome(exit_: Exit, judgements: Sequence[Judgement]) -> Outcome:
    if exit_.cause is Cause.CANCEL:
        return Outcome.CANCELLED
    if exit_.cause is Cause.TIMEOUT:
        return Outcome.TIMED_OUT
    passed = all(judgement.passed for judgement in judgements)
    return Outcome.SUCCEEDED if passed else Outcome.FAILED


def _reason(exit_: Exit, judgements: Sequence[Judgement], limit: str) -> str | None:
    if exit_.cause is Cause.CANCEL:
        return "stopped"
    if exit_.cause is Cause.TIMEOUT:
        return limit
    if exit_.signal is not None:
        return f"ended by {_name_of(exit_.signal)}"
    if exit_.exit_code is None:
        return "its exit code was lost"
    return why_not(judgements)


def _proves(start: Start, seen: Seen) -> bool:
    """A file that this attempt made shows more than the command's own words."""
    if fresh_evidence(start.expect, seen):
        return True
    return proves_nothing(start.language, start.script, start.expect, check=start.check) is None


def _notes(exit_: Exit) -> list[str]:
    notes = []
    if exit_.left_behind:
        notes.append(f"{_processes(exit_.left_behind)} left behind and ended")
    if exit_.out_of_reach:
        notes.append(f"{_processes(exit_.out_of_reach)} of another user could not be ended")
    return notes


def _processes(count: int) -> str:
    return "1 process" if count == 1 else f"{count} processes"


def _name_of(number: int) -> str:
    """`SIGKILL` for 9; numbers without a name as `signal 64`."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
