"""The value of a key that stands below its name: a list, lines of text or a block.

Only what has the key's shape is its value; knows no part and tells nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from orchestrator.diagnostics import Span
from orchestrator.document.boxes import box_of, has_boxes, plain_text
from orchestrator.document.inline import without_emoji
from orchestrator.document.keylines import KeyLine, Value
from orchestrator.document.keynames import field_of, is_dependency, is_unmistakable
from orchestrator.document.keyreaders import READERS, Given, are_references
from orchestrator.document.labels import meaning_of
from orchestrator.document.lines import stands_alone
from orchestrator.document.referring import begins_with_reference
from orchestrator.document.tree import Block, Fence, Item, Line, ListBlock, Paragraph

_MANY = frozenset({"env", "secrets", "inputs", "outputs", "resources", "locks", "depends_on",
                   "blocks"})  # fmt: skip


class Below(Struct, frozen=True):
    """What stands below a name: the rest of its own paragraph, else the block after it."""

    lines: tuple[Line, ...] = ()
    block: Block | None = None

    @property
    def text(self) -> tuple[Line, ...]:
        """The lines of text right below, up to the first that means something by itself."""
        lines = self.lines
        if not lines and isinstance(self.block, Paragraph):
            lines = self.block.lines
        end = next((at for at, line in enumerate(lines) if stands_alone(line)), len(lines))
        return lines[:end]


def is_key(name: str) -> bool:
    """Whether a label is a key's name and not a part's."""
    return field_of(name) is not None and not meaning_of(name).special


class Cut(Struct, frozen=True):
    """A list below a key: the items that are its values, what is left, and the line of a box
    right below a value that is none itself."""

    mine: tuple[Item, ...] = ()
    left: tuple[Block, ...] = ()
    end: int | None = None


def cut_list(name: str, below: ListBlock) -> Cut:
    """What a key takes of the list below it as its value; boxes stay steps or criteria, but for
    those that are references by their form in a list of dependencies.

    Below the first box that stays only references go on being values.
    """
    if not is_key(name) or (has_boxes([below]) and not is_dependency(name)):
        return Cut(left=(below,))
    mine: list[Item] = []
    left: list[Block] = []
    rest: list[Item] = []
    end: int | None = None
    for item in below.items:
        if not _stays(item, among=bool(rest)):
            mine.append(item)
            left += [child for child in item.children[1:] if has_boxes([child])]
            continue
        # After a blank line nobody takes it for a value.
        if not rest and mine and item.line == mine[-1].children[-1].last + 1:
            end = item.line
        rest.append(item)
    if not mine:
        return Cut(left=(below,))
    return Cut(tuple(mine), (*left, below.with_items(rest)) if rest else tuple(left), end)


def listed(name: str, line: int, items: Sequence[Item], end: int | None = None) -> KeyLine:
    """A key with a value for each item; `end` is the line of a box that is none of them."""
    values = tuple(value for item in items if (value := _item_value(item)) is not None)
    return KeyLine(without_emoji(name), values, line, below=True, end=end)


def stated(name: str, line: int, below: Below) -> KeyLine | None:
    """The key with the text or block below it as value; None where that has not its shape."""
    if below.text:
        values = _of_text(name, below.text)
    elif not below.lines and isinstance(below.block, Fence):
        values = _of_block(name, below.block)
    else:
        return None
    key = KeyLine(without_emoji(name), values, line, below=True)
    return key if _fits(key) else None


def missing(name: str, line: int, *, titled: bool = False) -> KeyLine:
    """A key without a value; `titled` is whether its name is a heading."""
    return KeyLine(without_emoji(name), (), line, titled=titled)


def _fits(key: KeyLine) -> bool:
    if not key.values:
        return False
    if is_dependency(key.name) and not is_unmistakable(key.name):
        return are_references(key.values)
    field = field_of(key.name)
    return field is not None and READERS[field](Given(frozenset()), key.values)


def _stays(item: Item, *, among: bool) -> bool:
    """Whether an item is no value of a key of dependencies; `among` is whether boxes stay above."""
    value = _item_value(item) if among or box_of(item) is not None else None
    if value is None:
        return box_of(item) is not None
    return not begins_with_reference(value.text)


def _item_value(item: Item) -> Value | None:
    text = plain_text(item)
    if box_of(item) is not None:
        text = text.partition("]")[2].removeprefix("*").strip()
    column = item.first.column if item.first else 1
    return Value(text, Span(item.line, column)) if text else None


def _of_text(name: str, lines: Sequence[Line]) -> tuple[Value, ...]:
    """One value for each line of a key that may hold many, else one of all lines."""
    if field_of(name) in _MANY:
        return tuple(_value(line.text.rstrip(","), line) for line in lines)
    return (_value(" ".join(line.text for line in lines), lines[0]),)


def _value(text: str, line: Line) -> Value:
    span = Span(line.number, line.column)
    return Value(text, span, ((0, span),))


def _of_block(name: str, fence: Fence) -> tuple[Value, ...]:
    """A block is a condition's script, or holds variables line by line."""
    field = field_of(name)
    span = Span(fence.line, fence.column)
    if field == "condition":
        return (Value(fence.content.strip(), span, block=fence),)
    if field != "env":
        return ()
    lines = [line.strip().removeprefix("export ") for line in fence.content.split("\n")]
    return tuple(
        Value(line, Span(number, fence.column))
        for number, line in enumerate(lines, start=fence.line + 1)
        if line and not line.startswith("#")
    )
