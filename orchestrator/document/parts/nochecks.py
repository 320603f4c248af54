"""Tells what stands under a label such as Verify and checks nothing; makes no check.

Its author may believe that something is checked there, so each such thing is a warning.
"""

from __future__ import annotations

from orchestrator.diagnostics import Severity
from orchestrator.document import announced
from orchestrator.document.drafts import CriterionDraft, Place, SubtaskDraft
from orchestrator.document.labels import Use
from orchestrator.document.parts.spans import command_in, span_in
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
    draft.refused_blocks += 1
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
    return draft.commands, len(draft.criteria) + len(draft.steps), draft.refused_blocks


def tell_part(draft: SubtaskDraft, part: Segment, place: Place, before: tuple[int, ...]) -> None:
    """Say of a part of checks that none stands in it; where some do, which lines are prose."""
    prose = [one for one in draft.unchecked if one[1] >= part.line]
    draft.unchecked = [one for one in draft.unchecked if one[1] < part.line]
    if part.label is not None and place.runs is not None and announced.by_title(part.label):
        draft.source.findings.info(
            "part-not-run",
            f"nothing below “{part.label}” runs: its label says that it is only shown",
            part.line,
            hint="leave out the remark in brackets to run it",
        )
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
    for text, line in prose:
        if span_in(text) is not None:
            _tell_span(draft, text, line)
            continue
        draft.source.findings.often(
            "prose-not-run",
            f"prose under “{part.label}” checks nothing: only code spans and blocks do",
            line,
            hint="write the command alone in backticks, or in a block",
        )


def _tell_span(draft: SubtaskDraft, text: str, line: int) -> None:
    """Say of prose with a code span in it, which somebody may take for a check, that it is none."""
    span = span_in(text)
    hint = "write the command alone in backticks, or in a block"
    if command_in(text) is not None:
        hint = f"write `{command_in(text)}` in backticks alone, or ` -- expected: exit code 0`, "
        hint += '` -- expected: stdout contains "x"` or another Expect form behind it'
    draft.source.findings.warning(
        "check-not-run",
        f"`{span}` never runs: other words stand beside it, so the line is prose",
        line,
        hint=hint,
    )
