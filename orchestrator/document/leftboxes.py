"""The last look at a file: boxes that became nothing, and of which nothing was said, are told.

Whatever a dialect passes over, no box is lost without a word.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from orchestrator.diagnostics import Findings
from orchestrator.document.boxes import box_of, explains_box, tell_legend
from orchestrator.document.labels import bold_pair
from orchestrator.document.model import Document, Keys
from orchestrator.document.nodes import Page
from orchestrator.document.parts.untaken import is_glued_box, lost_lines, starts_with_box
from orchestrator.document.tree import Block, Paragraph, every_block, every_item

_MAX_LINES = 20


def tell_left_boxes(page: Page, document: Document) -> None:
    """Say of the boxes of a page which of them nothing comes of, and which explain marks."""
    findings = page.source.findings
    known = findings.accounted.union(_lines(document))
    left = {line for line in lost_lines(page.blocks, listed=True) if line not in known}
    legend: list[int] = []
    for item in every_item(page.blocks):
        lines = {item.line, item.first.number if item.first is not None else item.line}
        if not lines.isdisjoint(known):
            continue
        if box_of(item) is not None or (item.first and is_glued_box(item.first.text)):
            left.add(item.line)
        elif explains_box(item):
            legend.append(item.line)
    if legend:
        tell_legend(legend, findings)
    for line in _beside_keys(page.blocks):
        findings.often(
            "box-beside-a-key",
            "a box beside a name is a value, no step: nobody is asked to tick it",
            line,
            hint="nothing to do, unless somebody has to do it: then write `- [ ] …`",
        )
    if left:
        _tell(findings, sorted(left))


def _tell(findings: Findings, lines: Sequence[int]) -> None:
    shown = ", ".join(map(str, lines[:_MAX_LINES]))
    more = f" and {len(lines) - _MAX_LINES} more" if len(lines) > _MAX_LINES else ""
    findings.warning(
        "lost-boxes",
        "boxes where no step or criterion can be are kept as text at most, on "
        f"line{'s' if len(lines) > 1 else ''} {shown}{more}",
        lines[0],
        hint="make them plain bullets, or move them to where they count",
    )


def _beside_keys(blocks: Sequence[Block]) -> Iterator[int]:
    """The lines such as `**Task #001 Complete**: [ ]`."""
    for block in every_block(blocks):
        for line in block.lines if isinstance(block, Paragraph) else ():
            pair = bold_pair(line.text)
            if pair is not None and starts_with_box(pair[1]):
                yield line.number


def _lines(document: Document) -> Iterator[int]:
    """The lines of all that a box may become: a reference is an edge, or it is told."""
    yield from _of_keys(document.keys)
    for subtask in document.subtasks:
        yield subtask.span.line
        yield from (step.line for step in subtask.steps)
        yield from (criterion.line for criterion in subtask.criteria)
        yield from _of_keys(subtask.keys)


def _of_keys(keys: Keys) -> Iterator[int]:
    for reference in (*keys.depends_on, *keys.blocks):
        yield reference.span.line
