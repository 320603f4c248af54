"""Takes labels and keys out of the list item above them, where they only stand by laziness.

To CommonMark a line right below an item goes on with the item's text, even unindented. The
author of `**Verify**:` below a bullet meant a label of the subtask.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from orchestrator.document.lines import stands_alone
from orchestrator.document.tree import Block, Item, ListBlock, Paragraph


def settled(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks, each lazy label or key at the level of its indentation."""
    out: list[Block] = []
    for block in blocks:
        if isinstance(block, ListBlock):
            out.extend(_list(block))
        else:
            out.append(block)
    return tuple(out)


def _list(block: ListBlock) -> list[Block]:
    out: list[Block] = []
    items: list[Item] = []
    for item in block.items:
        kept, outside = _split(settled(item.children), block.column)
        last = outside[0].line - 1 if outside else item.last
        items.append(replace(item, children=kept, last=last))
        if outside:
            out.append(block.with_items(items))
            out.extend(outside)
            items = []
    if items:
        out.append(block.with_items(items))
    return out


def _split(children: tuple[Block, ...], column: int) -> tuple[tuple[Block, ...], list[Block]]:
    """Children of an item, and what follows from its first lazy label or key on."""
    for index, child in enumerate(children):
        if not isinstance(child, Paragraph):
            continue
        for at, line in enumerate(child.lines):
            if (index or at) and line.column <= column and stands_alone(line):
                kept = [*children[:index]]
                if at:
                    kept.append(Paragraph(child.lines[:at]))
                return tuple(kept), [Paragraph(child.lines[at:]), *children[index + 1 :]]
    return children, []
