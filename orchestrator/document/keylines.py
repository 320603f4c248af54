"""Which lines are `key: value`, in each of the ways people write them; knows no key's shape.

`**Key**: value`, `__Key__: value`, `**A**: x | **B**: y`, `- Key: value`, `_Key: value_`, tables of
two columns and, for keys that are known, `Key: value` alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from orchestrator.diagnostics import Span
from orchestrator.document.inline import masked, only_span, without_bold, without_emoji
from orchestrator.document.keynames import field_of, is_dependency
from orchestrator.document.labels import BOLD, bold_pair, bold_start, name_key
from orchestrator.document.referring import begins_with_reference
from orchestrator.document.tree import Block, Fence, Line, Paragraph, Row, Table, every_block

_PLAIN = re.compile(r"(?P<name>[A-Z][\w.'/-]*(?: [\w.'/-]+){0,3})\s*:\s+(?P<value>\S.*)")
_LOWER = re.compile(r"(?P<name>[a-z]+(?: [a-z]+)?)\s*:\s+(?P<value>\S.*)")
# All in italics a name in any language is a key's: `_需求: 2.1_`.
_ITALIC = re.compile(r"(?P<name>[^\W\d_][\w.'/-]*(?: [\w.'/-]+){0,3})\s*[:：]\s*(?P<value>\S.*)")
_INNER_MARK = re.compile(r"\*|(?<!\w)_|_(?!\w)")
_MARK = re.compile(r"(?:\*\*|__)(?=\S)")
# One of several on a line: `_Requirements: 1.1_ _Depends: 2_`, with commas between them too.
_ITALIC_PIECE = re.compile(
    r"(?<!\w)_(?=[^\W_])(?P<low>[^*]{0,400}?)_(?!\w)|\*(?=\w)(?P<star>[^*]{0,400})\*"
)
_BETWEEN = re.compile(r"[\s,;|·/]*")
_PLAIN_PIPE = re.compile(r"(?<=\s)\|\s+(?=[A-Z][\w -]{0,30}:\s)")
_LOOK_AHEAD = 200
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

    `below` is whether the values stand below the name, `titled` whether that is a heading, `end`
    the line of a box in their list that is none of them.
    """

    name: str
    values: tuple[Value, ...]
    line: int
    below: bool = False
    titled: bool = False
    end: int | None = None


def bold_keys(line: Line) -> list[KeyLine]:
    """The keys of a line of bold pairs, labels (without a value) included; [] if it is none."""
    if not any(mark in line.text for mark in BOLD):
        return []
    keys: list[KeyLine] = []
    offset = 0
    breaks = list(_breaks(line.text))
    starts = [0, *(end for _, end in breaks)]
    ends = [*(start for start, _ in breaks), len(line.text)]
    for start, end in zip(starts, ends, strict=True):
        piece = line.text[start:end].strip().rstrip("\\").rstrip()
        pair = bold_pair(piece) or _without_colon(piece)
        if pair is None:
            return keys and [_key(keys[0].name, line.text[offset:], line, offset)]
        offset = start + max(piece.rfind(pair[1]), 0) if not keys else offset
        keys.append(_key(pair[0], pair[1], line, start + max(piece.rfind(pair[1]), 0)))
    return keys


def _breaks(text: str) -> Iterator[tuple[int, int]]:
    """Where a line of bold pairs is cut: start and end of what stands between two of them.

    A `|` is enough; after another sign or a blank only a key whose value cannot be mistaken, or
    a known one after a known one.
    """
    shown = masked(text)
    first = bold_pair(text)
    known = first is not None and field_of(first[0]) is not None
    marks = [found.start() for found in _MARK.finditer(shown)]
    # Emoji may stand in front of the first.
    for at in marks[1:]:
        start = _before_sign(shown, at)
        if start == at:
            continue
        if shown[start:at].strip() != "|":
            pair = bold_pair(text[at : at + _LOOK_AHEAD])
            if pair is None or first is None or field_of(pair[0]) is None:
                continue
            if not (known or (is_dependency(pair[0]) and begins_with_reference(pair[1]))):
                continue
        yield start, at


def _before_sign(text: str, at: int) -> int:
    """Where the blanks begin before a place, and one sign among them, if there are any."""
    start = _before_blanks(text, at)
    sign = text[start - 1 : start]
    if sign and (sign in ",;•·/|" or (sign in "–—-" and start < at)):
        return _before_blanks(text, start - 1)
    return start


