"""Cuts blocks into what stands before any label and a segment for each label; runs nothing.

A label is a sub-heading, a line or bullet that is bold and ends in a colon, or a plain line
`Run:`. Keys are taken out on the way, where keys may stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from orchestrator.diagnostics import Span
from orchestrator.document.boxes import box_of, has_boxes, is_legend, plain_text
from orchestrator.document.inline import peel_emoji, without_bold, without_emoji
from orchestrator.document.keylines import (
    KeyLine,
    Value,
    bold_keys,
    is_italic,
    plain_keys,
    table_keys,
)
from orchestrator.document.keynames import field_of, is_dependency
from orchestrator.document.labels import bold_title, meaning_of, plain_label
from orchestrator.document.lines import holds_command
from orchestrator.document.tree import Block, Heading, Item, Line, ListBlock, Paragraph, Table


@dataclass(slots=True)
class Segment:
    """Blocks under one label (None: before any); `line` is the label's."""

    label: str | None
    line: int
    value: Line | None = None
    blocks: list[Block] = field(default_factory=list)
    keys: list[KeyLine] = field(default_factory=list)


def segments(blocks: Sequence[Block], line: int, *, keys: bool) -> list[Segment]:
    """The segment before any label, then one for each label, in order.

    `keys` is whether keys may stand here: in a subtask or document, not in an item.
    """
    cutter = _Cutter([Segment(None, line)], keys)
    for index, block in enumerate(blocks):
        following = blocks[index + 1] if index + 1 < len(blocks) else None
        cutter.block(block, following)
    return cutter.out


@dataclass(slots=True)
class _Cutter:
    out: list[Segment]
    keys: bool
    skip: Block | None = None

    @property
    def here(self) -> Segment:
        return self.out[-1]

    @property
    def in_body(self) -> bool:
        return self.keys and self.here.label is None

    def open(self, label: str, line: int, value: Line | None = None) -> None:
        self.out.append(Segment(label.strip(), line, value))
        if value is not None:
            item = Item((Paragraph((value,)),), line, line)
            self.here.blocks.append(ListBlock(False, (item,), line, line))

    def block(self, block: Block, following: Block | None) -> None:
        if block is self.skip:
            self.skip = None
        elif isinstance(block, Heading):
            self.open(_shown(block.text), block.line)
            if self.keys and is_dependency(block.text) and isinstance(following, ListBlock):
                self.here.keys.append(_listed(block.text, block.line, following))
        elif isinstance(block, Paragraph):
            self._paragraph(block, following)
        elif isinstance(block, ListBlock):
            self._list(block)
        elif isinstance(block, Table) and self.in_body and (found := table_keys(block)):
            self.here.keys.extend(found)
        else:
            self.here.blocks.append(block)

    def _paragraph(self, paragraph: Paragraph, following: Block | None) -> None:
        prose: list[Line] = []
        lines = _joined(paragraph.lines)
        for line in lines:
            before = self.here
            last = line is lines[-1]
            if not self._line(line, following if last else None, last):
                prose.append(line)
            elif prose:
                before.blocks.append(Paragraph(tuple(prose)))
                prose = []
        if prose:
            self.here.blocks.append(Paragraph(tuple(prose)))

    def _line(self, line: Line, following: Block | None, last: bool) -> bool:
        """Take a line that is a label or keys; False for prose."""
        bold = bold_keys(line)
        if bold:
            return self._bold(bold, following)
        name = bold_title(without_emoji(line.text)) or plain_label(line.text)
        if name is not None and (last or meaning_of(name).special):
            self._label(name, line.number, following)
            return True
        return self._plain(line)

    def _plain(self, line: Line) -> bool:
        found = plain_keys(line)
        if not found:
            return False
        if self.here.label is None and holds_command(found):
            self.open(found[0].name, line.number, _line(found[0].values[0]))
            return True
        known = all(field_of(key.name) is not None for key in found)
        if self.in_body and (known or is_italic(line.text)):
            self.here.keys.extend(found)
            return True
        return False

    def _bold(self, found: list[KeyLine], following: Block | None) -> bool:
        first = found[0]
        if not self.keys and first.values and not meaning_of(first.name).special:
            return False  # inside an item a key is a detail of the item
        for key in found:
            if not key.values:
                self._label(key.name, key.line, following)
            elif meaning_of(key.name).special:
                self.open(key.name, key.line, _line(key.values[0]))
            elif self.keys:
                self.here.keys.append(key)
        return True

    def _label(self, name: str, line: int, following: Block | None) -> None:
        if self.keys and isinstance(following, ListBlock) and _takes_list(name, following):
            # A key with its list below ends neither part nor body.
            self.here.keys.append(_listed(name, line, following))
            self.skip = following
        else:
            self.open(name, line)

    def _list(self, block: ListBlock) -> None:
        kept: list[Item] = []
        for item in block.items:
            before = self.here
            if not self._item(item, block.ordered):
                kept.append(item)
                continue
            if kept:
                before.blocks.append(_part(block, kept))
                kept = []
            # What is indented under a labelled bullet is that part's.
            for nested in _inside(item):
                if nested is not self.skip:
                    self.here.blocks.append(nested)
            self.skip = None
        if kept:
            self.here.blocks.append(_part(block, kept))

    def _item(self, item: Item, ordered: bool) -> bool:
        """Take an item that is a label or a key; False for any other."""
        first = item.first
        if first is None or ordered or box_of(item) is not None or is_legend(item):
            return False
        bold = bold_keys(first)
        if bold:
            return self._bold_item(bold, item)
        name = plain_label(plain_text(item))
        if name is not None and len(item.children) > 1:
            self._listed_item(name, item)
            return True
        found = plain_keys(first) if len(item.children) == 1 else []
        if found and self.here.label is None and holds_command(found):
            self.open(found[0].name, item.line, _line(found[0].values[0]))
            return True
        if found and self.in_body:
            self.here.keys.extend(found)
            return all(field_of(key.name) is not None for key in found)
        return False

    def _bold_item(self, bold: list[KeyLine], item: Item) -> bool:
        key = bold[0]
        if not key.values:
            self._listed_item(key.name, item)
            return True
        if meaning_of(key.name).special:
            self.open(key.name, item.line, _line(key.values[0]))
            return True
        known = all(field_of(one.name) is not None for one in bold)
        if self.in_body and (known or len(item.children) == 1):
            # An unknown key is kept as prose too: it may be all that a subtask says.
            self.here.keys.extend(bold)
            return known
        return False

    def _listed_item(self, name: str, item: Item) -> None:
        nested = item.children[1] if len(item.children) > 1 else None
        if self.in_body and isinstance(nested, ListBlock) and _takes_list(name, nested):
            self.here.keys.append(_listed(name, item.line, nested))
            self.skip = nested
        else:
            self.open(name, item.line)


