"""Takes secrets out of a stream of bytes before anything of it is kept.

Found is a declared value as it is and in every shape of `shapes`, and the long lines of a value
that has several. Not found are values that are too short, which would mask half of everything,
and whatever a program does to a value besides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache

from orchestrator.engines.readings import TEXT, Reading, Ways
from orchestrator.engines.shapes import EARLY, fold
from orchestrator.engines.sieve import Sieve
from orchestrator.engines.sought import Beginnings, Sought, sought
from orchestrator.plan.tokens import MASK as SHOWN

MASK = SHOWN.encode()
# A value that is printed takes so many bytes for each of its own, and some beside them.
_LONGER, _BESIDE = 7, 300


class Search:
    """What is looked for in all streams."""

    def __init__(self, every: tuple[Sought, ...]) -> None:
        self.sought = every
        self._always = [each for each in every if not each.anchors]
        shapes = [shape for each in every for shape in each.shapes]
        self._sieve = Sieve(anchor for each in every for anchor in each.anchors)
        texts = defaultdict(list)
        for shape in shapes:
            texts[shape.reading].append(shape.text)
        self._beginnings = {name: Beginnings(found) for name, found in texts.items()}
        values = texts[TEXT]
        self._reach = _LONGER * min(max(map(len, values), default=0), EARLY) + _BESIDE
        self._ways = Ways(
            plus=any(b" " in value for value in values),
            quotes=any(b"'" in value or b'"' in value for value in values),
            lines=any(b"\n" in value for value in values),
        )

    def look(self, data: bytes) -> tuple[list[tuple[int, int]], int]:
        """Where secrets stand, and from where on something may become one."""
        folded = fold(data)
        worth = self._sieve.may_hold(folded)
        here = [each for each in self.sought if each.may_be_in(folded)] if worth else self._always
        if not here:
            return [], self._opened_at_the_end(data)
        opened = len(data)
        spans: list[tuple[int, int]] = []
        for reading in self._ways.read(data):
            opened = min(opened, self._opened(reading, len(data)))
            for each in here:
                spans += each.finds(reading)
        return sorted(spans), opened

    def _opened_at_the_end(self, data: bytes) -> int:
        start = max(0, len(data) - self._reach)
        # Of several backslashes every other one escapes, from the first on.
        start = len(data[:start].rstrip(b"\\"))
        tail = data[start:] if start else data
        opened = self._opened_plainly(tail)
        if opened is not None:
            return start + opened
        return start + min(
            (self._opened(reading, len(tail)) for reading in self._ways.read(tail)),
            default=len(tail),
        )

    def _opened_plainly(self, tail: bytes) -> int | None:
        """The same where a look at the last few bytes tells it, as it mostly does."""
        opened = len(tail)
        for name, text, gone in self._ways.ends(tail) or ((TEXT, b"", b""),):
            if name not in self._beginnings:
                continue
            length = self._beginnings[name].short_at_end(text)
            if length is None or (length and not gone and text[-length:] != tail[-length:]):
                return None
            at = len(tail)
            while length:
                at -= 1
                length -= tail[at] not in gone
            opened = min(opened, at)
        return opened

    def _opened(self, reading: Reading, end: int) -> int:
        opened = end if reading.cut is None else reading.cut
        for name in reading.names:
            beginnings = self._beginnings.get(name)
            if beginnings is not None:
                at = beginnings.first(reading.text, reading.sure)
                if at < reading.sure:
                    opened = min(opened, reading.place(at, at + 1)[0])
        return opened


NOTHING = Search(())


@lru_cache(maxsize=16)
def search_for(known: tuple[Sought, ...], secrets: tuple[str, ...]) -> Search | None:
    """What looks for these secrets too; None where all of them are too short to be looked for.
    Kept, for every attempt has the same."""
    more = dict.fromkeys(each for secret in secrets for each in sought(secret))
    every = tuple(dict.fromkeys(known) | more)
    return Search(every) if every else None


class MaskedStream:
    """One stream. What may be the start of a secret is held back until more has come, and
    nothing else is."""

    def __init__(self, search: Search) -> None:
        self._search = search
        self._held = b""
        # So many bytes of what is held belong to a secret whose mask is already out.
        self._masked = 0

    def feed(self, chunk: bytes) -> bytes:
        """What can be let out now that this has come."""
        data = self._held + chunk
        spans, opened = self._search.look(data)
        return self._let_out(data, spans, opened)

    def end(self) -> bytes:
        """The rest: nothing more will come."""
        data = self._held
        return self._let_out(data, self._search.look(data)[0], len(data))

    def _let_out(self, data: bytes, spans: list[tuple[int, int]], end: int) -> bytes:
        out = []
        position = still_masked = 0
        for start, stop, is_new in self._joined(spans):
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

    def _joined(self, spans: list[tuple[int, int]]) -> Iterator[tuple[int, int, bool]]:
        """Overlapping spans as one; the last says whether it needs a mask."""
        start, stop, is_new = 0, self._masked, False
        for next_start, next_stop in spans:
            if next_start < stop:
                stop = max(stop, next_stop)
                continue
            if stop > start:
                yield start, stop, is_new
            start, stop, is_new = next_start, next_stop, True
        if stop > start:
            yield start, stop, is_new
