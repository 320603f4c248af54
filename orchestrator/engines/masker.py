"""Takes secrets out of a stream of bytes before anything of it is kept.

Found are a value as it is and in the shapes that programs give it: base64 (whatever stands
before it, both alphabets), hex, URL-, JSON-, XML- and shell-quoted, and the long lines of a
value that has several. Not found are values of fewer than four bytes, which would mask half
of everything, base64 that a line end cuts, and whatever a program does to a value besides.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator

MASK = b"***"
SHORTEST = 4
# A line of a key file, not one of its brackets.
_SHORTEST_LINE = 8


class Masker:
    """All shapes of all secrets; makes a `MaskedStream` for each stream."""

    def __init__(self, secrets: Iterable[str]) -> None:
        found = {shape for secret in secrets for shape in shapes_of(secret)}
        # A shape that holds a shorter one is masked by it only in part, so both are sought.
        self.shapes = sorted(found, key=len, reverse=True)

    def __bool__(self) -> bool:
        return bool(self.shapes)

    def stream(self) -> MaskedStream:
        """A new stream, with nothing held back."""
        return MaskedStream(self.shapes)

    def text(self, text: str) -> str:
        """The text without secrets."""
        if not self.shapes or not text:
            return text
        stream = self.stream()
        masked = stream.feed(text.encode("utf-8", "surrogateescape")) + stream.end()
        return masked.decode("utf-8", "surrogateescape")


class MaskedStream:
    """One stream. What may be the start of a secret is held back until more has come."""

    def __init__(self, shapes: list[bytes]) -> None:
        self._shapes = shapes
        self._held = b""
        # So many bytes of what is held belong to a secret whose mask is already out.
        self._masked = 0
        self._hold = len(shapes[0]) - 1 if shapes else 0

    def feed(self, chunk: bytes) -> bytes:
        """What can be let out now that this has come."""
        data = self._held + chunk
        return self._let_out(data, max(len(data) - self._hold, 0))

    def end(self) -> bytes:
        """The rest: nothing more will come."""
        return self._let_out(self._held, len(self._held))

    def _let_out(self, data: bytes, end: int) -> bytes:
        out = []
        position = still_masked = 0
        for start, stop, is_new in self._spans(data):
            if start >= end and is_new:
                break
            out.append(data[position:start])
            if is_new:
                out.append(MASK)
            position = min(stop, end)
            still_masked = stop - position
        out.append(data[position:end])
        self._held = data[end:]
        self._masked = still_masked
        return b"".join(out)

    def _spans(self, data: bytes) -> Iterator[tuple[int, int, bool]]:
        """Where secrets stand, overlapping ones as one; the last says whether it needs a mask."""
        start, stop, is_new = 0, self._masked, False
        for next_start, next_stop in sorted(self._finds(data)):
            if next_start < stop:
                stop = max(stop, next_stop)
                continue
            if stop > start:
                yield start, stop, is_new
            start, stop, is_new = next_start, next_stop, True
        if stop > start:
            yield start, stop, is_new

    def _finds(self, data: bytes) -> Iterator[tuple[int, int]]:
        for shape in self._shapes:
            place = data.find(shape)
            while place >= 0:
                yield place, place + len(shape)
                place = data.find(shape, place + 1)


def shapes_of(secret: str) -> set[bytes]:
    """Every shape in which the value is sought; none for one that is too short."""
    shapes: set[bytes] = set()
    for value in {secret, secret.strip()}:
        if len(value.encode("utf-8", "surrogateescape")) >= SHORTEST:
            shapes |= {shape for shape in _encodings(value) if len(shape) >= SHORTEST}
    lines = secret.splitlines()
    if len(lines) > 1:
        shapes |= {
            line.strip().encode("utf-8", "surrogateescape")
            for line in lines
            if len(line.strip()) >= _SHORTEST_LINE
        }
    return shapes


def _encodings(value: str) -> Iterator[bytes]:
    import json
    from urllib.parse import quote, quote_plus

    raw = value.encode("utf-8", "surrogateescape")
    yield raw
    yield raw.hex().encode()
    yield raw.hex().upper().encode()
    for text in (quote(raw, safe=""), quote(raw), quote_plus(raw)):
        yield text.encode()
        yield text.lower().encode() if text != value else raw
    readable = raw.decode("utf-8", "replace")
    for ascii_only in (True, False):
        yield json.dumps(readable, ensure_ascii=ascii_only)[1:-1].encode()
    yield raw.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")
    yield raw.replace(b"'", b"'\"'\"'")
    yield raw.replace(b"'", b"'\\''")
    yield from _base64(raw)


def _base64(raw: bytes) -> Iterator[bytes]:
    """The characters that the value alone decides, for each place it can start at."""
    for before in range(3):
        text = base64.b64encode(bytes(before) + raw)
        first = (before * 8 + 5) // 6
        last = (before + len(raw)) * 8 // 6
        inner = text[first:last]
        yield inner
        yield inner.replace(b"+", b"-").replace(b"/", b"_")
