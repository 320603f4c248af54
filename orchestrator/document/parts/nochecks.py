"""Tells what stands under a label such as Verify and checks nothing; makes no check.

Its author may believe that something is checked there, so each such thing is a warning.
"""

from __future__ import annotations

from orchestrator.diagnostics import Severity
from orchestrator.document.drafts import CriterionDraft, Place, SubtaskDraft
from orchestrator.document.labels import Use
from orchestrator.document.segments import Segment
from orchestrator.document.tree import Fence

CODE = "no-check"
_HINT = "write the command alone in backticks, or in a block of a language that runs"


def belongs_to_checks(place: Place) -> bool:
    """Whether whatever stands there is meant to check; a criterion waits for proof anyway."""
    return (
        place.runs is Use.CHECK
        and not place.quoted
        and not place.bullets
        and not isinstance(place.owner, CriterionDraft)
    )


def tell_block(draft: SubtaskDraft, fence: Fence, why: str) -> None:
    """Say of a block that it is no check."""
    draft.source.findings.warning(
        CODE,
        f"this block is no check: {why}",
        fence.line,
        fence.column,
        hint="name a language such as bash, or put `**Expected Output**:` above what a command "
        "prints; `text norun` says that it is none",
    )


def counted(draft: SubtaskDraft) -> tuple[int, int, int]:
    """What a part may add to: checks and other commands, criteria, warnings about blocks."""
    told = sum(one.code == CODE for one in draft.source.findings.made)
    return draft.commands, len(draft.criteria) + len(draft.steps), told


def tell_part(draft: SubtaskDraft, part: Segment, place: Place, before: tuple[int, ...]) -> None:
    """Say of a part of checks that none stands in it; where some do, which lines are prose."""
    prose = [line for line in draft.unchecked if line >= part.line]
    draft.unchecked = [line for line in draft.unchecked if line < part.line]
    if part.label is None or not belongs_to_checks(place):
        return
    if counted(draft) == before and part.blocks:
        draft.source.findings.often(
            CODE,
            f"nothing below “{part.label}” is a check: it is prose, and prose checks nothing",
            part.line,
            hint=_HINT,
            severity=Severity.WARNING,
        )
        return
    for line in prose:
        draft.source.findings.often(
            "prose-not-run",
            f"prose under “{part.label}” checks nothing: only code spans and blocks do",
            line,
            hint="write the command alone in backticks, or in a block",
        )
