"""A plain checklist: each outermost check box is a subtask, its nested boxes are its steps.

Where boxes stand under a heading of steps and criteria under another, the file as a whole
is one subtask; likewise where nothing but numbered items stands under a heading of steps.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from orchestrator.diagnostics import Span
from orchestrator.document.boxes import (
    Box,
    box_of,
    code_of,
    has_boxes,
    is_step,
    tell_odd_mark,
    tell_without_boxes,
)
from orchestrator.document.dependencyremarks import Known, is_vague, remarks, without
from orchestrator.document.headings import Title, document_title, plain_title
from orchestrator.document.inline import without_links
from orchestrator.document.keylines import KeyLine, Value
from orchestrator.document.labels import Lists, is_legend_label, meaning_of
from orchestrator.document.lines import item_text
from orchestrator.document.nodes import Dialect, Found, Node, Page
from orchestrator.document.segments import Segment, segments
from orchestrator.document.tree import Block, Item, ListBlock, Paragraph, Quote, every_block

NAME = "checklist"


class Names(Struct, frozen=True):
    """What boxes are called: their `codes` by the identity of the item, and all their names."""

    codes: Mapping[int, str]
    words: frozenset[str]

    def has(self, name: str) -> bool:
        return name.strip(" .").casefold() in self.words


def checklist(page: Page) -> Found | None:
    """The boxes of any list that is not one of criteria, or the file as a whole."""
    parts = segments(page.without_title(page.blocks), 1, keys=True)
    if _is_whole(parts):
        return _whole(page)
    found: list[tuple[Item, Box]] = []
    for part in parts:
        if not _of_criteria(part) and not (part.label and is_legend_label(part.label)):
            found.extend(outermost(part.blocks))
    if not found:
        return None
    taken = {id(item) for item, _ in found}
    for block in every_block(page.blocks):
        if isinstance(block, ListBlock) and any(id(item) in taken for item in block.items):
            tell_without_boxes(block.items, page.source.findings)
    known = names_of(found)
    nodes = tuple(box_node(page, item, box, known) for item, box in found)
    return Found(NAME, nodes, tuple(without_items(page.blocks, taken)))


def _of_criteria(part: Segment) -> bool:
    meaning = meaning_of(part.label) if part.label else None
    return meaning is not None and meaning.boxes is Lists.CRITERIA and meaning.bullets


def _is_whole(parts: list[Segment]) -> bool:
    """Whether every box stands under a heading of steps or of criteria, and there are both;
    steps may be numbered instead."""
    steps = criteria = numbered = False
    for part in parts:
        meaning = meaning_of(part.label) if part.label else None
        boxed = has_boxes(part.blocks)
        if meaning is not None and meaning.boxes is Lists.STEPS:
            steps = steps or boxed
            numbered = numbered or any(
                isinstance(block, ListBlock) and block.ordered for block in part.blocks
            )
        elif _of_criteria(part):
            criteria = criteria or any(isinstance(block, ListBlock) for block in part.blocks)
        elif boxed and not (meaning is not None and meaning.special):
            return False
    return (steps and criteria) or (numbered and not steps)


def _whole(page: Page) -> Found:
    heading = page.heading
    title = document_title(heading.text) if heading else Title(text="")
    blocks = tuple(block for block in page.blocks if block is not heading)
    line = heading.line if heading else 1
    column = heading.column if heading else 1
    node = Node(title=title, span=Span(line, column), blocks=blocks, last=len(page.source.lines))
    return Found(NAME, (node,), ())


def outermost(blocks: Iterable[Block]) -> Iterator[tuple[Item, Box]]:
    """Boxes that no other box holds, in document order."""
    stack = list(reversed(list(blocks)))
    while stack:
        block = stack.pop()
        if isinstance(block, Quote):
            stack.extend(reversed(block.children))
        if not isinstance(block, ListBlock):
            continue
        inner: list[Block] = []
        for index, item in enumerate(block.items):
            box = box_of(item)
            if box is not None:
                yield item, box
            elif item.children:
                # Go into this item first, then on with the rest of the list.
                rest = block.items[index + 1 :]
                inner = list(item.children)
                if rest:
                    inner.append(ListBlock(block.ordered, rest, rest[0].line, block.last))
                break
        stack.extend(reversed(inner))


def names_of(found: Sequence[tuple[Item, Box]]) -> Names:
    """What the boxes that are subtasks are called: by their numbers, codes and titles, or by the
    numbers of their list where no box has a number or code of its own."""
    codes = [code_of(box.text) if box.number is None else None for _, box in found]
    if not any(codes) and all(box.number is None for _, box in found):
        codes = [item.number.rstrip(".)") if item.number else None for item, _ in found]
    words = {_title(item, lambda name: False) for item, _ in found}
    words |= {box.number.casefold() for _, box in found if box.number}
    words |= {text for code in codes if code for text in (code.casefold(), code.strip("#"))}
    first = Names({}, frozenset(words))
    words |= {_title(item, first.has) for item, _ in found}
    named = {id(item): code for (item, _), code in zip(found, codes, strict=True) if code}
    return Names(named, frozenset(words))


def _title(item: Item, known: Known) -> str:
    """The title of a box as others may call it."""
    text = item_text(item)[0]
    return plain_title(without(text, list(remarks(text, known)))).text.casefold()


def box_node(page: Page, item: Item, box: Box, names: Names) -> Node:
    """A check box as a subtask: its text is the title, what is nested in it its steps."""
    tell_odd_mark(box, page.source.findings)
    text, rest = item_text(item)
    said = list(remarks(text, names.has))
    depends = [_depends(page, item, each.said) for each in said]
    if not said and is_vague(text, names.has):
        page.source.findings.often(
            "vague-dependency",
            "speaks of a dependency in a way that makes no edge",
            item.line,
            hint="write `(depends on …)` with the number or the title of another box",
        )
    text = without(text, said)
    word = "Step " if is_step(box) else ""
    title = plain_title(f"{word}{box.number}. {text}" if box.number else text)
    blocks: list[Block] = [Paragraph(rest)] if rest else []
    blocks += item.children[1:]
    status = "in_progress" if box.mark == "-" else "completed" if box.done else title.status
    status = "cancelled" if box.struck else status
    return Node(
        title=Title(
            text=title.text,
            prefix=title.prefix,
            number=title.number,
            status=status,
            parallel=title.parallel,
            code=names.codes.get(id(item)),
        ),
        span=Span(item.line, box.line.column),
        blocks=tuple(blocks),
        last=item.last,
        item=True,
        done=box.done,
        optional=box.optional or title.optional,
        keys=tuple(depends),
    )


def _depends(page: Page, item: Item, said: str) -> KeyLine:
    column = page.source.column(item.line, said)
    value = Value(without_links(said).strip("[]"), Span(item.line, column))
    return KeyLine("Depends on", (value,), item.line)


def without_items(blocks: Iterable[Block], taken: set[int]) -> Iterator[Block]:
    """The blocks without the items that became subtasks."""
    for block in blocks:
        if isinstance(block, ListBlock):
            items = tuple(
                Item(tuple(without_items(item.children, taken)), item.line, item.last, item.number)
                for item in block.items
                if id(item) not in taken
            )
            if items:
                yield ListBlock(block.ordered, items, items[0].line, items[-1].last)
        elif isinstance(block, Quote):
            yield Quote(tuple(without_items(block.children, taken)), block.line, block.last)
        else:
            yield block


CHECKLIST = Dialect(NAME, lambda page: None, checklist)
