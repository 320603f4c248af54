"""Boxes written as one character: an item `☐ text` is read as `[ ] text`, `☑ text` as `[x] text`.

In a list that has such a box, `✅` and `✓` are ticks too; elsewhere they adorn a bullet.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from orchestrator.document.tree import Block, Item, ListBlock, Paragraph, Quote

_OPEN, _TICKED = "☐⬜🔲☒", "☑🗹"
_SIGN = re.compile(rf"([{_OPEN}{_TICKED}])\ufe0f?\s+")
_TICK = re.compile(r"[✅✓✔]\ufe0f?\s+")


def with_boxes(blocks: Sequence[Block], text: str) -> tuple[Block, ...]:
    """The blocks of `text`, each such sign as the box that it stands for."""
    if not any(sign in text for sign in _OPEN + _TICKED):
        return tuple(blocks)
    return tuple(_block(block) for block in blocks)


def _block(block: Block) -> Block:
    if isinstance(block, Quote):
        return replace(block, children=tuple(_block(child) for child in block.children))
    if not isinstance(block, ListBlock):
        return block
    boxes = any(item.first and _SIGN.match(item.first.text) for item in block.items)
    return replace(block, items=tuple(_item(item, boxes) for item in block.items))


def _item(item: Item, boxes: bool) -> Item:
    children = [_block(child) for child in item.children]
    first = children[0] if children else None
    box = _box(first.lines[0].text) if boxes and isinstance(first, Paragraph) else None
    if box is not None and isinstance(first, Paragraph):
        children[0] = Paragraph((replace(first.lines[0], text=box), *first.lines[1:]))
    return replace(item, children=tuple(children))


def _box(text: str) -> str | None:
    found = _SIGN.match(text)
    if found is not None:
        return f"[{'x' if found[1] in _TICKED else ' '}] {text[found.end() :]}"
    ticked = _TICK.match(text)
    return f"[x] {text[ticked.end() :]}" if ticked is not None else None
