"""Cells of a table about what a command is expected to do; knows no rows and no commands."""

from __future__ import annotations

import re
from enum import Enum, StrEnum

from orchestrator.document.expect import Expect, MatchMode, TextMatch
from orchestrator.document.expectations import (
    exit_expectation,
    must_fail,
    nearly_expectation,
    read_expectation,
    says_success,
)
from orchestrator.document.inline import only_span
from orchestrator.document.pieces import is_quotation
from orchestrator.document.readable import tell_problem
from orchestrator.document.source import Source
from orchestrator.document.values import is_none

_COMPARES = re.compile(r"(?:contains?|equals?|match(?:es)?)\s+\S", re.I)


class What(StrEnum):
    """What a column is about."""

    ANYTHING = "anything"
    EXIT_CODE = "exit code"
    STDOUT = "stdout"
    STDERR = "stderr"


class Unread(Enum):
    """Why a cell is no expectation: it is prose, or one that cannot be read."""

    PROSE = "prose"
    BAD = "bad"


def read_cell(what: What, said: str, line: int, source: Source) -> Expect | Unread:
    """What a cell asks for: a form of Expect, a code where codes stand, a span for an output.

    A code span that is no form is the exact output, line for line.
    """
    text = (only_span(said) or said).strip()
    if what is What.EXIT_CODE:
        return _exit_code(text, line)
    quotation = is_quotation(text) and only_span(said) is None
    if what is not What.ANYTHING and (quotation or text == "empty" or _COMPARES.match(text)):
        words = f"contains {text}" if quotation else "is empty" if text == "empty" else text
        text = f"{what} {words}"
    found = read_expectation(text, line) if quotation or not is_quotation(text) else None
    if found is not None:
        return found
    if nearly_expectation(text):
        return Unread.BAD
    if only_span(said) is None or must_fail(said):
        return Unread.PROSE
    match = TextMatch(mode=MatchMode.EQUALS, text=text, line=line)
    tell_problem(source, match, line)
    return Expect(stderr=(match,)) if what is What.STDERR else Expect(stdout=(match,))


def _exit_code(text: str, line: int) -> Expect | Unread:
    """A column of codes holds nothing else, so that anything else cannot be read."""
    found = read_expectation(text, line)
    if found is not None:
        return found
    codes = exit_expectation(text)
    if codes is not None:
        return Expect(exit_code=codes)
    nothing = not text or is_none(text) or says_success(text) or must_fail(text)
    return Unread.PROSE if nothing else Unread.BAD
