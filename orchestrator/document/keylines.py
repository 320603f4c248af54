"""Which lines are `key: value`, in each of the ways people write them; knows no key's shape.

`**Key**: value`, `**A**: x | **B**: y`, `- Key: value`, `_Key: value_`, two-column tables and,
for keys that are known, `Key: value` alone.
"""

from __future__ import annotations

import re

from msgspec import Struct

from orchestrator.diagnostics import Span
from orchestrator.document.inline import masked, only_span, without_bold, without_emoji
from orchestrator.document.labels import bold_pair, name_key
from orchestrator.document.tree import Fence, Line, Row, Table

_PLAIN = re.compile(r"(?P<name>[A-Z][\w.'/-]*(?: [\w.'/-]+){0,3})\s*:\s+(?P<value>\S.*)")
# All in italics a name in any language is a key's: `_需求: 2.1_`.
_ITALIC = re.compile(r"(?P<name>[^\W\d_][\w.'/-]*(?: [\w.'/-]+){0,3})\s*[:：]\s*(?P<value>\S.*)")
_INNER_MARK = re.compile(r"\*|(?<!\w)_|_(?!\w)")
_PIPE = re.compile(r"\|\s*(?=\*\*|__)")
_PLAIN_PIPE = re.compile(r"(?<=\s)\|\s+(?=[A-Z][\w -]{0,30}:\s)")
_HEADER_NAMES = frozenset(
    {"key", "field", "property", "setting", "attribute", "name", "item", "parameter", "metric", ""}
)
COMMANDS = ("command", "commands", "cmd", "test command")
"""What a column of commands is called."""


class Value(Struct, frozen=True):
    """A value as written and where it stands.

    `lines` has the offset in the text at which each of its lines begins, and its place; it is
    empty where the places of pieces are not known. `block` is the block that the value is.
    """

    text: str
    span: Span
    lines: tuple[tuple[int, Span], ...] = ()
    block: Fence | None = None

    def at(self, offset: int) -> Span:
        """The place of a piece of the text; that of the whole where no other is known."""
        found = self.span
        for begins, place in self.lines:
            if begins <= offset:
                found = Span(place.line, place.column + offset - begins)
        return found


class KeyLine(Struct, frozen=True):
    """A key with one value, or one for each item of the list below it; none if it is missing.

    `below` is whether the values stand below the name, `titled` whether that is a heading.
    """

    name: str
    values: tuple[Value, ...]
    line: int
    below: bool = False
    titled: bool = False


def bold_keys(line: Line) -> list[KeyLine]:
    """The keys of a line of bold pairs, labels (without a value) included; [] if it is none."""
    if "**" not in line.text:
        return []
    keys: list[KeyLine] = []
    offset = 0
    shown = masked(line.text)
    starts = [0, *(found.end() for found in _PIPE.finditer(shown))]
    ends = [*(found.start() for found in _PIPE.finditer(shown)), len(line.text)]
    for start, end in zip(starts, ends, strict=True):
        piece = line.text[start:end].strip().rstrip("\\").rstrip()
        pair = bold_pair(piece)
        if pair is None:
            return keys and [_key(keys[0].name, line.text[offset:], line, offset)]
        offset = start + max(piece.rfind(pair[1]), 0) if not keys else offset
        keys.append(_key(pair[0], pair[1], line, start + max(piece.rfind(pair[1]), 0)))
    return keys


def plain_keys(line: Line) -> list[KeyLine]:
    """The keys of a line such as `Timeout: 30s` or `_Depends: 1.1_`; [] if it is none."""
    text = line.text.rstrip("\\").rstrip()
    shape = _PLAIN
    inner = text.strip()[1:-1] if is_italic(text) else ""
    if inner and _INNER_MARK.search(inner) is None:
        text, shape = inner, _ITALIC
    keys: list[KeyLine] = []
    for piece in _PLAIN_PIPE.split(text):
        piece = piece.strip()
        found = shape.fullmatch(piece if piece[:1].isascii() else without_emoji(piece))
        if found is None:
            return []
        value = found["value"].strip()
        keys.append(_key(found["name"], value, line, max(line.text.find(value), 0)))
    return keys


def is_italic(text: str) -> bool:
    """Whether a line is all italic, as the traces of some dialects are."""
    text = text.strip()
    return len(text) > 2 and text[0] == text[-1] and text[0] in "_*" and text[1] != text[0]


def table_keys(table: Table) -> list[KeyLine]:
    """The keys of a two-column table; [] for any other."""
    if len(table.header.cells) != 2:
        return []
    rows = list(table.rows)
    if name_key(table.header.cells[0]) not in _HEADER_NAMES:
        rows.insert(0, table.header)
    return [_row(row) for row in rows if row.cells[0].strip() and row.cells[1].strip()]


def lists_commands(table: Table) -> bool:
    """Whether a table has a column of commands."""
    return any(name_key(cell) in COMMANDS for cell in table.header.cells)


def _row(row: Row) -> KeyLine:
    name, value = row.cells
    span = only_span(name)
    shown = span if span is not None else without_bold(name).rstrip(": ")
    return KeyLine(shown, (Value(value.strip(), Span(row.line)),), row.line)


def _key(name: str, value: str, line: Line, offset: int) -> KeyLine:
    values = (_value(value, line, offset),) if value else ()
    return KeyLine(without_emoji(without_bold(name)), values, line.number)


def _value(text: str, line: Line, offset: int) -> Value:
    span = Span(line.number, line.column + offset)
    lines = [(0, span)]
    begins = len(line.text) - sum(len(more.text) + 1 for more in line.more) + 1 - offset
    for more in line.more:
        lines.append((begins, Span(more.number, more.column)))
        begins += len(more.text) + 1
    return Value(text, span, tuple(lines))
