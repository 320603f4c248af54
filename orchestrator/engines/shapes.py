"""What a value looks like in each reading of the bytes that hold it; searches nothing.

as text, once escapes are undone   base64 and base32, whatever stands before the value
hex and decimal, byte by byte
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from orchestrator.engines.escapes import ESCAPES
from orchestrator.engines.readings import CODE, DECIMAL, HEX, JOINED, SPACED, TEXT
from orchestrator.plan.tokens import SHORTEST

# Letters and digits are what all ways of escaping have in common. The x of `\\x61` is left out
# with the signs, so that bytes look alike whatever stands before them.
_DROPPED = bytes(byte for byte in range(256) if not chr(byte).isalnum() or byte > 127) + b"xX"
_LOWER = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ", b"abcdefghijklmnopqrstuvwxyz")
_SURE = 3  # letters of an anchor, at least; shorter ones are everywhere
_ANCHOR = 64  # letters of an anchor, at most: long ones are found faster
# An anchor ends before so many bytes of the text, so that of one that is cut short, and has
# none, no more than that is there.
EARLY = 192
_SHORTEST_LINE = 60  # letters, in a code that is broken over lines


class Shape(Struct, frozen=True):
    """A `text` that stands in readings of that name. Of the `anchors`, one stands in every print
    of it, once both are folded; with none of them nothing is sure."""

    reading: str
    text: bytes
    anchors: tuple[bytes, ...] = ()


def fold(data: bytes) -> bytes:
    """Letters and digits alone, in lower case: what anchors are looked for in."""
    return data.translate(_LOWER, _DROPPED)


def shapes_of(value: str) -> Iterator[Shape]:
    """Every shape of a value."""
    raw = _bytes(value)
    yield from texts_of(value)
    yield from _hexes(raw)
    yield Shape(DECIMAL, b",".join(b"%d" % byte for byte in raw), _anchors(value))
    for shift in range(3):
        yield from _base64(raw, shift)
    for shift in range(5):
        yield from _base32(raw, shift)


def texts_of(value: str) -> Iterator[Shape]:
    """The value as text, of which escapes are undone and perhaps line ends lost. What it holds
    that looks like an escape itself is undone with them."""
    raw, anchors = _bytes(value), _anchors(value)
    yield Shape(TEXT, raw, anchors)
    for escape in ESCAPES:
        yield from _if_other(Shape(escape.name, escape.plain(raw), anchors), raw)
    # Of a text Python writes U+00E9 as the byte of that number.
    latin = "".join(char if ord(char) < 0x100 else _untold(char) for char in value)
    yield from _if_other(Shape("\\", latin.encode("latin-1"), anchors), raw)
    if "\n" in value:
        yield Shape(SPACED, raw.replace(b"\r", b"").replace(b"\n", b" "), anchors)
        joined = raw.replace(b"\r", b"").replace(b"\n", b"")
        yield from _if_other(Shape(JOINED, joined, anchors), raw)


def _untold(char: str) -> str:
    return _bytes(char).decode("latin-1")


def _if_other(shape: Shape, raw: bytes) -> Iterator[Shape]:
    if shape.text != raw and len(shape.text) >= SHORTEST:
        yield shape


def _bytes(value: str) -> bytes:
    return value.encode("utf-8", "surrogateescape")


def _anchors(value: str) -> tuple[bytes, ...]:
    """Its longest letters and digits, as they are and each of them escaped."""
    run = _best_run(value)
    if run is None:
        return ()
    letters = value[slice(*run)].encode()
    forms = ("{:d}", "{:03d}", "{:o}", "{:03o}", "u00{:02x}", "25{:02x}")
    every = [letters, letters.hex().encode()]
    every += ["".join(map(form.format, letters)).encode() for form in forms]
    return _folded(every)


def _hexes(raw: bytes) -> Iterator[Shape]:
    # A dump breaks its lines, so that one of two neighbours may be torn, but not both.
    part = max(2, min(_ANCHOR // 4, len(raw) // 2))
    anchors = []
    for start in (0, part):
        piece = raw[start : start + part]
        anchors += [piece.hex().encode(), "".join(f"0{byte:02x}" for byte in piece).encode()]
    pairs = [f"{byte:02x}" for byte in raw]
    # The x of 0x is left out of what is read.
    for between in ("", "0"):
        yield Shape(HEX, between.join(pairs).encode(), _folded(anchors))


def _base64(raw: bytes, shift: int) -> Iterator[Shape]:
    """The letters that the value alone decides, with so many bytes before it."""
    import base64

    text = base64.b64encode(bytes(shift) + raw)
    return _coded(text[(shift * 8 + 5) // 6 : (shift + len(raw)) * 8 // 6])


def _base32(raw: bytes, shift: int) -> Iterator[Shape]:
    import base64

    text = base64.b32encode(bytes(shift) + raw)
    return _coded(text[(shift * 8 + 4) // 5 : (shift + len(raw)) * 8 // 5])


def _coded(text: bytes) -> Iterator[Shape]:
    if len(text) < SHORTEST:
        return
    # Escaped line ends leave a letter; they tear one anchor, but not two.
    middle = min(len(text) // 2, _ANCHOR) if len(text) > _SHORTEST_LINE else len(text)
    halves = filter(None, (text[:middle], text[middle:][:_ANCHOR]))
    anchors = [
        form for half in halves for form in (half, half.replace(b"+", b"2b").replace(b"/", b"2f"))
    ]
    folded = _folded(anchors)
    yield Shape(CODE, text, folded if min(map(len, folded)) >= _SURE else ())


def _best_run(text: str) -> tuple[int, int] | None:
    """Where the longest letters and digits stand, early in the text, that make an anchor."""
    early = text[: EARLY - _ANCHOR]
    runs = [(match.start(), match.end()) for match in re.finditer("[A-Za-z0-9]+", early)]
    sure = [(start, min(end, start + _ANCHOR)) for start, end in runs]
    sure = [run for run in sure if len(fold(text[slice(*run)].encode())) >= _SURE]
    return max(sure, key=lambda run: run[1] - run[0], default=None)


def _folded(anchors: Sequence[bytes]) -> tuple[bytes, ...]:
    return tuple(dict.fromkeys(map(fold, anchors)))
