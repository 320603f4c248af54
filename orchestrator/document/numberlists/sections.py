"""What sections on dependencies say beside the boxes: `Task 3 depends on Task 1`, `1 → 2`, tables.

Gives names as they stand there, and only those that are known; makes no edge.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from msgspec import Struct, field
from msgspec.structs import replace

from orchestrator.document.boxes import has_boxes, plain_text
from orchestrator.document.dependencyremarks import Known, names_in
from orchestrator.document.inline import masked, without_bold, without_emoji
from orchestrator.document.labels import name_key
from orchestrator.document.numberlists.waves import ARROW, Arrow, is_graph, sides
from orchestrator.document.ownwords import denied
from orchestrator.document.tree import (
    Block,
    Fence,
    Heading,
    Line,
    ListBlock,
    Paragraph,
    Table,
    every_item,
)
from orchestrator.document.values import is_none

_TITLE = re.compile(r"\bdependenc|\btask graph\b|依赖|依存|зависимост", re.I)
_WAITS = re.compile(
    r"\s+(?:(?:must\s+)?(?:depends?\s+(?:only\s+)?(?:up)?on|(?:is\s+|are\s+)?blocked\s+by|requires?"
    r"|needs?|comes?\s+after|after|waits?\s+for))\s*:?\s+",
    re.I,
)
_BLOCKS = re.compile(
    r"\s+(?:blocks?|before|(?:must|has\s+to)\s+\w+(?:\s\w+)?\s+before)\s*:?\s+", re.I
)
_ENDS = re.compile(r"\s[-–—]+\s|[.;(]\s*|,?\s+(?:because|since|so|as|for)\b", re.I)
_TASK_COLUMN = re.compile(
    r"(?:sub-?)?tasks?(?:\s+(?:id|no\.?|number))?|id|#|no\.?|number|step", re.I
)
_DEPENDS_COLUMN = re.compile(
    r"depends?(?:\s+(?:up)?on)?|dependenc(?:y|ies)|blocked\s+by|prerequisites?|requires", re.I
)
_PAIR = re.compile(r"(?P<later>[^:]{1,200}):\s+(?P<earlier>\S.*)")
_TASK = re.compile(r"(?:sub-?)?task\s*#?\d", re.I)


class Said(Struct):
    """Names that come after others, with the line; `unread` are lines that name a task and speak
    of an order that is not understood, `none` those that say what a task does not wait for."""

    arrows: list[Arrow] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)
    none: list[int] = field(default_factory=list)

    def left(self, blocks: Iterable[Block]) -> Iterator[Block]:
        """The blocks without the lines that have been read here."""
        read = {*self.unread, *self.none, *(arrow.line for arrow in self.arrows)}
        for block in blocks:
            if isinstance(block, ListBlock) and any(item.line in read for item in block.items):
                items = tuple(item for item in block.items if item.line not in read)
                if items:
                    yield replace(block, items=items, line=items[0].line, last=items[-1].last)
            elif isinstance(block, Paragraph) and any(line.number in read for line in block.lines):
                lines = tuple(line for line in block.lines if line.number not in read)
                if lines:
                    yield Paragraph(lines)
            else:
                yield block


def read_sections(blocks: Sequence[Block], known: Known, *, drawn: bool = False) -> Said:
    """What the lists, lines and tables say that stand below headings such as Dependencies; with
    `drawn` blocks of arrows too."""
    said = Said()
    level = 0  # of the heading that the section has, 0 outside of any
    graphed = False
    for block in blocks:
        if isinstance(block, Heading):
            if not level or block.level <= level:
                level = block.level if _TITLE.search(without_emoji(block.text)) else 0
            graphed = is_graph(block)
        elif isinstance(block, Table):
            _table(block, known, said)
        elif level and drawn and isinstance(block, Fence):
            _drawing(block, known, said)
        elif level and not has_boxes([block]):
            for line in _lines(block):
                _line(line, known, said, graphed=graphed)
    return said


def _lines(block: Block) -> Iterator[Line]:
    if isinstance(block, Paragraph):
        yield from block.lines
    elif isinstance(block, ListBlock):
        for item in every_item([block]):
            if item.first is not None:
                yield Line(plain_text(item), item.line)


def _line(line: Line, known: Known, said: Said, *, graphed: bool) -> None:
    """Take what a line says; `graphed` is whether arrows there are surely those of tasks."""
    text = without_bold(masked(line.text).replace("*", ""))
    pieces = ARROW.split(text)
    waits = _WAITS.search(text) or _BLOCKS.search(text)
    if len(pieces) > 1:
        found = [_names(piece, known) for piece in pieces]
        if all(found):
            said.arrows += [Arrow(a, b, line.number) for a, b in pairwise(found)]
            return
    elif waits is not None and denied(text, waits.start() + 1):
        if _is_of_tasks(text[: waits.start()], known):
            said.none.append(line.number)
        return
    elif waits is not None:
        first = _names(text[: waits.start()], known)
        second = _names(_ENDS.split(text[waits.end() :], maxsplit=1)[0], known)
        if first and second:
            later = _WAITS.search(text) is not None
            early, late = (second, first) if later else (first, second)
            said.arrows.append(Arrow(early, late, line.number))
            return
    else:
        _pair(text, line.number, known, said)
        return
    sides_of = pieces if len(pieces) > 1 or waits is None else [text[: waits.start()]]
    if (graphed and len(pieces) > 1) or any(_is_of_tasks(side, known) for side in sides_of):
        said.unread.append(line.number)


def _is_of_tasks(side: str, known: Known) -> bool:
    return bool(_names(side, known)) or _TASK.match(side.strip()) is not None


def _pair(text: str, line: int, known: Known, said: Said) -> None:
    """Take `Task 2: Task 1` and `Task 1: None`."""
    found = _PAIR.fullmatch(text.strip())
    later = _names(found["later"], known) if found else ()
    if found is None or not (later or _TASK.match(found["later"].strip())):
        return
    earlier = _names(found["earlier"], known)
    if earlier and later:
        said.arrows.append(Arrow(earlier, later, line))
    elif is_none(found["earlier"].strip(" .")):
        said.none.append(line)
    elif _is_of_tasks(found["earlier"], known):
        said.unread.append(line)


def _drawing(fence: Fence, known: Known, said: Said) -> None:
    """Take the arrows of a block; where one of them is between other things, that is told."""
    for number, text in enumerate(fence.content.split("\n"), start=fence.line + 1):
        pieces = ARROW.split(text.strip().rstrip(";"))
        found = [_names(piece, known) for piece in pieces]
        if len(pieces) > 1 and all(found):
            said.arrows += [Arrow(a, b, number) for a, b in pairwise(found)]
        elif len(pieces) > 1 and (any(found) or (fence.info or "").startswith("mermaid")):
            said.unread.append(fence.line)
            return


def _names(text: str, known: Known) -> tuple[str, ...]:
    """The names of tasks that a text is nothing but, else none."""
    text = text.strip(" .:")
    found = sides(text)
    return names_in(text, known) or (found if all(map(known, found)) else ())


def _table(table: Table, known: Known, said: Said) -> None:
    """A row for each task, with a column of what it depends on."""
    heads = [name_key(cell) for cell in table.header.cells]
    column = next((at for at, head in enumerate(heads) if _DEPENDS_COLUMN.fullmatch(head)), None)
    if not column or _TASK_COLUMN.fullmatch(heads[0]) is None:
        return
    for row in table.rows:
        task, others = (_cell(row.cells[at]) for at in (0, column))
        later, earlier = _names(task, known), _names(others, known)
        if later and earlier:
            said.arrows.append(Arrow(earlier, later, row.line))
        elif _is_of_tasks(task, known) and others.strip() and not is_none(others):
            said.unread.append(row.line)


def _cell(text: str) -> str:
    return without_bold(text.replace("`", "").replace("*", "")).strip()
