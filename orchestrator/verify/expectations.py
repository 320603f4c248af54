"""Everything expected of a command held against what was seen of it; each rule has its file.

exit code  exit_code.py      stdout, stderr  text.py and the rules in its table
file       files.py          json            json_path.py
"""

from __future__ import annotations

from collections.abc import Sequence

from orchestrator.document.expect import Expect
from orchestrator.verify.exit_code import judge_exit_code
from orchestrator.verify.files import NOT_THERE, judge_file
from orchestrator.verify.model import Judgement
from orchestrator.verify.seen import Conceal, Seen

_TOLD = 3  # expectations that a reason names; a report and the log show them all


def judge(
    expect: Expect, seen: Seen, conceal: Conceal = lambda text: text
) -> tuple[Judgement, ...]:
    """One judgement for each thing expected, the exit code first.

    `conceal` takes secrets out of the texts of the judgements; comparisons see the real ones.
    """
    judgements = [judge_exit_code(expect.exit_code, seen)]
    if expect.stdout or expect.stderr or expect.output or expect.json:
        judgements += _printed(expect, seen, conceal)
    judgements += (
        judge_file(match, seen.files.get(match.path, NOT_THERE), conceal) for match in expect.files
    )
    if expect.max_duration_ms is not None:
        judgements.append(_duration(expect.max_duration_ms, seen.duration_ms))
    if expect.no_output:
        judgements.append(_no_output(seen))
    return tuple(judgements)


def why_not(judgements: Sequence[Judgement]) -> str | None:
    """In a line, what was not as expected; None when all was."""
    failed = [
        f"{judgement.what} {judgement.got}, expected {judgement.expected}"
        for judgement in judgements
        if not judgement.passed
    ]
    more = len(failed) - _TOLD
    if more > 0:
        failed[_TOLD:] = [f"and {more} more expectation{'s' if more > 1 else ''}"]
    return "; ".join(failed) or None


def _printed(expect: Expect, seen: Seen, conceal: Conceal) -> list[Judgement]:
    from orchestrator.verify.json_path import judge_json
    from orchestrator.verify.text import decoded, judge_either, judge_text

    judgements = [
        judge_text("stdout", match, seen.stdout, seen.stdout_left_out, conceal)
        for match in expect.stdout
    ]
    judgements += (
        judge_text("stderr", match, seen.stderr, seen.stderr_left_out, conceal)
        for match in expect.stderr
    )
    judgements += (judge_either(match, seen, conceal) for match in expect.output)
    # Text with its middle gone is no JSON, whatever its ends may look like.
    stdout = "" if seen.stdout_left_out else decoded(seen.stdout)
    judgements += (judge_json(match, stdout, conceal) for match in expect.json)
    return judgements


def _duration(limit_ms: int, took_ms: int) -> Judgement:
    return Judgement(
        what="duration",
        passed=took_ms < limit_ms,
        expected=f"less than {limit_ms} ms",
        got=f"{took_ms} ms",
    )


def _no_output(seen: Seen) -> Judgement:
    printed = len(seen.stdout) + seen.stdout_left_out + len(seen.stderr) + seen.stderr_left_out
    return Judgement(
        what="output",
        passed=printed == 0,
        expected="none",
        got=f"{printed} bytes" if printed else "none",
    )
