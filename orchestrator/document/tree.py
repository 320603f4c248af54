"""The blocks of a markdown file as a light tree, each with its lines; holds no meaning.

Lines and columns count from 1; `last` is the last line of a block, itself included.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace


class Line(Struct, frozen=True):
    """One line of a paragraph, without its indentation; `more` are those joined to its text."""

    text: str
    number: int
    column: int = 1
    more: tuple[Line, ...] = ()


class Heading(Struct, frozen=True):
    """A heading of level 1 to 6 with its inline markdown."""

    level: int
    text: str
    line: int
    last: int
    column: int


class Paragraph(Struct, frozen=True):
    """Neighbouring lines of text; never empty."""

    lines: tuple[Line, ...]

    @property
    def line(self) -> int:
        return self.lines[0].number

    @property
    def last(self) -> int:
        return self.lines[-1].number


class Fence(Struct, frozen=True):
    """A code block; `info` is None for one that is only indented."""

    info: str | None
    content: str
    line: int
    last: int
    column: int
    closed: bool = True
    mark: str = ""


class Item(Struct, frozen=True):
    """A list item; `number` is the author's in an ordered list."""

    children: tuple[Block, ...]
    line: int
    last: int
    number: str | None = None

    @property
    def first(self) -> Line | None:
        """The first line of text, if the item begins with a paragraph."""
        if self.children and isinstance(self.children[0], Paragraph):
            return self.children[0].lines[0]
        return None


class ListBlock(Struct, frozen=True):
    """Items under one another; `column` is that of the first bullet."""

    ordered: bool
    items: tuple[Item, ...]
    line: int
    last: int
    column: int = 1

    def with_items(self, items: Sequence[Item]) -> ListBlock:
        """The list of these of its items alone."""
        return replace(self, items=tuple(items), line=items[0].line, last=items[-1].last)


class Row(Struct, frozen=True):
    """A row of a table, cells as inline markdown."""

    cells: tuple[str, ...]
    line: int


class Table(Struct, frozen=True):
    """A table; every row has as many cells as the header."""

    header: Row
    rows: tuple[Row, ...]
    line: int
    last: int


class Quote(Struct, frozen=True):
    """A block quote."""

    children: tuple[Block, ...]
    line: int
    last: int


class Html(Struct, frozen=True):
    """An HTML block, comments included."""

    text: str
    line: int
    last: int

    @property
    def comment(self) -> bool:
        return self.text.lstrip().startswith("<!--")


class Rule(Struct, frozen=True):
    """A thematic break."""

    line: int
    last: int


Block = Heading | Paragraph | Fence | ListBlock | Table | Quote | Html | Rule


def every_block(blocks: Sequence[Block]) -> Iterator[Block]:
    """All blocks in document order, nested ones included; safe at any depth."""
    stack = list(reversed(blocks))
    while stack:
        block = stack.pop()
        yield block
        if isinstance(block, Quote):
            stack.extend(reversed(block.children))
        elif isinstance(block, ListBlock):
            for item in reversed(block.items):
                stack.extend(reversed(item.children))


def every_item(blocks: Sequence[Block]) -> Iterator[Item]:
    """All list items in document order, nested ones included."""
    for block in every_block(blocks):
        if isinstance(block, ListBlock):
            yield from block.items
