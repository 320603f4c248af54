"""Phases that are no headings: bold lines above a list of tasks, and items that hold one.

Both are given as headings of a level below all others; knows no tasks beyond that there are some.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from orchestrator.document.boxes import Box, box_of
from orchestrator.document.inline import without_bold, without_emoji
from orchestrator.document.nodes import Page
from orchestrator.document.speckit.phases import phase_of
from orchestrator.document.speckit.tlines import task_line
from orchestrator.document.tree import Block, Heading, Item, ListBlock, Paragraph, every_item

_LEVEL = 7
# Anything else behind the number is a sentence about a phase.
_NAMES = re.compile(r"(?:phase\s+[\w.]+|final\s+phase)\s*(?:$|[:.–—(-])", re.I)


def with_phases(page: Page) -> Page:
    """A page with the phases that bold lines begin."""
    return replace(page, blocks=tuple(_with_phases(page.blocks)))


def _with_phases(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks, with a heading for each line `**Phase 1: Setup**` that has tasks below it; where
    headings are phases such lines are none."""
    if any(isinstance(block, Heading) and phase_of(block.text) for block in blocks):
        yield from blocks
        return
    titles = [_title(block) for block in blocks]
    tasks = False  # whether there are any from here to the next phase or heading
    found = [False] * len(blocks)
    for at in range(len(blocks) - 1, -1, -1):
        found[at] = tasks and titles[at] is not None
        if titles[at] is not None or isinstance(blocks[at], Heading):
            tasks = False
        tasks = tasks or _holds_tasks(blocks[at])
    for block, title, begins in zip(blocks, titles, found, strict=True):
        if not begins or title is None or not isinstance(block, Paragraph):
            yield block
            continue
        first = block.lines[0]
        yield Heading(_LEVEL, title, first.number, first.number, first.column)
        if block.lines[1:]:
            yield Paragraph(block.lines[1:])


def phase_item(item: Item) -> tuple[Heading, ...]:
    """The phase that an item is the title of, where tasks are nested in it."""
    first = item.first
    if first is None:
        return ()
    box = box_of(item)
    text = _phase(box.text if box is not None else first.text)
    if text is None or not any(_holds_tasks(child) for child in item.children[1:]):
        return ()
    return (Heading(_LEVEL, text, item.line, item.line, first.column),)


def phase_boxes(blocks: Sequence[Block]) -> Iterator[tuple[Item, Box]]:
    """The check boxes that are titles of phases."""
    for item in every_item(blocks):
        box = box_of(item)
        if box is not None and phase_item(item):
            yield item, box


def _title(block: Block) -> str | None:
    if not isinstance(block, Paragraph):
        return None
    text = without_emoji(block.lines[0].text)
    return _phase(text) if text.startswith("**") else None


def _phase(text: str) -> str | None:
    text = without_bold(without_emoji(text)).removesuffix(":")
    return text if _NAMES.match(text) and phase_of(text) is not None else None


def _holds_tasks(block: Block) -> bool:
    if not isinstance(block, ListBlock):
        return False
    return any(
        box_of(item) is not None and task_line(item, bare=False) is not None
        for item in every_item([block])
    )
