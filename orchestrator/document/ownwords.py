"""Whether a text says something itself, or denies it, or only quotes it; knows no tasks."""

from __future__ import annotations

import re

from orchestrator.document.inline import masked

_DENIES = re.compile(
    r"(?:\b(?:not|never|no\s+longer|cannot|nothing|neither|nor)|n['’]t)"
    r"(?:\s+(?:yet|ever|directly|actually|strictly|really|be|been|a|any))*\s+$",
    re.I,
)
# An inch mark stands behind a digit, and opens nothing: `a 12" screen`.
_QUOTATION = re.compile(r"(?<![\w\"”])(?:\"(?=[^\s\"])[^\"]*\"|“[^”]*”|„[^“”]*[“”])(?!\w)")
_MOST = 60  # characters looked at before what may be denied


def denied(text: str, at: int) -> bool:
    """Whether what stands before a place denies what begins there: `does not |depend on T017`."""
    return _DENIES.search(text[max(at - _MOST, 0) : at]) is not None


def said_itself(text: str) -> str:
    """The text with code spans and quotations blanked out, character for character."""
    return _QUOTATION.sub(lambda found: "\0" * len(found[0]), masked(text))
