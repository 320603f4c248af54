"""The ways in which bytes can be read, each escape taken back; knows no value.

    text     as it is, or with escapes undone, once or over one another
    spaced   a text whose line ends are blanks        joined   one that has none
    code     a text whose lines are one line, in one alphabet: for base64 and base32
    hex      the digits alone, also without what stands beside them in a dump
    decimal  numbers, with a comma between them

Of each the places can be told in the bytes that it was made of. All of it is done by compiled
code, in time that grows with the length of the bytes and with nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import compress

from orchestrator.engines.escapes import (
    DUMP,
    ESCAPES,
    LINE_END,
    SEPARATOR,
    Escape,
    Piece,
    is_dump,
    undo,
)

TEXT, SPACED, JOINED = "text", "spaced", "joined"
CODE, HEX, DECIMAL = "code", "hex", "decimal"
# Read over one another: so often the same escape, and so many that differ.
_SAME, _OTHERS = 3, 2
_ALPHABET = bytes.maketrans(b"-_", b"+/")
_LOWER = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ", b"abcdefghijklmnopqrstuvwxyz")
_BLANKS = bytes.maketrans(b"\n", b" ")
_AS_THEY_ARE = bytes(range(256))
_BETWEEN_DIGITS = b" \t\r\n:,;_-xX"
# So much of an end tells most from the beginning of anything.
_END = 80
_LINE_ENDS = b"\r\n"
_COMMAS = bytes.maketrans(b" \t\r\n;", b",,,,,")


class Reading:
    """One of them. `names` are how it was read, the last escape with it; of its `text` so many
    bytes are `sure`, whatever comes after it; where the end cut an escape short, it is `cut`
    from that place of the original on."""

    def __init__(
        self,
        names: tuple[str, ...],
        text: bytes,
        *,
        sure: int | None = None,
        cut: int | None = None,
        above: Reading | None = None,
    ) -> None:
        self.names = names
        self.text = text
        self.sure = len(text) if sure is None else sure
        self.cut = cut
        self._above = above

    def place(self, start: int, stop: int) -> tuple[int, int]:
        """Where a part of the text, of at least a byte, stands in the original."""
        return (start, stop) if self._above is None else self._above.place(start, stop)


class _Kept(Reading):
    """Some bytes of another, all others left out."""

    def __init__(self, names: tuple[str, ...], above: Reading, table: bytes, gone: bytes) -> None:
        text = above.text.translate(table, gone)
        whole = above.sure == len(above.text)
        sure = None if whole else len(above.text[: above.sure].translate(None, gone))
        super().__init__(names, text, sure=sure, cut=above.cut, above=above)
        self._origin = above
        self._gone = gone
        self._at: list[int] | None = None

    def place(self, start: int, stop: int) -> tuple[int, int]:
        if self._at is None:
            text = self._origin.text
            self._at = list(compress(range(len(text)), text.translate(_all_but(self._gone))))
        return self._origin.place(self._at[start], self._at[stop - 1] + 1)


@cache
def _all_but(gone: bytes) -> bytes:
    return bytes(byte not in gone for byte in range(256))


class _Undone(Reading):
    """Another one, some pieces of it changed or left out."""

    def __init__(
        self, names: tuple[str, ...], above: Reading, piece: Piece, table: bytes | None = None
    ) -> None:
        undone = undo(piece, above.text, above.sure)
        cut = above.cut
        if undone.cut is not None:
            cut = above.place(undone.cut, undone.cut + 1)[0]
        text = undone.text if table is None else undone.text.translate(table)
        super().__init__(names, text, sure=undone.sure, cut=cut, above=above)
        self._origin = above
        self._places = undone.places

    def place(self, start: int, stop: int) -> tuple[int, int]:
        return self._origin.place(*self._places(start, stop))


class _Numbers(Reading):
    """Another one, with a comma for whatever separates numbers."""

    def __init__(self, above: Reading) -> None:
        super().__init__((DECIMAL,), _numbers(above.text), cut=above.cut)
        self._origin = above

    def place(self, start: int, stop: int) -> tuple[int, int]:
        return _Undone((), self._origin, SEPARATOR).place(start, stop)


def _numbers(data: bytes) -> bytes:
    text = data.translate(_COMMAS)
    while b",," in text:
        text = text.replace(b",,", b",")
    return text


class Ways:
    """How to read bytes. Only when asked, a `plus` is a blank too, `quotes` that are doubled or
    closed and opened again are one, and `lines` are read as one."""

    def __init__(self, *, plus: bool, quotes: bool, lines: bool) -> None:
        self._lines = lines
        self._escapes = [
            each
            for each in ESCAPES
            if (plus or not each.is_for_blanks) and (quotes or not each.is_for_quotes)
        ]
        marks = b"|".join(each.mark.pattern for each in self._escapes)
        self._has_escapes = re.compile(marks).search

    def ends(self, data: bytes) -> Sequence[tuple[str, bytes, bytes]] | None:
        """How bytes end that are as plain as most are, in each reading by its name, with what it
        leaves out; None where they are not."""
        if self._lines or self._has_escapes(data) or is_dump(data):
            return None
        end = data[-_END:]
        if b"\n " in end or b"\n\t" in end:
            return None
        code = end.translate(_ALPHABET, _LINE_ENDS)
        digits, numbers = end.translate(_LOWER, _BETWEEN_DIGITS), _numbers(end)
        return (
            (TEXT, end, b""),
            (CODE, code, _LINE_ENDS),
            (HEX, digits, _BETWEEN_DIGITS),
            (DECIMAL, numbers, b""),
        )

    def read(self, data: bytes) -> Iterator[Reading]:
        """Every reading of the bytes."""
        raw = Reading((TEXT,), data)
        for text in self._texts(raw) if self._has_escapes(data) else (raw,):
            yield text
            if self._lines:
                yield _Kept((SPACED,), text, _BLANKS, b"\r")
                yield _Kept((JOINED,), text, _AS_THEY_ARE, _LINE_ENDS)
            yield _code(text)
        yield _Kept((HEX,), raw, _LOWER, _BETWEEN_DIGITS)
        if is_dump(data):
            yield _Kept((HEX,), _Undone((), raw, DUMP), _LOWER, _BETWEEN_DIGITS)
        yield _Numbers(raw)

    def _texts(self, raw: Reading) -> Iterator[Reading]:
        """The bytes as they are, then with escapes undone, each only where there are such."""
        seen = {raw.text}
        waiting: list[tuple[Reading, tuple[Escape, ...]]] = [(raw, ())]
        while waiting:
            text, path = waiting.pop(0)
            yield text
            for escape in self._escapes:
                if not escape.mark.search(text.text) or not _goes_on(path, escape):
                    continue
                below = _Undone((TEXT, escape.name), text, escape)
                if below.text not in seen or below.cut is not None:
                    seen.add(below.text)
                    waiting.append((below, (*path, escape)))


def _goes_on(path: tuple[Escape, ...], escape: Escape) -> bool:
    if path and path[-1].is_for_quotes:
        return False
    return len(path) < (_SAME if all(each is escape for each in path) else _OTHERS)


def _code(text: Reading) -> Reading:
    if b"\n" not in text.text:
        code = text.text.translate(_ALPHABET)
        return Reading((CODE,), code, sure=text.sure, cut=text.cut, above=text)
    if b"\n " in text.text or b"\n\t" in text.text:
        return _Undone((CODE,), text, LINE_END, _ALPHABET)
    return _Kept((CODE,), text, _ALPHABET, _LINE_ENDS)
