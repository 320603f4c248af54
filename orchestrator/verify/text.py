"""Printed text held against one expectation; which rule, the table says."""

from __future__ import annotations

import re

from msgspec.structs import replace

from orchestrator.document.expect import MatchMode, TextMatch
from orchestrator.verify.contains import contains
from orchestrator.verify.display import quoted
from orchestrator.verify.json_text import json_text
from orchestrator.verify.lines import equals
from orchestrator.verify.model import Judgement
from orchestrator.verify.patterns import glob, regex
from orchestrator.verify.rule import TextRule
from orchestrator.verify.seen import Conceal, Seen
from orchestrator.verify.similarity import similarity

RULES: dict[MatchMode, TextRule] = {
    MatchMode.EQUALS: equals,
    MatchMode.CONTAINS: contains,
    MatchMode.REGEX: regex,
    MatchMode.GLOB: glob,
    MatchMode.JSON: json_text,
    MatchMode.JSON_CONTAINS: json_text,
    MatchMode.SIMILARITY: similarity,
}
# Control sequences (colours, cursor), titles and links of terminals, and single ones (ECMA-48).
_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\^_])")
# These look for something; all others need the text whole.
_SEARCHES = frozenset({MatchMode.CONTAINS, MatchMode.REGEX})


def judge_text(
    what: str, match: TextMatch, printed: bytes, left_out: int, conceal: Conceal
) -> Judgement:
    """Hold what was printed on the stream `what` against one expectation."""
    text = decoded(printed)
    if match.strip_ansi:
        text = _ANSI.sub("", text)
    compared = RULES[match.mode](match, text, conceal)
    got = compared.problem or (quoted(text, conceal) if text else "nothing")
    # What could not be compared at all has not been shown to be missing either.
    passed = not compared.passed and not compared.problem if match.negated else compared.passed
    if left_out:
        got += f" (too long: {left_out} bytes in the middle were not compared)"
        passed = passed and match.mode in _SEARCHES and not match.negated
    return Judgement(
        what=what,
        passed=passed,
        expected=f"no {compared.expected}" if match.negated else compared.expected,
        got=conceal(got),
        diff=None if match.negated else compared.diff or None,
    )


def judge_either(match: TextMatch, seen: Seen, conceal: Conceal) -> Judgement:
    """Hold both streams against one expectation, which either of them meets; one of what must
    not come, both.

    In which order the two came is not known. So where the whole text is asked for, the other
    stream has to be empty.
    """
    stdout = judge_text("output", match, seen.stdout, seen.stdout_left_out, conceal)
    stderr = judge_text("output", match, seen.stderr, seen.stderr_left_out, conceal)
    if not seen.stderr and not seen.stderr_left_out:
        return stdout
    if not seen.stdout and not seen.stdout_left_out:
        return stderr
    if match.negated:
        passed = stdout.passed and stderr.passed
    else:
        passed = match.mode in _SEARCHES and (stdout.passed or stderr.passed)
    got = f"{stdout.got} on stdout and {stderr.got} on stderr"
    return replace(stdout, passed=passed, got=got, diff=None if passed else stdout.diff)


def decoded(printed: bytes) -> str:
    """Text in which every byte that is not UTF-8 is still told from every other."""
    return printed.decode("utf-8", "surrogateescape")
