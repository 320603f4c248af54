"""Check boxes that are numbered as a tree: which of them are groups, and which the tasks in them.

`- [ ] 1.1` stands in `- [ ] 1.` or after it, or below a heading `## 1. …`. Knows no edges.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct, field
from msgspec.structs import replace

from orchestrator.document.boxes import Box, box_of, has_boxes, same_numbering
from orchestrator.document.headings import Title, plain_title
from orchestrator.document.inline import masked
from orchestrator.document.keylines import KeyLine
from orchestrator.document.labels import Lists, is_legend_label, meaning_of
from orchestrator.document.lines import item_text
from orchestrator.document.nodes import Group, Page
from orchestrator.document.tree import Block, Heading, Item, Line, ListBlock, Quote

# The star of `7.9*` stands for an optional task, as that of `[ ]*` does.
_STARRED = re.compile(r"(?P<number>\d+(?:\.\d+)*)\.?\\?\*\s+")
# Also at the end of a line, right behind another mark: `[A](P)`.
_PARALLEL = re.compile(r"(?<!\w)\(P\)(?!\w)")


class Entry(Struct, kw_only=True):
    """A check box, or a heading above some (`item` and `box` are None).

    It is a group where it has `inner` entries (their indexes), else a task. `rest` are lines of
    the box's paragraph that are not its title, `keys` what its title says beside it. `free` is
    whether it waits for nothing.
    """

    title: Title
    line: int
    item: Item | None = None
    box: Box | None = None
    rest: tuple[Line, ...] = ()
    keys: tuple[KeyLine, ...] = ()
    optional: bool = False
    within: int | None = None
    inner: list[int] = field(default_factory=list)
    free: bool = False


class Tree(Struct):
    """The entries of a page in document order, `roots` those that no other holds, `tasks` those
    that hold none; `outside` are the blocks that belong to none of them."""

    entries: list[Entry]
    roots: list[int]
    tasks: list[int]
    outside: tuple[Block, ...]

    def groups_of(self, index: int) -> Iterator[int]:
        """The groups that an entry stands in, the innermost first."""
        above = self.entries[index].within
        while above is not None:
            yield above
            above = self.entries[above].within

    def tasks_in(self, index: int) -> Iterator[int]:
        """The tasks of a group in order; of a task, itself."""
        stack = [index]
        while stack:
            at = stack.pop()
            inner = self.entries[at].inner
            if not inner:
                yield at
            stack.extend(reversed(inner))

    def ends_of(self, index: int) -> tuple[int, int]:
        """The first and the last task of a group."""
        first = last = index
        while self.entries[first].inner:
            first = self.entries[first].inner[0]
        while self.entries[last].inner:
            last = self.entries[last].inner[-1]
        return first, last

    def groups(self) -> Iterator[Group]:
        """The check boxes that are groups."""
        for entry in self.entries:
            if entry.inner and entry.item is not None:
                lines = (self.entries[at].line for at in entry.inner)
                yield Group(entry.title.text, entry.line, tuple(lines))


def read_tree(page: Page) -> Tree:
    """The boxes of a page, but for those below a heading of criteria or of legends."""
    builder = _Builder()
    outside: list[Block] = []
    taken = True
    for block in page.blocks:
        if isinstance(block, Heading):
            outside.append(block)
            taken = not _is_other(block)
            if block is not page.heading:
                builder.heading(block)
        elif not (taken and isinstance(block, ListBlock | Quote) and has_boxes([block])):
            outside.append(block)
        else:
            builder.boxes([block])
            outside.extend(_without_boxes(block))
    return builder.tree(tuple(outside))


def is_parallel(text: str) -> bool:
    """Whether a text is marked `(P)`, outside code."""
    return _PARALLEL.search(masked(text)) is not None


def boxes_within(blocks: Iterable[Block]) -> Iterator[tuple[Item, Box, int | None]]:
    """Each box at any depth in document order, with the place in this order of the one around."""
    stack: list[tuple[Block | Item, int | None]] = [(b, None) for b in reversed(list(blocks))]
    count = 0
    while stack:
        each, around = stack.pop()
        inner: Iterable[Block | Item] = ()
        if isinstance(each, ListBlock):
            inner = each.items
        elif isinstance(each, Quote):
            inner = each.children
        elif isinstance(each, Item):
            inner = each.children
            box = box_of(each)
            if box is not None:
                yield each, box, around
                around = count
                count += 1
        stack.extend((child, around) for child in reversed(tuple(inner)))


class _Builder(Struct):
    """The entries so far. `outer` has for each the box that it is nested in; `open` are the
    entries that the next one may stand in, by nesting or by number."""

    entries: list[Entry] = field(default_factory=list)
    outer: list[int | None] = field(default_factory=list)
    open: list[int] = field(default_factory=list)
    above: Heading | None = None

    def heading(self, heading: Heading) -> None:
        self.above, self.open = heading, []

    def boxes(self, blocks: Iterable[Block]) -> None:
        if self.above is not None:
            self._add(_of_heading(self.above), None, None)
            self.open, self.above = [len(self.entries) - 1], None
        section = self.open[0] if self.open and self.entries[self.open[0]].item is None else None
        first = len(self.entries)
        for item, box, around in boxes_within(blocks):
            outer = None if around is None else first + around
            entry = _of_box(item, box)
            while self.open and not self._holds(self.open[-1], entry, outer, section):
                self.open.pop()
            self._add(entry, outer, self.open[-1] if self.open else None)
            self.open.append(len(self.entries) - 1)

    def tree(self, outside: tuple[Block, ...]) -> Tree:
        entries, outer = self.entries, self.outer
        # A box in another is a step of it, unless it or one inside is numbered as a task.
        tasks = [
            outer[at] is None or "." in (entry.title.number or "")
            for at, entry in enumerate(entries)
        ]
        groups = [False] * len(entries)
        for at in range(len(entries) - 1, -1, -1):
            above = entries[at].within
            if tasks[at] and above is not None:
                tasks[above] = groups[above] = True
        roots: list[int] = []
        for at, entry in enumerate(entries):
            above = entry.within
            tasks[at] = tasks[at] or (above is not None and groups[above])
            if tasks[at]:
                (roots if above is None else entries[above].inner).append(at)
                entry.optional |= above is not None and entries[above].optional
        leaves = [at for at, entry in enumerate(entries) if tasks[at] and not entry.inner]
        return Tree(entries, roots, leaves, outside)

    def _add(self, entry: Entry, outer: int | None, within: int | None) -> None:
        entry.within = within
        self.entries.append(entry)
        self.outer.append(outer)

    def _holds(self, at: int, entry: Entry, outer: int | None, section: int | None) -> bool:
        if at in (outer, section):
            return True
        return self.outer[at] == outer and same_numbering(
            entry.title.number, self.entries[at].title.number
        )


def _of_box(item: Item, box: Box) -> Entry:
    text, rest = item_text(item)
    starred = _STARRED.match(text) if box.number is None else None
    number = starred["number"] if starred else box.number
    text = text[starred.end() :] if starred else text
    title = _title(f"{number}. {text}" if number else text)
    status = "in_progress" if box.mark == "-" else "completed" if box.done else title.status
    return Entry(
        title=replace(title, status=status),
        line=item.line,
        item=item,
        box=box,
        rest=rest,
        optional=box.optional or title.optional or starred is not None,
    )


def _of_heading(heading: Heading) -> Entry:
    title = _title(heading.text)
    return Entry(title=title, line=heading.line, optional=title.optional)


def _title(text: str) -> Title:
    if not is_parallel(text):
        return plain_title(text)
    return replace(plain_title(_PARALLEL.sub(" ", text)), parallel=True)


def _is_other(heading: Heading) -> bool:
    meaning = meaning_of(heading.text)
    criteria = meaning.boxes is Lists.CRITERIA and meaning.bullets
    return criteria or is_legend_label(heading.text)


def _without_boxes(block: Block) -> Iterator[Block]:
    """What of a list is no task: its items without a box in them."""
    if isinstance(block, ListBlock):
        items = tuple(item for item in block.items if _is_plain(item))
        if items:
            yield replace(block, items=items, line=items[0].line, last=items[-1].last)


def _is_plain(item: Item) -> bool:
    return box_of(item) is None and not has_boxes(item.children)
