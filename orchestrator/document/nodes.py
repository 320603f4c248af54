"""What a dialect sees of a file, and what it finds in it: signs, and where the subtasks are."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec import Struct

from orchestrator.diagnostics import Span
from orchestrator.document.frontmatter import FrontMatter
from orchestrator.document.headings import Title
from orchestrator.document.keylines import KeyLine
from orchestrator.document.model import CriterionSpec, SubtaskSpec
from orchestrator.document.segments import Segment
from orchestrator.document.source import Source
from orchestrator.document.tree import Block, Heading


class Page(Struct, frozen=True):
    """A file's top-level blocks; `heading` is the first H1, which is the title, or the next one
    where the first explains marks."""

    source: Source
    blocks: tuple[Block, ...]
    heading: Heading | None
    front: FrontMatter

    def without_title(self, blocks: Iterable[Block]) -> list[Block]:
        """These blocks without the title, which stays where it ends what explains marks."""
        first = next((block for block in self.blocks if _is_first_level(block)), None)
        return [block for block in blocks if block is not self.heading or block is not first]


def _is_first_level(block: Block) -> bool:
    return isinstance(block, Heading) and block.level == 1


class Sign(Struct, frozen=True):
    """What in a file speaks for a dialect: how many lines of it no other dialect would have, and
    what they are, in words."""

    votes: int
    why: str


class After(Struct, frozen=True):
    """That a subtask comes after another: the other's index among the nodes, why, and the line
    that says so. By its place that is `phase`, `wave` or `order`; `explicit` where the text names
    it and the dialect alone knows who bears that name. `asked_by` are the nodes for whose sake
    alone it is."""

    node: int
    why: str
    line: int
    asked_by: tuple[int, ...] = ()


class Node(Struct, frozen=True):
    """A subtask before it is read: its title, its blocks and its lines.

    `item` is True for a check box, `done` is its tick. `keys` are keys that the dialect has
    found in other places than native files have them, `criteria` and `about` (prose that leads
    the description) likewise; `elsewhere` are parts of it that stand in another place of the
    file, each below its heading. `prose` is whether the dialect's tasks are written for somebody:
    then blocks under no label are examples, and numbered items are details. `spec` is the whole
    subtask where the dialect reads it by itself; then nothing else is read of it. `parts` are its
    parts where it is the dialect that cuts them. `only_marked` is whether a block runs only where
    its own words say so.
    """

    title: Title
    span: Span
    blocks: tuple[Block, ...]
    last: int
    item: bool = False
    done: bool = False
    optional: bool = False
    keys: tuple[KeyLine, ...] = ()
    criteria: tuple[CriterionSpec, ...] = ()
    prose: bool = False
    after: tuple[After, ...] = ()
    about: str = ""
    elsewhere: tuple[Block, ...] = ()
    spec: SubtaskSpec | None = None
    parts: tuple[Segment, ...] = ()
    only_marked: bool = False


class Group(Struct, frozen=True):
    """A check box that is no subtask: it is done when all that stands in it is. `inner` are the
    lines of the subtasks and groups in it, `line` is its own."""

    title: str
    line: int
    inner: tuple[int, ...]


class Found(Struct, frozen=True):
    """The subtasks of a page by the dialect of this name; `outside` belongs to none of them.

    `ordered` is whether the dialect says by itself in which order they run: then a subtask that
    comes after none starts at once. `groups` are in document order. `read` are the keys of the
    front matter that it has read itself: they mean something else than in native files. `keys` are
    the keys of the front matter that are the document's, None for all of them. `title` is the
    document's where its first H1 is not it.
    """

    dialect: str
    nodes: tuple[Node, ...]
    outside: tuple[Block, ...]
    ordered: bool = False
    groups: tuple[Group, ...] = ()
    read: frozenset[str] = frozenset()
    keys: tuple[KeyLine, ...] | None = None
    title: Title | None = None


class Dialect(Struct, frozen=True):
    """One of the ways in which files say what their subtasks are.

    `sign` tells what speaks for it in a file, None where nothing does. `find` finds the
    subtasks, None where there are none.
    """

    name: str
    sign: Callable[[Page], Sign | None]
    find: Callable[[Page], Found | None]
