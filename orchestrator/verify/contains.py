"""The rule `contains`: the expected text occurs somewhere; line ends do not count."""

from __future__ import annotations

from orchestrator.document.expect import TextMatch
from orchestrator.verify.display import quoted
from orchestrator.verify.rule import Compared, plain_lines
from orchestrator.verify.seen import Conceal


def contains(match: TextMatch, got: str, conceal: Conceal) -> Compared:
    """Whether the text occurs. The line end before a closing fence is not part of it."""
    wanted = plain_lines(match.text).strip("\n")
    return Compared(
        passed=wanted in plain_lines(got),
        expected=f"text containing {quoted(wanted, conceal)}",
    )
