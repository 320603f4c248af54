"""Ways of escaping bytes, and how each is taken back; knows neither value nor stream."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate

from msgspec import Struct

# So many different escapes are remembered at once.
_MOST = 50_000
_SHORT = {
    b"0": b"\0", b"a": b"\a", b"b": b"\b", b"t": b"\t", b"n": b"\n", b"v": b"\v", b"f": b"\f",
    b"r": b"\r", b"e": b"\x1b", b"E": b"\x1b",
}  # fmt: skip


class _Meanings(dict[bytes, bytes]):
    """What an escape stands for, each found out once."""

    def __init__(self, find: Callable[[bytes], bytes]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, escape: bytes) -> bytes:
        if len(self) >= _MOST:
            self.clear()
        self[escape] = meant = self._find(escape)
        return meant


class Piece:
    """Pieces of a text that stand for something else. `pattern` finds them, the beginnings of
    such at the end of the text with them, which match `cut` too; `mark` is in every text that
    has any."""

    def __init__(
        self,
        pattern: bytes,
        meaning: Callable[[bytes], bytes],
        *,
        mark: bytes,
        cut: bytes = rb"(?!)",
    ) -> None:
        self.pattern = re.compile(rb"(%s)" % pattern, re.DOTALL)
        self.meanings = _Meanings(meaning)
        self.mark = re.compile(mark)
        self.cut = re.compile(cut, re.DOTALL)


class Escape(Piece):
    """A way of escaping text; one of the `signs` is in every text that is. Of `longer` escapes the
    beginning may be a whole one, so that the end of the text is asked first."""

    def __init__(
        self,
        name: str,
        pattern: bytes,
        meaning: Callable[[bytes], bytes],
        *,
        signs: bytes,
        cut: bytes,
        longer: bytes = b"",
        mark: bytes = b"",
        is_for_blanks: bool = False,
        is_for_quotes: bool = False,
    ) -> None:
        mark = mark or rb"[%s]" % re.escape(signs)
        pattern = rb"|".join(filter(None, (pattern, rb"(?:%s)\Z" % cut, longer)))
        super().__init__(pattern, meaning, mark=mark, cut=cut)
        self.name = name
        self.signs = signs
        self.is_for_blanks = is_for_blanks
        self.is_for_quotes = is_for_quotes

    def plain(self, text: bytes) -> bytes:
        """The text with all of them undone."""
        return undo(self, text, len(text)).text


class Undone(Struct, frozen=True, kw_only=True):
    """A text with pieces undone: `sure` bytes of it stay whatever comes, `cut` is where in the
    original the end cut one short. `places` tells where a part of it stands in the original."""

    text: bytes
    sure: int
    cut: int | None
    places: Callable[[int, int], tuple[int, int]]


def undo(piece: Piece, text: bytes, sure: int) -> Undone:
    """The text with such pieces undone; of what is not `sure` nothing is."""
    body, rest = text[:sure], text[sure:]
    pieces = piece.pattern.split(body)
    meant = pieces.copy()
    meant[1::2] = map(piece.meanings.__getitem__, pieces[1::2])
    undone = b"".join(meant)
    cut, end = None, len(undone)
    if len(pieces) > 1 and not pieces[-1] and piece.cut.fullmatch(pieces[-2]):
        end -= len(meant[-2])
        cut = len(body) - len(pieces[-2])
    places = _Places(pieces, meant, rest)
    return Undone(text=undone + rest, sure=end, cut=cut, places=places)


class _Places:
    """Where parts of an undone text stand in the original."""

    def __init__(self, pieces: list[bytes], meant: list[bytes], rest: bytes) -> None:
        self._pieces = pieces
        self._meant = meant
        self._rest = rest
        self._ends: tuple[list[int], list[int]] | None = None

    def __call__(self, start: int, stop: int) -> tuple[int, int]:
        if self._ends is None:
            self._ends = (
                list(accumulate(map(len, (*self._pieces, self._rest)))),
                list(accumulate(map(len, (*self._meant, self._rest)))),
            )
        ends, undone = self._ends
        first, last = bisect_right(undone, start), bisect_right(undone, stop - 1)
        # Pieces that stand for something else are taken whole; every other one is such.
        begin = ends[first - 1] if first else 0
        if first % 2 == 0 or first == len(ends) - 1:
            begin += start - (undone[first - 1] if first else 0)
        if last % 2 == 0 or last == len(ends) - 1:
            return begin, ends[last] - (undone[last] - stop)
        return begin, ends[last]


def _percent(escape: bytes) -> bytes:
    if escape == b"+":
        return b" "
    return bytes.fromhex(escape[1:].decode()) if len(escape) == 3 else escape


def _printable(escape: bytes) -> bytes:
    """Of quoted-printable (RFC 2045, 6.7)."""
    if escape.endswith(b"\n"):
        return b""
    return bytes.fromhex(escape[1:].decode()) if len(escape) == 3 else escape


def _reference(escape: bytes) -> bytes:
    """A character reference of XML or HTML, by number or by name."""
    from html.entities import name2codepoint

    name = escape[1:-1].decode()
    if not escape.endswith(b";"):
        return escape
    if name[:1] != "#":
        code = 39 if name == "apos" else name2codepoint.get(name, -1)
    else:
        code = int(name[2:], 16) if name[1] in "xX" else int(name[1:])
    return escape if not 0 <= code < 0x110000 else chr(code).encode("utf-8", "surrogatepass")


def _backslash(escape: bytes) -> bytes:
    r"""Of C, Python, JSON and shells: `\x41`, `\101`, `\u00e9` (astral ones are pairs), `\U…`
    and `\n`; anything else stands for itself."""
    kind, digits = escape[1:2], escape[2:]
    if not kind:
        return escape
    if kind == b"x" and len(digits) == 2:
        return bytes.fromhex(digits.decode())
    if kind == b"u" and len(digits) == 10:
        pair = bytes.fromhex((digits[:4] + digits[6:]).decode())
        return pair.decode("utf-16-be", "replace").encode()
    if (kind, len(digits)) in ((b"u", 4), (b"U", 8)) and digits.isalnum():
        code = int(digits, 16)
        return escape if code > 0x10FFFF else chr(code).encode("utf-8", "surrogatepass")
    if kind.isdigit() and kind < b"8":
        return bytes((int(escape[1:], 8) & 0xFF,))
    return _SHORT.get(kind, kind) if not digits else escape


def _quote(escape: bytes) -> bytes:
    r"""Quotes that are doubled, or closed and opened again around one: `'\''`, `'"'"'`."""
    return {
        b"'\\''": b"'", b"'\"'\"'": b"'", b"\"'\"'\"": b'"', b"'\"'": b'"', b"''": b"'",
        b'""': b'"',
    }.get(escape, escape)  # fmt: skip


_HIGH = rb"\\u[dD][89abAB][0-9a-fA-F]{2}"
ESCAPES = (
    Escape("%", rb"%[0-9A-Fa-f]{2}", _percent, signs=b"%", cut=rb"%[0-9A-Fa-f]?"),
    Escape(
        "\\",
        rb"\\(?:[^xuU0-7]|x[0-9A-Fa-f]{2})",
        _backslash,
        longer=rb"%s\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[0-7]{1,3})"
        % _HIGH,
        signs=b"\\",
        cut=rb"\\(?:x[0-9A-Fa-f]?|u[0-9A-Fa-f]{0,3}|U[0-9A-Fa-f]{0,7}|[0-7]{1,2})?"
        rb"|%s(?:\\(?:u[0-9A-Fa-f]{0,3})?)?" % _HIGH,
    ),
    Escape(
        "&",
        rb"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,7});",
        _reference,
        signs=b"&",
        cut=rb"&(?:#(?:[0-9]{1,7}|[xX][0-9A-Fa-f]{0,6})?|[A-Za-z][A-Za-z0-9]{0,7})?",
    ),
    Escape(
        "=",
        rb"=(?:[0-9A-F]{2}|\r?\n)",
        _printable,
        signs=b"=",
        # A number after the sign of equality is nothing rare.
        mark=rb"=(?:3D|\r?\n|[0-9A-F]{2}(?:=|\Z)|[0-9A-F]?\r?\Z)",
        cut=rb"=(?:\r|[0-9A-F])?",
    ),
    Escape(
        "+",
        rb"\+|%[0-9A-Fa-f]{2}",
        _percent,
        signs=b"+",
        cut=rb"%[0-9A-Fa-f]?",
        is_for_blanks=True,
    ),
    Escape(
        "'",
        b"",
        _quote,
        longer=rb"""'\\''|'"'"'|"'"'"|'"'|''|\"\"""",
        signs=b"'\"",
        cut=rb"""'(?:\\'?|"(?:'"?)?)?|"(?:'(?:"'?)?)?""",
        is_for_quotes=True,
    ),
)  # fmt: skip
# What stands between the two halves of a code that is broken over lines.
LINE_END = Piece(rb"\r?\n[ \t]{0,40}|\r\Z", lambda _: b"", mark=rb"\n")
# What stands between two numbers of a list.
SEPARATOR = Piece(rb"[ \t\r\n,;]+", lambda _: b",", mark=rb"[ \t\r\n,;]")
# The end of a line of a dump, with the bytes as text, and the place that opens the next.
_PLACE = rb"\n[0-9A-Fa-f]{6,10}:? {1,2}"
_CUT_PLACE = rb"(?:\n[0-9A-Fa-f]{0,10}:? {0,2})?\Z"
# What may become such an end, once more of it has come.
_CUT_DUMP = re.compile(
    rb"[0-9A-Fa-f]{2}(?:(?: {2,40}+[^\n]{0,20}| {1,2}[|>][^\n]{0,17})%s"
    rb"| ?\n[0-9A-Fa-f]{1,10}:? {0,2}\Z)" % _CUT_PLACE
)
_DUMP_ROW = 100
_PLACE_LETTERS = b"0123456789abcdefABCDEF: "
DUMP = Piece(
    rb"(?: {1,2}\|[^\n]{0,17}| {1,40}+>[^\n]{0,17}| {2,40}+[^\n]{1,18})?%s"
    rb"| {1,2}\|[^\n]{0,17}%s| {2,40}+[^\n]{0,18}%s|\n%s"
    % (_PLACE, _CUT_PLACE, _CUT_PLACE, _CUT_PLACE.replace(rb"\n", b"")),
    lambda _: b"",
    mark=rb"\A[0-9A-Fa-f]{6,10}:? |\n[0-9A-Fa-f]{6,10}:? ",
)


def is_dump(data: bytes) -> bool:
    """Whether lines of a dump are in it, or its end may be that of one."""
    if DUMP.mark.search(data):
        return True
    row = data[-_DUMP_ROW:]
    last = row[row.rfind(b"\n") + 1 :]
    may_be = b"  " in row or b" |" in row or b" >" in row
    may_be = may_be or (last != b"" and not last.strip(_PLACE_LETTERS))
    return may_be and _CUT_DUMP.search(row) is not None
