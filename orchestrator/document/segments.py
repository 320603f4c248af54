"""Cuts blocks into what stands before any label and a segment for each label; runs nothing.

A label is a sub-heading, a line or bullet that is bold and ends in a colon, or a plain line
`Run:`. Keys are taken out on the way, where keys may stand; a label that is a key's name takes
what stands below it.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from orchestrator.diagnostics import Span
from orchestrator.document.below import Below, cut_list, is_key, listed, missing, stated
from orchestrator.document.boxes import box_of, is_legend, plain_text
from orchestrator.document.inline import without_emoji
from orchestrator.document.keylines import (
    KeyLine,
    Value,
    bold_keys,
    dependencies_in,
    is_italic,
    lists_commands,
    plain_keys,
    table_keys,
)
from orchestrator.document.keynames import field_of, is_dependency, is_unmistakable
from orchestrator.document.keyreaders import are_references
from orchestrator.document.labels import (
    DOCUMENTATION,
    NO_MEANING,
    Meaning,
    Reads,
    bold_title,
    heading_label,
    meaning_of,
    plain_label,
)
from orchestrator.document.lines import holds_command
from orchestrator.document.referring import begins_with_reference
from orchestrator.document.tree import (
    Block,
    Heading,
    Item,
    Line,
    ListBlock,
    Paragraph,
    Quote,
    Table,
)

_MAX_LINES = 500  # of text below a key; without an end, long files would take quadratic time
_MAX_STATUS_WORDS = 4


class Segment(Struct):
    """Blocks under one label (None: before any); `line` is the label's, `listed` whether that is
    a bullet. `meaning` is what the part means where its label does not say it."""

    label: str | None
    line: int
    value: Line | None = None
    blocks: list[Block] = field(default_factory=list)
    keys: list[KeyLine] = field(default_factory=list)
    listed: bool = False
    meaning: Meaning | None = None


def segments(blocks: Sequence[Block], line: int, *, keys: bool) -> list[Segment]:
    """The segment before any label, then one for each label, in order.

    `keys` is whether keys may stand here: in a subtask or document, not in an item.
    """
    cutter = _Cutter([Segment(None, line)], keys)
    for index, block in enumerate(blocks):
        following = blocks[index + 1] if index + 1 < len(blocks) else None
        cutter.block(block, following)
    return cutter.out


class _Cutter(Struct):
    out: list[Segment]
    keys: bool
    skip: Block | None = None
    taken: int = 0  # lines that a key took of what stands below it
    left: tuple[Block, ...] = ()  # what a key left of the list below it

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
            taken, left = self.taken, self.left
            self.skip, self.taken, self.left = None, 0, ()
            if isinstance(block, Paragraph) and block.lines[taken:]:
                self._paragraph(Paragraph(block.lines[taken:]), following)
            for each in left:
                self.block(each, None)
        elif isinstance(block, Heading):
            self._heading(block, following)
        elif isinstance(block, Paragraph):
            self._paragraph(block, following)
        elif isinstance(block, ListBlock):
            self._list(block)
        elif isinstance(block, Table) and self.in_body and (found := table_keys(block)):
            self.here.keys.extend(found)
            if lists_commands(block):
                self.here.blocks.append(block)
        else:
            self.here.blocks.append(block)
            if self.in_body and isinstance(block, Quote):
                self.here.keys.extend(dependencies_in(block))

    def _paragraph(self, paragraph: Paragraph, following: Block | None) -> None:
        prose: list[Line] = []
        lines = _joined(paragraph.lines)
        at = 0
        while at < len(lines):
            before = self.here
            line, at = lines[at], at + 1
            below = Below(lines[at : at + _MAX_LINES], following if at == len(lines) else None)
            if not self._line(line, below):
                prose.append(line)
            elif prose:
                before.blocks.append(Paragraph(tuple(prose)))
                prose = []
            if below.lines:
                at, self.taken = at + self.taken, 0
        if prose:
            self.here.blocks.append(Paragraph(tuple(prose)))

    def _line(self, line: Line, below: Below) -> bool:
        """Take a line that is a label or keys; False for prose."""
        bold = bold_keys(line)
        if bold:
            return self._bold(bold, below)
        name = bold_title(without_emoji(line.text)) or plain_label(line.text)
        if name is not None and (not below.lines or meaning_of(name).special):
            self._label(name, line.number, below)
            return True
        if self.keys and name is not None and plain_label(line.text) and is_key(name):
            # Amid text a name that may be a word too is a key by a fitting value alone.
            if is_unmistakable(name):
                self._label(name, line.number, below)
                return True
            if self._takes(name, line.number, below):
                return True
        return self._plain(line)

    def _heading(self, heading: Heading, following: Block | None) -> None:
        name, below = heading_label(heading.text), Below(block=following)
        if self.keys and is_unmistakable(name) and not is_dependency(name):
            if self._takes(name, heading.line, below):
                return
            self.here.keys.append(missing(name, heading.line, titled=True))
        self.open(name, heading.line)
        dependency = is_dependency(heading.text)
        if self.keys and (dependency or _says_status(name, below)):
            # What stands below is kept as the part's text too.
            key = None
            if dependency and isinstance(following, ListBlock):
                key = listed(heading.text, heading.line, following.items)
            else:
                key = stated(name, heading.line, below)
            self.here.keys.extend([key] if key else [])

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

    def _bold(self, found: list[KeyLine], below: Below) -> bool:
        first = found[0]
        if not self.keys and first.values and not meaning_of(first.name).special:
            return False  # inside an item a key is a detail of the item
        for key in found:
            if not key.values:
                self._label(key.name, key.line, below)
            elif meaning_of(key.name).special:
                self.open(key.name, key.line, _line(key.values[0]))
            elif self.keys:
                self.here.keys.append(key)
        return True

    def _label(self, name: str, line: int, below: Below) -> None:
        if self._takes(name, line, below):
            return
        if self.keys and is_key(name):
            self.here.keys.append(missing(name, line))
        self.open(name, line)

    def _takes(self, name: str, line: int, below: Below) -> bool:
        """Take what is below a key's name as its value; that ends neither part nor body."""
        if not self.keys or not is_key(name):
            return False
        if isinstance(below.block, ListBlock):
            cut = cut_list(name, below.block)
            if cut.mine:
                self.here.keys.append(listed(name, line, cut.mine, cut.end))
                self.skip, self.left = below.block, cut.left
                return True
        key = stated(name, line, below)
        if key is None:
            return False
        self.here.keys.append(key)
        self.taken = len(below.text)
        if not below.lines:
            self.skip = below.block
        return True

    def _list(self, block: ListBlock) -> None:
        kept: list[Item] = []
        for item in block.items:
            before = self.here
            if not self._item(item, block.ordered):
                self.taken = 0
                kept.append(item)
                continue
            if kept:
                before.blocks.append(block.with_items(kept))
                kept = []
            # What is indented under a labelled bullet is that part's.
            for nested in _inside(item, self.skip, self.taken, self.left):
                self.here.blocks.append(nested)
                if self.in_body and self.here is before:
                    self.here.keys.extend(dependencies_in(nested))
            self.skip, self.taken, self.left = None, 0, ()
        if kept:
            self.here.blocks.append(block.with_items(kept))

    def _item(self, item: Item, ordered: bool) -> bool:
        """Take an item that is a label or a key; False for any other."""
        first = _first(item)
        if first is None or ordered or box_of(item) is not None or is_legend(item):
            return False
        bold = bold_keys(first)
        name = plain_label(plain_text(item))
        if self._is_expectation(bold[0].name if bold else name):
            return False
        if bold:
            return self._bold_item(bold, item)
        if name is not None and len(item.children) > 1:
            self._listed_item(name, item)
            return True
        found = plain_keys(first) if len(item.children) == 1 else []
        if found and self.here.label is None and holds_command(found):
            self.open(found[0].name, item.line, _line(found[0].values[0]))
            return True
        if found and self.in_body:
            self.here.keys.extend(found)
            self.taken = len(first.more)
            return all(field_of(key.name) is not None for key in found)
        return False

    def _is_expectation(self, name: str | None) -> bool:
        """Whether a bullet below Expect is one of its own, whatever it is called: it is read,
        or it is an error. Where Expect is a bullet itself, the ones beside it are labels."""
        here = self.here
        if here.listed or here.label is None or name is None:
            return False
        expects = meaning_of(here.label).reads is Reads.EXPECT
        return expects and meaning_of(name) in (NO_MEANING, DOCUMENTATION)

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
            first = _first(item)
            self.taken = len(first.more) if first is not None else 0
            return known
        return False

    def _listed_item(self, name: str, item: Item) -> None:
        paragraph = item.children[0]
        assert isinstance(paragraph, Paragraph)
        nested = item.children[1] if len(item.children) > 1 else None
        lines = paragraph.lines[1:]
        if self.in_body:
            self._label(name, item.line, Below(lines, None if lines else nested))
        else:
            self.open(name, item.line)
        self.here.listed = True


