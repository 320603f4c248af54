"""What stands below a numbered box: keys in italics, what is to hold, and the rest as it is.

Makes the node of a task of it. Knows no order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from msgspec import Struct, field
from msgspec.structs import replace

from orchestrator.diagnostics import Span
from orchestrator.document.boxes import has_boxes, plain_text
from orchestrator.document.dependencyremarks import (
    Known,
    Remark,
    all_known,
    bullet,
    is_vague,
    remarks,
)
from orchestrator.document.inline import without_bold
from orchestrator.document.keylines import KeyLine, Value, bold_keys, is_italic, plain_keys
from orchestrator.document.keynames import field_of
from orchestrator.document.lines import item_text
from orchestrator.document.model import CriterionSpec
from orchestrator.document.nodes import After, Node
from orchestrator.document.numberlists.numbered import Entry, Tree
from orchestrator.document.source import Source
from orchestrator.document.tree import (
    Block,
    Html,
    Item,
    Line,
    ListBlock,
    Paragraph,
    Rule,
    every_item,
)

_HOLDS = re.compile(
    r"(?:\*\*|__)(?P<name>Property|Validates|属性|验证|検証|Свойство)(?:\s+\d[\d.]*)?\s*"
    r"(?:\*\*|__)?\s*[:：]",
    re.I,
)
_MOST_GROUPS = 3


class Details(Struct):
    """`blocks` are those without the lines that are `keys` or `criteria`; `vague` are lines that
    depend on what `known` says to be no task."""

    known: Known
    keys: list[KeyLine] = field(default_factory=list)
    criteria: list[CriterionSpec] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    vague: list[int] = field(default_factory=list)


def read_details(entry: Entry, known: Known) -> Details:
    """What stands in the item of a box, after its title."""
    found = Details(known, list(entry.keys))
    if entry.item is None:
        return found
    done = entry.box is not None and entry.box.done
    children = entry.item.children[1:]
    for block in (*([Paragraph(entry.rest)] if entry.rest else []), *children):
        if isinstance(block, Paragraph):
            lines = tuple(line for line in block.lines if not _take(found, line, (), done))
            found.blocks += [Paragraph(lines)] if lines else []
        elif isinstance(block, ListBlock):
            items = tuple(item for item in block.items if not _take_item(found, item, done))
            if items:
                found.blocks.append(
                    replace(block, items=items, line=items[0].line, last=items[-1].last)
                )
        else:
            found.blocks.append(block)
    return found


def holds(text: str) -> bool:
    """Whether a line says what is to hold: `**Property 1: …**`, `**Validates: …**`."""
    return _HOLDS.match(text) is not None


def node_of(tree: Tree, index: int, details: Details, after: tuple[After, ...]) -> Node:
    """The node of a task, with the titles of the groups that it stands in."""
    entry = tree.entries[index]
    item, box = entry.item, entry.box
    assert item is not None
    assert box is not None
    above = [tree.entries[at] for at in islice(tree.groups_of(index), _MOST_GROUPS)]
    titles = [each.title.text for each in reversed(above) if each.item or each.title.number]
    group = _key("Group", " / ".join(titles), above[0].line) if titles else None
    return Node(
        title=entry.title,
        span=Span(item.line, box.line.column),
        blocks=tuple(details.blocks),
        last=item.last,
        item=True,
        done=box.done,
        optional=entry.optional,
        keys=(*([group] if group else []), *details.keys),
        criteria=tuple(details.criteria),
        prose=True,
        after=after,
    )


def add_group(source: Source, entry: Entry, group: Details, first: Details, last: Details) -> bool:
    """Give what stands below a group's own box to the first of its tasks, what is to hold when
    it is closed to the last. Returns whether there was anything but keys."""
    last.criteria.extend(group.criteria)
    texts = [text for block in group.blocks for text in _texts(source, block)]
    keys = [f"{key.name}: {value.text}" for key in group.keys for value in key.values]
    if texts or keys:
        first.keys.append(_key("Group details", "; ".join((*texts, *keys)), entry.line))
    return bool(texts or group.criteria)


def _take(found: Details, line: Line, below: tuple[Block, ...], done: bool) -> bool:
    """Take a line that is a key or says what is to hold; False for any other."""
    if holds(line.text):
        texts = (item_text(item)[0] for item in every_item(below))
        found.criteria.append(_criterion(line, tuple(filter(None, texts)), done))
        return True
    keys = _keys(found, line) if not below else []
    found.keys.extend(keys)
    if not keys:
        _listen(found, line)
    return bool(keys)


def _keys(found: Details, line: Line) -> list[KeyLine]:
    """The keys that a line is: any in italics, else what it depends on."""
    if is_italic(line.text):
        return plain_keys(line)
    bold = bold_keys(line)
    if bold and all(key.values and field_of(key.name) == "depends_on" for key in bold):
        return bold
    said = bullet(line.text, found.known)
    return [_depends(line, said)] if said is not None else []


def _listen(found: Details, line: Line) -> None:
    """Take what a line says of dependencies beside all else; a version is no task."""
    said = [
        each
        for each in remarks(line.text, found.known, loose=False)
        if all_known(each.said, found.known)
    ]
    found.keys += [_depends(line, each) for each in said]
    if not said and is_vague(line.text, found.known):
        found.vague.append(line.number)


def _take_item(found: Details, item: Item, done: bool) -> bool:
    if item.first is None or has_boxes([ListBlock(False, (item,), item.line, item.last)]):
        return False
    line = replace(item.first, text=plain_text(item))
    taken = _take(found, line, item.children[1:], done)
    for inner in every_item(item.children[1:]) if not taken else ():
        if inner.first is not None:
            _take_inner(found, replace(inner.first, text=plain_text(inner)))
    return taken


def _take_inner(found: Details, line: Line) -> None:
    """Take what a line in a detail says of dependencies; the line stays where it is."""
    keys = [key for key in _keys(found, line) if field_of(key.name) == "depends_on"]
    found.keys += keys
    if not keys:
        _listen(found, line)


def _depends(line: Line, said: Remark) -> KeyLine:
    span = Span(line.number, line.column + said.at)
    return KeyLine("Depends on", (Value(said.said, span),), line.number)


def _criterion(line: Line, details: tuple[str, ...], done: bool) -> CriterionSpec:
    name = _HOLDS.match(line.text)
    assert name is not None
    text = without_bold(line.text)
    return CriterionSpec(part=name["name"], text=text, line=line.number, details=details, done=done)


def _key(name: str, text: str, line: int) -> KeyLine:
    return KeyLine(name, (Value(text, Span(line)),), line)


def _texts(source: Source, block: Block) -> Iterator[str]:
    """A block as text, line by line of a list, without what has boxes of its own."""
    if isinstance(block, Html | Rule):
        return
    if isinstance(block, ListBlock):
        own = [item for item in block.items if not has_boxes([replace(block, items=(item,))])]
        yield from (
            text
            for item in every_item([replace(block, items=tuple(own))])
            if (text := plain_text(item))
        )
    else:
        yield source.raw(block.line, block.last)
