"""The rule for exit codes; knows the codes by which shells tell of a command that never ran."""

from __future__ import annotations

from functools import lru_cache

from orchestrator.document.expect import ExitCodes
from orchestrator.verify.model import Judgement
from orchestrator.verify.seen import Seen

# A shell's words for "not executable" and "not found": the command itself said nothing.
NEVER_RAN = frozenset({126, 127})
# A shell tells of a command that a signal ended by 128 and the signal's number.
_ENDED_BY_SIGNAL = range(129, 160)


def spoke_for_itself(exit_code: int | None) -> bool:
    """Whether the code is a command's own answer: it ran, and no signal ended it."""
    return (
        exit_code is not None and exit_code not in NEVER_RAN and exit_code not in _ENDED_BY_SIGNAL
    )


def judge_exit_code(expected: ExitCodes | None, seen: Seen) -> Judgement:
    """Hold the exit code against a list of codes, `non_zero`, or 0 where nothing is said."""
    codes = (0,) if expected is None else expected
    return _judged(codes, seen.exit_code, seen.signal, seen.timed_out)


# Most commands end alike, and a long run remembers the judgements of all of them.
@lru_cache(maxsize=256)
def _judged(
    codes: ExitCodes, exit_code: int | None, signal: str | None, timed_out: bool
) -> Judgement:
    if timed_out or exit_code is None:
        passed = False
    elif codes == "non_zero":
        passed = exit_code != 0 and spoke_for_itself(exit_code)
    else:
        passed = exit_code in codes and exit_code not in NEVER_RAN
    got = _got(exit_code, signal, timed_out=timed_out)
    return Judgement(what="exit code", passed=passed, expected=_wanted(codes), got=got)


def _wanted(codes: ExitCodes) -> str:
    if codes == "non_zero":
        return "non-zero"
    return " or ".join(str(code) for code in codes)


def _got(exit_code: int | None, signal: str | None, *, timed_out: bool) -> str:
    if timed_out:
        return "none (timed out)"
    if signal is not None:
        return f"none (ended by {signal})"
    if exit_code is None:
        return "none"
    if exit_code == 127:
        return "127 (command not found)"
    if exit_code == 126:
        return "126 (not executable)"
    return str(exit_code)