def _takes_list(name: str, below: ListBlock) -> bool:
    """Whether a key takes the list below it as its value; boxes stay steps or criteria."""
    if field_of(name) is None or meaning_of(name).special:
        return False
    return is_dependency(name) or not has_boxes([below])


def _inside(item: Item) -> list[Block]:
    """The blocks of an item but for its first line."""
    paragraph = item.children[0]
    assert isinstance(paragraph, Paragraph)
    rest: list[Block] = [Paragraph(paragraph.lines[1:])] if len(paragraph.lines) > 1 else []
    return [*rest, *item.children[1:]]


def _joined(lines: tuple[Line, ...]) -> list[Line]:
    """Lines of a paragraph, a key whose value ends in a comma joined with the line below."""
    out: list[list[Line]] = []
    is_key = False
    for line in lines:
        if out and is_key and out[-1][-1].text.endswith(","):
            out[-1].append(line)
        else:
            out.append([line])
            is_key = bool(bold_keys(line) or plain_keys(line))
    return [replace(group[0], text=" ".join(line.text for line in group)) for group in out]


def _shown(heading: str) -> str:
    """A heading as a label: without emoji around it, bold and colon."""
    return peel_emoji(without_bold(heading))[1].rstrip(":").rstrip() or heading


def _line(value: Value) -> Line:
    return Line(value.text, value.span.line, value.span.column)


def _listed(name: str, line: int, block: ListBlock) -> KeyLine:
    values = []
    for item in block.items:
        text = plain_text(item)
        if box_of(item) is not None:
            text = text.partition("]")[2].removeprefix("*").strip()
        if text:
            column = item.first.column if item.first else 1
            values.append(Value(text, Span(item.line, column)))
    return KeyLine(without_emoji(name), tuple(values), line)


def _part(block: ListBlock, items: list[Item]) -> ListBlock:
    return replace(block, items=tuple(items), line=items[0].line, last=items[-1].last)
