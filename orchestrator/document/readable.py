"""Whether an expected text can be compared at all, told before anything runs; compares nothing."""

from __future__ import annotations

import json

from orchestrator.document.expect import MatchMode, TextMatch
from orchestrator.document.expectedlines import expected_lines, problem_of_line
from orchestrator.document.expressions import Expression, ExpressionError
from orchestrator.document.source import Source


def problem_of(match: TextMatch) -> tuple[str, int] | None:
    """Why a text cannot be compared, and in which of its lines (from 0); None when it can."""
    match match.mode:
        case MatchMode.EQUALS:
            return _of_lines(match.text)
        case MatchMode.REGEX:
            return _of_pattern(match.text.strip("\n"))
        case MatchMode.JSON | MatchMode.JSON_CONTAINS:
            return _of_json(match.text)
        case MatchMode.CONTAINS | MatchMode.GLOB | MatchMode.SIMILARITY:
            return None


def tell_problem(source: Source, match: TextMatch, first_line: int) -> None:
    """An error for an expected text that cannot be read; `first_line` is that of its text."""
    problem = problem_of(match)
    if problem is not None:
        what, offset = problem
        source.findings.error(
            "bad-expectation",
            what,
            first_line + offset,
            hint="mend it; a line that is to be compared as it stands gets ` (equal)` behind it",
        )


def _of_lines(text: str) -> tuple[str, int] | None:
    lines = text.split("\n")
    for number, line in enumerate(lines):
        problem = problem_of_line(line)
        if problem is not None:
            return f"the expected line `{line.strip()}` {problem}", number
    for number, wanted in enumerate(expected_lines(text)[:-1]):
        if wanted.no_eol:
            return f"the expected line `{wanted.shown.strip()}` is not the last one", number
    return None


def _of_pattern(text: str) -> tuple[str, int] | None:
    try:
        Expression(text)
    except ExpressionError as error:
        return f"what is expected is {error}", 0
    return None


def _of_json(text: str) -> tuple[str, int] | None:
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return f"what is expected is not JSON: {error.msg}", error.lineno - 1
    except ValueError:
        return "what is expected holds a number that is too long", 0
    except RecursionError:
        return "what is expected is nested too deeply", 0
    return None