def _before_blanks(text: str, at: int) -> int:
    while at > 0 and text[at - 1].isspace():
        at -= 1
    return at


def _without_colon(piece: str) -> tuple[str, str] | None:
    """The pair `**Depends on** Task 6`, which can be nothing else."""
    found = bold_start(piece)
    if found is None or not (is_dependency(found[0]) and begins_with_reference(found[1])):
        return None
    return found if found[1] else None


def plain_keys(line: Line) -> list[KeyLine]:
    """The keys of a line such as `Timeout: 30s` or `_Depends: 1.1_`; [] if it is none."""
    text = line.text.rstrip("\\").rstrip()
    shape = _PLAIN
    inner = text.strip()[1:-1] if is_italic(text) else ""
    if inner and _INNER_MARK.search(inner) is None:
        text, shape = inner, _ITALIC
    elif inner:
        return _all_in_italics(replace(line, text=text))
    keys: list[KeyLine] = []
    for piece in _PLAIN_PIPE.split(text):
        piece = piece.strip()
        said = piece if piece[:1].isascii() else without_emoji(piece)
        found = shape.fullmatch(said) or _lower_case(said)
        if found is None:
            return []
        value = found["value"].strip()
        keys.append(_key(found["name"], value, line, max(line.text.find(value), 0)))
    return keys


def _lower_case(text: str) -> re.Match[str] | None:
    """A dependency in lower case, `depends on: Task 1`, which can be nothing else."""
    found = _LOWER.fullmatch(text)
    if found is None or not is_dependency(found["name"]):
        return None
    return found if begins_with_reference(found["value"]) else None


def _all_in_italics(line: Line) -> list[KeyLine]:
    first, keys = last_italics(line)
    return keys if not line.text[:first].strip() else []


def last_italics(line: Line) -> tuple[int, list[KeyLine]]:
    """Where the keys in italics begin that a line ends with, `Build it _Depends: 3_`, and these
    keys; its end where there are none."""
    text, keys, first, end = line.text, list[KeyLine](), len(line.text), 0
    for found in _ITALIC_PIECE.finditer(text):
        pair = _ITALIC.fullmatch(found["low"] or found["star"] or "")
        if not keys or _BETWEEN.fullmatch(text, end, found.start()) is None:
            keys, first = [], found.start()
        end = found.end()
        if pair is None:
            keys = []
            continue
        at = found.start() + 1 + pair.start("value")
        keys.append(_key(pair["name"], pair["value"].strip(), line, at))
    if not keys or _BETWEEN.fullmatch(text, end) is None:
        return len(text), []
    return first, keys


def is_italic(text: str) -> bool:
    """Whether a line is all italic, as the traces of some dialects are."""
    text = text.strip()
    return len(text) > 2 and text[0] == text[-1] and text[0] in "_*" and text[1] != text[0]


def table_keys(table: Table) -> list[KeyLine]:
    """The keys of a two-column table, or of one whose columns are keys; [] for any other."""
    names = table.header.cells
    if len(table.rows) == 1 and len(names) > 1 and all(map(field_of, names)):
        cells = zip(names, table.rows[0].cells, strict=True)
        line = table.rows[0].line
        return [_cell(name, value, line) for name, value in cells if value.strip()]
    if len(names) != 2:
        return []
    rows = list(table.rows)
    if name_key(names[0]) not in _HEADER_NAMES:
        if is_dependency(names[1]):
            return []  # each row says what something else depends on
        rows.insert(0, table.header)
    return [_row(row) for row in rows if row.cells[0].strip() and row.cells[1].strip()]


def dependencies_in(block: Block) -> list[KeyLine]:
    """The dependencies that bold keys in a quotation or in nested bullets state beyond doubt."""
    lines = (line for each in every_block([block]) if isinstance(each, Paragraph)
             for line in each.lines)  # fmt: skip
    return [
        key
        for line in lines
        for key in bold_keys(line)
        if is_dependency(key.name)
        and key.values
        and all(begins_with_reference(value.text) for value in key.values)
    ]


def lists_commands(table: Table) -> bool:
    """Whether a table has a column of commands."""
    return any(name_key(cell) in COMMANDS for cell in table.header.cells)


def _row(row: Row) -> KeyLine:
    name, value = row.cells
    return _cell(name, value, row.line)


def _cell(name: str, value: str, line: int) -> KeyLine:
    span = only_span(name)
    shown = span if span is not None else without_bold(name).rstrip(": ")
    return KeyLine(shown, (Value(value.strip(), Span(line)),), line)


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
