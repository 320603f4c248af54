"""Where the boxes and the declared statuses of a task file stand; says nothing of what is due.

Reads the file with the project's own parser, so that a box in a fence, a comment or a code
span is none. Lines count from 1, characters in a line from 0.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from orchestrator.diagnostics import Findings
from orchestrator.document.blocks import deep_recursion
from orchestrator.document.boxes import box_of
from orchestrator.document.dialects.choice import subtasks_of
from orchestrator.document.frontmatter import FrontMatter
from orchestrator.document.headings import plain_title
from orchestrator.document.inline import unwrapped
from orchestrator.document.keylines import KeyLine
from orchestrator.document.keynames import field_of
from orchestrator.document.lines import item_text
from orchestrator.document.nodes import Found, Group, Page
from orchestrator.document.parse import read_page
from orchestrator.document.restated import says_more
from orchestrator.document.segments import segments
from orchestrator.document.spelling import Spelled, in_title, in_value
from orchestrator.document.status import status_of
from orchestrator.document.text import decode
from orchestrator.document.tree import (
    Block,
    Heading,
    Item,
    Paragraph,
    Table,
    every_block,
    every_item,
)

# Nothing but bullets, numbers and quote marks stands before the box of an item.
_BOX = re.compile(r"[\s>*+\-.)\d]*\[(?P<mark>\s*[^\]\s]?\s*)\]\*?")


class BoxMark(Struct, frozen=True):
    """A check box on `line`, what stands between its brackets from `start` to `end`; its item
    goes from line `first` to `last`."""

    first: int
    last: int
    line: int
    start: int
    end: int
    mark: str

    @property
    def done(self) -> bool:
        return self.mark in ("x", "X")


class StatusMark(Struct, frozen=True):
    """A declared status in the piece of `line` that begins at `start` and reads `text`.

    `subtask` is the line of the subtask that it is of, None for the document's own. `where`
    is `title`, `key` or `front`: the front matter. `whole` tells that nothing else on the line
    says a status, so that another can stand in its place.
    """

    subtask: int | None
    where: str
    line: int
    start: int
    text: str
    spelled: Spelled
    whole: bool = True


class Marks(Struct, frozen=True):
    """All of a file, in order of line. `groups` are the boxes that close with those in them."""

    boxes: tuple[BoxMark, ...]
    statuses: tuple[StatusMark, ...]
    groups: tuple[Group, ...] = ()


def read_marks(
    data: bytes, path: str, languages: frozenset[str] = frozenset(), dialect: str | None = None
) -> Marks:
    """The marks of a task file that has no error; `languages` and `dialect` as for reading it."""
    findings = Findings(path)
    with deep_recursion():
        page = read_page(decode(data, findings), path, languages, findings)
        found = subtasks_of(page, dialect)
        boxes = tuple(sorted(_boxes(page), key=lambda box: box.first))
        statuses = {(each.line, each.start): each for each in _statuses(page.front, page, found)}
    groups = found.groups if found else ()
    return Marks(boxes, tuple(statuses[place] for place in sorted(statuses)), groups)


def _boxes(page: Page) -> Iterator[BoxMark]:
    for item in every_item(page.blocks):
        box = box_of(item)
        if box is None:
            continue
        found = _BOX.match(page.source.lines[box.line.number - 1])
        if found is not None and found["mark"].strip() == box.mark:
            start, end = found.span("mark")
            yield BoxMark(item.line, item.last, box.line.number, start, end, box.mark)


def _statuses(front: FrontMatter, page: Page, found: Found | None) -> Iterator[StatusMark]:
    """Those of subtasks, then those of the document: a title that is both counts as its."""
    nodes = found.nodes if found else ()
    headings = {block.line: block for block in page.blocks if isinstance(block, Heading)}
    boxed = {item.line: item for item in every_item(page.blocks) if box_of(item) is not None}
    for node in nodes:
        line = node.span.line
        if node.item and line in boxed:
            yield from _of_item(page, boxed[line], line)
        elif line in headings:
            yield from _titled(page, headings[line].text, line, line)
        yield from _of_keys(page, node.keys, line, "key")
        yield from _below(page, node.blocks, line, line)
    yield from _of_keys(page, front.keys, None, "front")
    if page.heading is not None:
        yield from _titled(page, page.heading.text, page.heading.line, None)
    first = min((node.span.line for node in nodes), default=0)
    outside = found.outside if found else ()
    blocks = [block for block in outside if block is not page.heading and block.line < first]
    yield from _below(page, blocks, page.heading.line if page.heading else 1, None)


def _of_item(page: Page, item: Item, subtask: int) -> Iterator[StatusMark]:
    """The status of a check box that is a subtask, where its text is one line."""
    box = box_of(item)
    if box is not None and item_text(item)[0] == box.text:
        yield from _titled(page, box.text, box.line.number, subtask)


def _titled(page: Page, text: str, line: int, subtask: int | None) -> Iterator[StatusMark]:
    """The status of a title; one of several lines, or inside a link, has no place that is known."""
    start = page.source.lines[line - 1].rfind(text) if text else -1
    spelled = in_title(text) if start >= 0 else None
    if spelled is not None:
        whole = not says_more(text, spelled)
        yield StatusMark(subtask, "title", line, start, text, spelled, whole)
    elif status := plain_title(text).status:
        yield StatusMark(subtask, "title", line, 0, "", Spelled(status, None, ()), False)


def _below(
    page: Page, blocks: Sequence[Block], line: int, subtask: int | None
) -> Iterator[StatusMark]:
    """The statuses that keys give below a heading or in an item."""
    parts = segments(blocks, line, keys=True)
    # A line of several keys, one of them unknown, is prose too, and prose is what is to be done.
    prose = {
        each.number
        for part in parts
        for block in every_block(part.blocks)
        if isinstance(block, Paragraph)
        for each in block.lines
    }
    keys = [key for part in parts for key in part.keys if key.line not in prose]
    yield from _of_keys(page, keys, subtask, "key", _rows(blocks))


def _rows(blocks: Sequence[Block]) -> frozenset[int]:
    """The lines of tables, of whose cells only the line is known."""
    tables = (block for block in every_block(blocks) if isinstance(block, Table))
    return frozenset(row.line for table in tables for row in (table.header, *table.rows))


def _of_keys(
    page: Page,
    keys: Sequence[KeyLine],
    subtask: int | None,
    where: str,
    rows: frozenset[int] = frozenset(),
) -> Iterator[StatusMark]:
    for key in keys:
        if field_of(key.name) != "status" or len(key.values) != 1:
            continue
        (value,) = key.values
        line = page.source.lines[value.span.line - 1]
        in_row = value.span.line in rows
        start = line.rfind(value.text) if in_row else line.find(value.text, value.span.column - 1)
        spelled = in_value(value.text) if start >= 0 else None
        if spelled is not None:
            whole = not says_more(value.text, spelled)
            yield StatusMark(subtask, where, value.span.line, start, value.text, spelled, whole)
        elif status := status_of(unwrapped(value.text)):
            nowhere = Spelled(status, None, ())
            yield StatusMark(subtask, where, value.span.line, 0, "", nowhere, False)
