"""What a dialect finds in a file: where its subtasks are, and what is outside of them."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from orchestrator.diagnostics import Span
from orchestrator.document.headings import Title
from orchestrator.document.source import Source
from orchestrator.document.tree import Block, Heading


class Page(Struct, frozen=True):
    """A file's top-level blocks; `heading` is the first H1, which is the title."""

    source: Source
    blocks: tuple[Block, ...]
    heading: Heading | None


class Node(Struct, frozen=True):
    """A subtask before it is read: its title, its blocks and its lines.

    `item` is True for a check box, `done` is its tick.
    """

    title: Title
    span: Span
    blocks: tuple[Block, ...]
    last: int
    item: bool = False
    done: bool = False
    optional: bool = False
    depends: tuple[tuple[str, Span], ...] = ()


class Found(Struct, frozen=True):
    """The subtasks of a page by the dialect of this name; `outside` belongs to none of them."""

    dialect: str
    nodes: tuple[Node, ...]
    outside: tuple[Block, ...]


Dialect = Callable[[Page], Found | None]
"""Finds subtasks, or gives None where the file is not of the dialect."""
