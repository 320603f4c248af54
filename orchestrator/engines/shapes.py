"""How a value looks when programs print it, letter by letter or in a code; searches nothing.

as it is, and escaped for URLs, JSON (twice too), XML, HTML, shells, C and Python
hex, with blanks, colons or 0x between the bytes, and as xxd and openssl lay it out
base64 and base32, whatever stands before the value, broken over lines or not
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from msgspec import Struct

Spellings = tuple[bytes, ...]

# Letters and digits are what all ways of escaping have in common. The x of `\\x61` is left out
# with the signs, so that bytes look alike whatever stands before them.
_DROPPED = bytes(byte for byte in range(256) if not chr(byte).isalnum() or byte > 127) + b"xX"
_LOWER = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ", b"abcdefghijklmnopqrstuvwxyz")
_SURE = 3  # letters of an anchor, at least; shorter ones are everywhere
_ANCHOR = 64  # letters of an anchor, at most: long ones are found faster
_WITHIN = 128  # letters from its start, an anchor begins
_LONGEST_GAP = 60
_SHORTEST_LINE = 60  # letters, in a code that is broken over lines
# Each of these may be cut short by the end of what there is.
_BROKEN_LINE = (
    re.compile(rb"\r?(?:\n[ \t]{0,40}|\Z)"),
    re.compile(
        rb"\\{1,2}(?:r\\{0,2})?(?:n|\Z)"
        rb"|%0[Dd]%0[Aa]|%0[Aa]|(?:%|%0|%0[Dd]|%0[Dd]%|%0[Dd]%0)\Z"
    ),
)
_BETWEEN_HEX = (
    re.compile(rb"[ \t:,;_-]{0,2}\r?\n?[ \t]{0,16}(?:0[xX]|0\Z)?"),
    # The end of a line of a dump, with the bytes as text, and the place that opens the next.
    re.compile(rb"  ?[^\n]{0,20}(?:\n[0-9a-fA-F]{0,10}(?::? {0,2})?)?"),
)
_SHORT_ESCAPES = {
    "\0": "0", "\a": "a", "\b": "b", "\t": "t", "\n": "n", "\v": "v", "\f": "f", "\r": "r",
    "\x1b": "eE",
}  # fmt: skip
_QUOTATIONS = {
    "'": (b"'\\''", b"'\"'\"'", b"'\\\"'\\\"'", b"'\\\\''", b"''"),
    '"': (b'""', b'\\\\\\"', b"'\"'"),
}


class Shape(Struct, frozen=True):
    """A row of units, each in one of several spellings.

    `between` is what may stand between two of them. Of the `anchors`, one stands in every print
    of the whole, once both are folded; with none of them nothing is sure. So many bytes from
    its start, its `reach`, an anchor has come at the latest.
    """

    units: tuple[Spellings, ...]
    between: tuple[re.Pattern[bytes], ...] = ()
    anchors: tuple[bytes, ...] = ()
    reach: int = 0


def fold(data: bytes) -> bytes:
    """Letters and digits alone, in lower case: what anchors are looked for in."""
    return data.translate(_LOWER, _DROPPED)


def shapes_of(value: str) -> Iterator[Shape]:
    """Every shape of a value, of which the first is the value as it is or escaped."""
    raw = value.encode("utf-8", "surrogateescape")
    yield escaped(value, whole=True)
    yield _hex(raw)
    for shift in range(3):
        yield _base64(raw, shift)
    for shift in range(5):
        yield _base32(raw, shift)


def escaped(value: str, *, whole: bool = False) -> Shape:
    """The value as it is, or each of its characters in one of its escapes. With `whole` that
    may be all of them; else letters and digits are taken to stand for themselves."""
    units = tuple(map(_spellings, value))
    run = _best_run(value)
    if run is None:
        return Shape(units=units)
    letters = value[run[0] : run[1]].encode()
    anchors = [letters]
    if whole:
        anchors.append(letters.hex().encode())
        anchors += ["".join(f"{byte:{base}}" for byte in letters).encode() for base in ("d", "o")]
    return Shape(units=units, anchors=_folded(anchors), reach=_length(units[: run[1]], whole=whole))


def _hex(raw: bytes) -> Shape:
    units = tuple({f"{byte:02x}".encode(): 0, f"{byte:02X}".encode(): 0} for byte in raw)
    # A dump breaks its lines, so that one of two neighbours may be torn, but not both.
    part = max(2, min(_ANCHOR // 4, len(raw) // 2))
    anchors = []
    for start in (0, part):
        piece = raw[start : start + part]
        anchors += [piece.hex().encode(), "".join(f"0{byte:02x}" for byte in piece).encode()]
    return Shape(
        units=tuple(map(tuple, units)),
        between=_BETWEEN_HEX,
        anchors=_folded(anchors),
        reach=2 * part * 24 + _LONGEST_GAP,
    )


def _base64(raw: bytes, shift: int) -> Shape:
    """The letters that the value alone decides, with so many bytes before it."""
    import base64

    text = base64.b64encode(bytes(shift) + raw)
    return _coded(text[(shift * 8 + 5) // 6 : (shift + len(raw)) * 8 // 6])


def _base32(raw: bytes, shift: int) -> Shape:
    import base64

    text = base64.b32encode(bytes(shift) + raw)
    return _coded(text[(shift * 8 + 4) // 5 : (shift + len(raw)) * 8 // 5])


_CODED = {
    ord("+"): (b"+", b"-", b"%2B", b"%2b"),
    ord("/"): (b"/", b"_", b"%2F", b"%2f", b"\\/"),
}


def _coded(text: bytes) -> Shape:
    units = tuple(_CODED.get(byte) or (bytes((byte,)),) for byte in text)
    run = _best_run(text.decode())
    if run is None:
        return Shape(units=units, between=_BROKEN_LINE)
    first = text[run[0] : run[1]]
    anchors = [first]
    reach = run[1]
    if len(text) > _SHORTEST_LINE and (later := _best_run(text[run[1] :].decode())) is not None:
        # Escaped line ends leave a letter; they tear one anchor, but not two.
        anchors.append(text[run[1] :][slice(*later)])
        reach += later[1]
    return Shape(
        units=units,
        between=_BROKEN_LINE,
        anchors=_folded(anchors),
        reach=3 * reach + 2 * _LONGEST_GAP,
    )


def _best_run(text: str) -> tuple[int, int] | None:
    """Where the longest letters and digits stand, early in the text, that make an anchor."""
    runs = [(match.start(), match.end()) for match in re.finditer("[A-Za-z0-9]+", text[:_WITHIN])]
    sure = [(start, min(end, start + _ANCHOR)) for start, end in runs]
    sure = [run for run in sure if len(fold(text[slice(*run)].encode())) >= _SURE]
    return max(sure, key=lambda run: run[1] - run[0], default=None)


def _folded(anchors: Sequence[bytes]) -> tuple[bytes, ...]:
    return tuple(dict.fromkeys(map(fold, anchors)))


def _length(units: Sequence[Spellings], *, whole: bool) -> int:
    """How long the units can get; all of them escaped with `whole`."""
    return sum(
        max(map(len, unit)) if whole or len(unit[0]) != 1 or not unit[0].isalnum() else 1
        for unit in units
    )


@lru_cache(maxsize=4096)
def _spellings(char: str) -> Spellings:
    """A character as it is, and every way of escaping it that stands in use."""
    raw = char.encode("utf-8", "surrogateescape")
    found = [raw, *_QUOTATIONS.get(char, ())]
    found += (style(raw) for style in (_percent, _percent_lower, _octal, _hexed, _hexed_upper))
    if not 0xDC80 <= ord(char) <= 0xDCFF:
        found += _references(char)
        found += _numbered(char)
    if not char.isalnum() or not char.isascii():
        found += (b"\\" + each.encode() for each in _SHORT_ESCAPES.get(char, ""))
        if char.isascii() and (char.isprintable() or char == "\t"):
            found.append(b"\\" + raw)
        if char == " ":
            found.append(b"+")
        if char == "\n":
            # A shell that splits words makes blanks of line ends; others drop them.
            found += (b"\r\n", b"\\r\\n", b"%0D%0A", b"%0d%0a", b" ", b"")
    # What was escaped may be escaped again, as JSON in JSON is.
    found += [each.replace(b"\\", b"\\\\") for each in found if b"\\" in each]
    return tuple(dict.fromkeys(found))


def _percent(raw: bytes) -> bytes:
    return b"".join(b"%%%02X" % byte for byte in raw)


def _percent_lower(raw: bytes) -> bytes:
    return b"".join(b"%%%02x" % byte for byte in raw)


def _octal(raw: bytes) -> bytes:
    return b"".join(b"\\%03o" % byte for byte in raw)


def _hexed(raw: bytes) -> bytes:
    return b"".join(b"\\x%02x" % byte for byte in raw)


def _hexed_upper(raw: bytes) -> bytes:
    return b"".join(b"\\x%02X" % byte for byte in raw)


def _references(char: str) -> Iterator[bytes]:
    """The character references of XML and HTML, by number and by name."""
    code = ord(char)
    for text in (f"{code}", f"{code:03}", f"x{code:x}", f"x{code:X}", f"x{code:02X}", f"X{code:X}"):
        yield f"&#{text};".encode()
    if char.isascii() and char.isalnum():
        return
    from html.entities import codepoint2name

    names = [codepoint2name[code]] if code in codepoint2name else []
    for name in (*names, *(["apos"] if char == "'" else [])):
        yield f"&{name};".encode()


def _numbered(char: str) -> Iterator[bytes]:
    r"""The escapes `\u00e9` of JSON, astral ones as a pair, and `\xe9`, `\U0001f511` of Python."""
    code = ord(char)
    if char.isascii() and char.isalnum():
        return
    pair = char.encode("utf-16-be", "surrogatepass").hex()
    units = [pair[start : start + 4] for start in range(0, len(pair), 4)]
    yield "".join(f"\\u{unit}" for unit in units).encode()
    yield "".join(f"\\u{unit.upper()}" for unit in units).encode()
    if 0x7F < code < 0x100:
        yield b"\\x%02x" % code
    if code > 0xFFFF:
        yield b"\\U%08x" % code
