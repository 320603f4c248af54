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
from orchestrator.verify.nothing_tested import asks_for_it, nothing_tested
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
    `output` is the excerpt, declared secrets already out of it."""
    seen = _seen(exit_, printed, files)
    skipped = _skipped(start, exit_)
    judgements: tuple[Judgement, ...] = ()
    if exit_.cause is not Cause.CANCEL and skipped is None:
        judgements = judge(start.expect, seen, conceal)
    outcome = _outcome(exit_, judgements)
    # A file that this attempt made shows more than the command's own words.
    made = fresh_evidence(start.expect, seen)
    idle = outcome is Outcome.SUCCEEDED and not made
    unproved = skipped or (_unproved(start, exit_, printed) if idle else None)
    reason = None if outcome is Outcome.SUCCEEDED else _reason(exit_, judgements, limit)
    return CommandResult(
        outcome=outcome,
        started_at=started_at,
        duration_ms=seen.duration_ms,
        exit_code=exit_.exit_code,
        signal=exit_.signal,
        reason=conceal(reason) if reason else skipped,
        judgements=judgements,
        log=log,
        log_start=printed.log_start,
        log_end=printed.log_end,
        output=_hidden(output, conceal),
        output_bytes=printed.count,
        cpu_ms=round(exit_.cpu_s * 1000),
        memory_kb=exit_.memory_kb,
        proves=(made and skipped is None) or (unproved is None and _proves(start)),
        unproved=conceal(unproved) if unproved else None,
        note=_hidden("; ".join([*_notes(exit_), *notes]), conceal) or None,
    )


def _hidden(text: str, conceal: Conceal) -> str:
    return conceal(text) if text else ""


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


def _skipped(start: Start, exit_: Exit) -> str | None:
    """How a command tells that it does not apply here, where nobody expects that exit code."""
    code = start.expect.skip_code
    if code is None or exit_.cause is not None or exit_.exit_code != code:
        return None
    expected = start.expect.exit_code
    if expected == "non_zero" or (expected is not None and code in expected):
        return None
    return f"it skipped itself with exit code {code}"


def _unproved(start: Start, exit_: Exit, printed: Printed) -> str | None:
    """How a command that ended well tells that it tested nothing, where nobody expects that."""
    if start.agent is not None or exit_.exit_code != 0 or asks_for_it(start.expect):
        return None
    words = nothing_tested(printed.tail)
    return f"its output says that no test ran: {words}" if words else None


def _proves(start: Start) -> bool:
    return proves_nothing(start.language, start.script, start.expect, check=start.check) is None


def _notes(exit_: Exit) -> list[str]:
    notes = []
    if exit_.left_behind:
        notes.append(about_left_behind(exit_.left_behind))
    if exit_.out_of_reach:
        notes.append(f"{_processes(exit_.out_of_reach)} of another user could not be ended")
    return notes


def about_left_behind(count: int) -> str:
    """That so many processes outlived what started them, and were ended."""
    return f"{_processes(count)} left behind and ended"


def _processes(count: int) -> str:
    return "1 process" if count == 1 else f"{count} processes"


def _name_of(number: int) -> str:
    """`SIGKILL` for 9; numbers without a name as `signal 64`."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
