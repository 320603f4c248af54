"""Says of checks, expectations and criteria outside every subtask that nothing comes of them.

A heading of a subtask's own level ends it, so that `## Verify` below `### Task 1` is nobody's.
"""

from __future__ import annotations

from collections.abc import Sequence

from orchestrator.document.boxes import box_of
from orchestrator.document.commands import is_prose, language_of
from orchestrator.document.info import read_info
from orchestrator.document.inline import without_bold
from orchestrator.document.labels import Lists, Meaning, Reads, Use, is_legend_label, meaning_of
from orchestrator.document.nodes import Found, Page
from orchestrator.document.parts.nearchecks import command_lines, sounds_like_checks
from orchestrator.document.parts.spans import is_command_cell
from orchestrator.document.segments import Segment, segments
from orchestrator.document.source import Source
from orchestrator.document.tree import Block, Fence, Heading, Table, every_block, every_item

_MAX_LEVEL = 6


def tell_unowned(page: Page, found: Found) -> frozenset[int]:
    """Add a warning for each such part; the lines of the blocks that it is about."""
    first = min((node.span.line for node in found.nodes), default=0)
    # A first-level heading below the subtasks may be the title, and a label all the same.
    blocks = [block for block in found.outside if block is not page.heading or block.line > first]
    told: set[int] = set()
    for part in segments(blocks, 1, keys=True):
        if part.label is None or is_legend_label(part.label):
            continue
        lines = _meant(page.source, part, meaning_of(part.label))
        if lines:
            told.update(lines)
            page.source.findings.warning(
                "runs-nowhere",
                f"“{part.label}” belongs to no subtask, so nothing comes of what stands below it "
                f"(line {min(lines)})",
                part.line,
                hint=_next_step(page, found, part),
            )
    return frozenset(told)


def _meant(source: Source, part: Segment, meaning: Meaning) -> list[int]:
    """The lines of what would check, expect or be a criterion below a subtask's heading."""
    blocks = list(every_block(part.blocks))
    if meaning.reads is Reads.EXPECT:
        return [item.line for item in every_item(part.blocks)]
    if meaning.reads is Reads.OUTPUT:
        return [block.line for block in blocks if isinstance(block, Fence)]
    if meaning.runs is not Use.CHECK and not sounds_like_checks(part.label or ""):
        return []
    lines = [block.line for block in blocks if isinstance(block, Fence) and _runs(source, block)]
    lines += command_lines(part.blocks) + _rows(blocks)
    if meaning.bullets and meaning.boxes is Lists.CRITERIA:
        # Boxes that nobody owns are told of wherever they stand.
        lines += [item.line for item in every_item(part.blocks) if box_of(item) is None]
    return lines


def _runs(source: Source, fence: Fence) -> bool:
    info = read_info(fence.info)
    language = language_of(info, None, source, fence)
    return not info.overrides and language is not None and not is_prose(fence, language)


def _rows(blocks: Sequence[Block]) -> list[int]:
    """The lines of rows with a cell that is a command."""
    tables = (block for block in blocks if isinstance(block, Table))
    return [
        row.line for table in tables for row in table.rows if any(map(is_command_cell, row.cells))
    ]


def _next_step(page: Page, found: Found, part: Segment) -> str:
    """How the part becomes the last subtask's before it."""
    before = [node for node in found.nodes if node.span.line < part.line and not node.item]
    headings = {block.line: block for block in page.blocks if isinstance(block, Heading)}
    owner = headings.get(before[-1].span.line) if before else None
    if owner is None:
        return "move it below a subtask's heading"
    label = without_bold(part.label or "")
    if part.line in headings and owner.level < _MAX_LEVEL:
        return (
            f"write `{'#' * (owner.level + 1)} {label}` to make it a part of “{owner.text}” "
            f"(line {owner.line})"
        )
    return f"move it up to “{owner.text}” (line {owner.line})"
