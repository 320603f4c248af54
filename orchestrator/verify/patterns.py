"""The rules `regex` (somewhere in the text) and `glob` (the whole text)."""

from __future__ import annotations

import fnmatch
import re

from orchestrator.document.expect import TextMatch
from orchestrator.document.expectedlines import names_carriage_return
from orchestrator.document.expressions import Expression, ExpressionError
from orchestrator.verify.display import quoted, shorten
from orchestrator.verify.rule import Compared, asked_lines
from orchestrator.verify.seen import Conceal


def regex(match: TextMatch, got: str, conceal: Conceal) -> Compared:
    """Whether the expression is found; `^` and `$` are the ends of lines.

    Line ends are LF to it, unless it names a CR: then it sees what was printed.
    """
    pattern = match.text.strip("\n")
    text = asked_lines(got, asked=names_carriage_return(pattern))
    expected = f"text matching /{shorten(conceal(pattern))}/"
    try:
        return Compared(passed=Expression(pattern, multiline=True).is_in(text), expected=expected)
    except ExpressionError as error:
        return Compared(passed=False, expected=expected, problem=str(error))


def glob(match: TextMatch, got: str, conceal: Conceal) -> Compared:
    """Whether the whole text fits the shell pattern; `*` goes over line ends."""
    exact = "\r" in match.text
    blanks = "\n" if exact else None
    pattern, text = match.text.rstrip(blanks), asked_lines(got, asked=exact).rstrip(blanks)
    # fnmatch makes atomic groups of its stars, so many of them cost no more than one.
    fitting = re.compile(fnmatch.translate(pattern)).match(text)
    return Compared(passed=fitting is not None, expected=f"text like {quoted(pattern, conceal)}")
