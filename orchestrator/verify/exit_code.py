"""The rule for exit codes; knows the codes by which shells tell of a command that never ran."""

from __future__ import annotations

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
    if seen.timed_out or seen.exit_code is None:
        passed = False
    elif codes == "non_zero":
        passed = seen.exit_code != 0 and spoke_for_itself(seen.exit_code)
    else:
        passed = seen.exit_code in codes and seen.exit_code not in NEVER_RAN
    return Judgement(what="exit code", passed=passed, expected=_wanted(codes), got=_got(seen))


def _wanted(codes: ExitCodes) -> str:
    if codes == "non_zero":
        return "non-zero"
    return " or ".join(str(code) for code in codes)


def _got(seen: Seen) -> str:
    if seen.timed_out:
        return "none (timed out)"
    if seen.signal is not None:
        return f"none (ended by {seen.signal})"
    if seen.exit_code is None:
        return "none"
    if seen.exit_code == 127:
        return "127 (command not found)"
    if seen.exit_code == 126:
        return "126 (not executable)"
    return str(seen.exit_code)
