"""The rule `contains`: the expected text occurs somewhere; line ends count where it has a CR."""

from __future__ import annotations

from orchestrator.document.expect import TextMatch
from orchestrator.verify.display import quoted
from orchestrator.verify.rule import Compared, asked_lines
from orchestrator.verify.seen import Conceal


def contains(match: TextMatch, got: str, conceal: Conceal) -> Compared:
    """Whether the text occurs. The line end before a closing fence is not part of it."""
    exact = "\r" in match.text
    wanted = match.text if exact else match.text.strip("\n")
    return Compared(
        passed=wanted in asked_lines(got, asked=exact),
        expected=f"text containing {quoted(wanted, conceal)}",
    )