def _says_status(name: str, below: Below) -> bool:
    """Whether a heading is the key Status, its value a few words right below it."""
    lines = below.text if field_of(name) == "status" else ()
    return len(lines) == 1 and len(lines[0].text.split()) <= _MAX_STATUS_WORDS


def _inside(item: Item, skip: Block | None, taken: int, left: tuple[Block, ...]) -> list[Block]:
    """The blocks of an item but for its first line, and for what a key took: it left `left`."""
    paragraph = item.children[0]
    assert isinstance(paragraph, Paragraph)
    blocks = [Paragraph(paragraph.lines[1 + (0 if skip else taken) :]), *item.children[1:]]
    if isinstance(skip, Paragraph):
        blocks = [Paragraph(skip.lines[taken:]) if block is skip else block for block in blocks]
    elif skip is not None:
        blocks = [each for block in blocks for each in (left if block is skip else (block,))]
    return [block for block in blocks if not isinstance(block, Paragraph) or block.lines]


def _joined(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Lines of a paragraph, a key whose value ends in a comma joined with the line below, and one
    of dependencies with a line of nothing but references."""
    out: list[list[Line]] = []
    keys: list[KeyLine] = []
    for line in lines:
        if out and keys and (out[-1][-1].text.endswith(",") or _goes_on(keys[-1], line)):
            out[-1].append(line)
        else:
            out.append([line])
            keys = bold_keys(line) or plain_keys(line)
    return tuple(
        replace(group[0], text=" ".join(line.text for line in group), more=tuple(group[1:]))
        for group in out
    )


def _first(item: Item) -> Line | None:
    """The first line of an item, with those that go on with its dependencies."""
    paragraph = item.children[0] if item.first is not None else None
    if not isinstance(paragraph, Paragraph) or len(paragraph.lines) == 1:
        return item.first
    joined = _joined(paragraph.lines)[0]
    keys = bold_keys(joined) or plain_keys(joined)
    return joined if keys and is_dependency(keys[-1].name) else item.first


def _goes_on(key: KeyLine, line: Line) -> bool:
    if not key.values or not is_dependency(key.name) or not begins_with_reference(line.text):
        return False
    return are_references((Value(line.text, Span(line.number)),))


def _line(value: Value) -> Line:
    return Line(value.text, value.span.line, value.span.column)
