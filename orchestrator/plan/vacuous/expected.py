"""Expectations that whatever happens meets: they ask for nothing, and so prove nothing."""

from __future__ import annotations

import fnmatch
import json
from collections.abc import Iterator

from orchestrator.document.expect import Expect, FileState, MatchMode, TextMatch
from orchestrator.document.expectedlines import ExpectedLine, LineKind, expected_lines
from orchestrator.document.expressions import Expression, ExpressionError
from orchestrator.plan.vacuous.literals import FOLDERS

# What meets an expectation on nothing: texts that have nothing in common.
_PROBES = ("", "x", "Zq 1\nπ", "\n", "- 0,5;\t")


def asks_nothing(expect: Expect) -> Iterator[tuple[str, int]]:
    """What of an expectation is met by everything, in words, with its line."""
    streams = (("stdout", expect.stdout), ("stderr", expect.stderr), ("output", expect.output))
    for stream, matches in streams:
        for match in matches:
            if met_by_all(match):
                yield f"what is expected of {stream} is met by every output", match.line
    for file in expect.files:
        if file.path in FOLDERS and file.is_ is FileState.EXISTS:
            yield f"the folder {file.path} always exists", file.line
        elif file.is_ is FileState.CONTAINS and not file.value:
            yield f"every file contains the text that is expected in {file.path}", file.line


def can_disappoint(expect: Expect) -> bool:
    """Whether something beside the exit code is expected that may not come."""
    matches = (*expect.stdout, *expect.stderr, *expect.output)
    files = [file for file in expect.files if file.path not in FOLDERS]
    return (
        any(not met_by_all(match) for match in matches)
        or bool(expect.json or files)
        or expect.no_output
        or expect.max_duration_ms is not None
    )


def asks_of_output(expect: Expect, own: str, *, silence: bool) -> bool:
    """Whether what is printed has to be something that a script's own words are not.

    `silence` is whether to print nothing says something, as it does where no failure is lost.
    """
    matches = (*expect.stdout, *expect.stderr, *expect.output)
    if expect.json or (silence and expect.no_output):
        return True
    return any(_asks(own, match, silence=silence) for match in matches)


def _asks(own: str, match: TextMatch, *, silence: bool) -> bool:
    """Whether a script's own words do not meet it; nor nothing at all, where that says nothing."""
    if match.negated or (match.mode is MatchMode.EQUALS and not match.text.strip()):
        return silence
    return not met_by_all(match) and not _said_by(own, match)


def _said_by(own: str, match: TextMatch) -> bool:
    """Whether the own words of a script hold an expected text, so that they may be all of it."""
    if match.mode is MatchMode.REGEX:
        try:
            return Expression(match.text.strip("\n"), multiline=True).is_in(own)
        except ExpressionError:
            return False
    if match.mode in (MatchMode.EQUALS, MatchMode.CONTAINS):
        lines = [line.strip() for line in match.text.splitlines() if line.strip()]
        return bool(lines) and all(line in own for line in lines)
    return match.mode is MatchMode.SIMILARITY and match.text.strip() in own


def met_by_all(match: TextMatch) -> bool:
    """Whether every output meets an expected text."""
    match match.mode:
        case MatchMode.EQUALS:
            lines = expected_lines(match.text)
            return all(line.optional for line in lines) and any(map(_anything, lines))
        case MatchMode.CONTAINS:
            return not match.text.strip("\r\n")
        case MatchMode.REGEX:
            return _fits_all(match.text.strip("\n"))
        case MatchMode.GLOB:
            return _fits_all(fnmatch.translate(match.text.rstrip()))
        case MatchMode.JSON_CONTAINS:
            return _is_empty(match.text)
        case MatchMode.SIMILARITY:
            return match.threshold is not None and match.threshold <= 0
        case MatchMode.JSON:
            return False


def _anything(line: ExpectedLine) -> bool:
    """Whether any number of any lines fit it."""
    if not (line.optional and line.many):
        return False
    if line.kind is LineKind.ANY:
        return True
    if line.kind is LineKind.GLOB:
        return set(line.text) == {"*"}
    return line.kind is LineKind.REGEX and _fits_all(line.text, whole=True)


def _fits_all(pattern: str, *, whole: bool = False) -> bool:
    probes = [probe.replace("\n", " ") for probe in _PROBES] if whole else _PROBES
    try:
        expression = Expression(pattern, multiline=not whole)
        return all((expression.fits if whole else expression.is_in)(probe) for probe in probes)
    except ExpressionError:
        return False


def _is_empty(text: str) -> bool:
    try:
        return json.loads(text) in ({}, [])
    except (ValueError, RecursionError):
        return False
