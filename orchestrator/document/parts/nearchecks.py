"""Parts whose name nearly is one that checks, and parts that stand empty before another.

`Testing` and `Smoke Tests` mean nothing, so nothing below them runs, and each thing that would
is told. So is a label that takes what stands below it from an empty `Verify:` above.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from orchestrator.document.boxes import box_of
from orchestrator.document.drafts import SubtaskDraft
from orchestrator.document.labels import (
    Lists,
    Meaning,
    Use,
    is_legend_label,
    meaning_of,
    name_key,
)
from orchestrator.document.lines import item_text
from orchestrator.document.parts.spans import command_in
from orchestrator.document.segments import Segment
from orchestrator.document.tree import Block, Fence, ListBlock, Paragraph, every_item

_SOUNDS = re.compile(
    r"(?!.*\b(?:data|strategy|examples?|fixtures?|results?|notes?|status|coverage|history|output"
    r"|environment|files?|framework|structure|processing|payload|added)\b)"
    r".*\b(?:verify(?:ing)?|verifications?|checks?|checking|tests?|testing|validat(?:e|ion|ing)"
    r"|quality gates?|proofs?|assert(?:s|ions?)|post ?conditions?)\b.*"
)
_MAX_WORDS = 5


def sounds_like_checks(label: str) -> bool:
    """Whether a part of this name, which has no meaning, may be meant as one of checks."""
    name = name_key(label)
    few = 0 < len(name.split()) <= _MAX_WORDS
    return few and not meaning_of(label).special and _SOUNDS.fullmatch(name) is not None


def tell_near_checks(draft: SubtaskDraft, part: Segment) -> None:
    """Say of the command lines below such a label that they never run; blocks say it themselves."""
    if part.label is None or not sounds_like_checks(part.label):
        return
    lines = sorted(set(command_lines(part.blocks)))
    if lines:
        draft.source.findings.warning(
            "check-not-run",
            f"“{part.label}” is no label that checks; the command on line {lines[0]} never runs",
            part.line,
            hint="did you mean `**Verify**:`?",
        )


def command_lines(blocks: Sequence[Block]) -> list[int]:
    """The lines of items and paragraphs with a command in a code span."""
    lines = [
        item.line
        for item in every_item(blocks)
        if box_of(item) is None and command_in(item_text(item)[0])
    ]
    for block in blocks:
        if isinstance(block, Paragraph):
            lines += [line.number for line in block.lines if command_in(line.text)]
    return lines


def tell_taken_away(draft: SubtaskDraft, above: Segment, part: Segment) -> None:
    """Say of a label right below another one that has a meaning what it takes away from that."""
    if above.label is None or part.label is None or above.blocks or above.keys or not part.blocks:
        return
    meaning = meaning_of(above.label)
    if meaning_of(part.label).special or is_legend_label(part.label) or not _asks(meaning):
        return
    if not any(isinstance(block, ListBlock | Fence) for block in part.blocks):
        return
    draft.source.findings.warning(
        "empty-part",
        f"“{part.label}” opens a part of its own, so nothing stands below “{above.label}”",
        part.line,
        hint=f"end the line without a colon to keep what follows below “{above.label}”",
    )


def _asks(meaning: Meaning) -> bool:
    """Whether a part checks, expects or lists criteria."""
    criteria = meaning.bullets and meaning.boxes is Lists.CRITERIA
    return criteria or meaning.reads is not None or meaning.runs is Use.CHECK
