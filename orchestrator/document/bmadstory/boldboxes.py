"""Boxes in bold or code, ``**`[ ]`** **Build**``, as the plain ones that they stand for.

Some write a task so as a paragraph, with a list right below: it becomes an item that holds both.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from orchestrator.document.tree import Block, Heading, Item, ListBlock, Paragraph, Rule

_BOLD = re.compile(r"(?:\*\*`?|`)\[(?P<mark>[ xX-]?)\](?:`?\*\*|`)\s+(?=[*`\w])")


def with_plain_boxes(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, each such box plain, and each such paragraph an item with what follows it."""
    out: list[Block] = []
    held: list[Block] = []
    for block in blocks:
        plain = _plain(block)
        if isinstance(block, Paragraph) and plain is not block:
            out += _item(held)
            held = [plain]
        elif held and not isinstance(block, Heading | Rule):
            held.append(plain)
        else:
            out += [*_item(held), plain]
            held = []
    return out + _item(held)


def _item(blocks: Sequence[Block]) -> list[Block]:
    """A list of one item that holds these blocks; nothing where there are none."""
    if not blocks:
        return []
    line, last = blocks[0].line, blocks[-1].last
    return [ListBlock(False, (Item(tuple(blocks), line, last),), line, last)]


def _plain(block: Block) -> Block:
    """The block itself where it holds no such box."""
    if isinstance(block, Paragraph):
        first = block.lines[0]
        found = _BOLD.match(first.text)
        if found is None:
            return block
        text = f"[{found['mark'] or ' '}] {first.text[found.end() :]}"
        return Paragraph((replace(first, text=text), *block.lines[1:]))
    if isinstance(block, ListBlock):
        items = tuple(map(_plain_item, block.items))
        if any(new is not old for new, old in zip(items, block.items, strict=True)):
            return replace(block, items=items)
    return block


def _plain_item(item: Item) -> Item:
    children = tuple(map(_plain, item.children))
    if any(new is not old for new, old in zip(children, item.children, strict=True)):
        return replace(item, children=children)
    return item
