"""Expect bullets: what is asked of the action or check before them."""

from __future__ import annotations

from orchestrator.document.drafts import SubtaskDraft
from orchestrator.document.expectations import FORMS, read_expectation
from orchestrator.document.tree import Line


def read_expect(draft: SubtaskDraft, text: str, line: Line, *, bullet: bool = True) -> None:
    """Add one expectation to the command before it; a bullet that cannot be read is an error."""
    found = read_expectation(text, line.number)
    if found is None and not bullet:
        draft.source.findings.warning(
            "not-an-expectation",
            f"`{text}` is prose below Expect; nothing is compared",
            line.number,
            line.column,
            hint=FORMS,
        )
    elif found is None:
        draft.source.findings.error(
            "bad-expectation",
            f"cannot read the expectation `{text}`",
            line.number,
            line.column,
            hint=FORMS,
        )
    elif draft.last is None:
        draft.source.findings.error(
            "expectation-of-nothing",
            "no action or check stands before this expectation",
            line.number,
            line.column,
            hint="place the Expect part after the command that it is about",
        )
    else:
        draft.last.expects(found)
