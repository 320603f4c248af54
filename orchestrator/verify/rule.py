"""What every rule for printed text takes and gives; holds no rule itself."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from orchestrator.document.expect import TextMatch
from orchestrator.verify.seen import Conceal


class Compared(Struct, frozen=True, kw_only=True):
    """What a rule says of one text.

    `expected` is a noun phrase. `problem`, where there is one, says why nothing could be
    compared, and is shown in place of the text. `diff` is unified.
    """

    passed: bool
    expected: str
    problem: str | None = None
    diff: str | None = None


TextRule = Callable[[TextMatch, str, Conceal], Compared]
"""The printed text comes decoded with `surrogateescape`, so that no byte is lost."""


def plain_lines(text: str) -> str:
    """The text with LF as its only line end."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def asked_lines(text: str, *, asked: bool) -> str:
    """The text to compare: as it was printed where somebody asks for a carriage return."""
    return text if asked else plain_lines(text)
