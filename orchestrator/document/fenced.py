"""Blocks of code wherever they stand, and what stands around them; knows not what they are for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from orchestrator.document.tree import Block, Fence, ListBlock, Paragraph, Quote


def fences_with_intro(blocks: Sequence[Block]) -> Iterator[tuple[Fence, str]]:
    """The blocks of code in document order, each with the text of the paragraph right before it."""
    stack = _with_previous(blocks)
    while stack:
        block, previous = stack.pop()
        if isinstance(block, Fence):
            lines = previous.lines if isinstance(previous, Paragraph) else ()
            yield block, " ".join(line.text for line in lines)
        elif isinstance(block, Quote):
            stack.extend(_with_previous(block.children))
        elif isinstance(block, ListBlock):
            for item in reversed(block.items):
                stack.extend(_with_previous(item.children))


def without_fences(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks without those of code."""
    for block in blocks:
        if isinstance(block, Quote):
            yield replace(block, children=tuple(without_fences(block.children)))
        elif isinstance(block, ListBlock):
            items = (
                replace(item, children=tuple(without_fences(item.children))) for item in block.items
            )
            yield replace(block, items=tuple(items))
        elif not isinstance(block, Fence):
            yield block


def _with_previous(blocks: Sequence[Block]) -> list[tuple[Block, Block | None]]:
    """The blocks, the last one first, each with the one before it."""
    return list(zip(blocks, (None, *blocks), strict=False))[::-1]
