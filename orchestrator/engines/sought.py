"""One secret value that is looked for in readings of bytes, in all its shapes; knows no stream."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate

from orchestrator.engines.readings import Reading
from orchestrator.engines.shapes import Shape, shapes_of, texts_of
from orchestrator.plan.secret import parts_of
from orchestrator.plan.tokens import SHORTEST

# So many bytes of its end tell a beginning of a value from other text.
_TOLD_BY = SHORTEST
# Texts of so many bytes together are not taken to pieces.
_MOST = 200_000


class Sought:
    """A value, ready to be found. `anchors` are folded texts of which one is in every print of
    it; without any it has to be looked for everywhere."""

    def __init__(self, shapes: Sequence[Shape]) -> None:
        self.shapes = tuple(dict.fromkeys(shapes))
        sure = all(shape.anchors for shape in shapes)
        every = [anchor for shape in shapes for anchor in shape.anchors]
        self.anchors = tuple(dict.fromkeys(every)) if sure else ()
        self._texts: dict[str, list[_Text]] = defaultdict(list)
        for shape in self.shapes:
            self._texts[shape.reading].append(_Text(shape.text))

    def may_be_in(self, folded: bytes) -> bool:
        """Whether it is worth looking for; False is sure, True is not."""
        return not self.anchors or any(anchor in folded for anchor in self.anchors)

    def finds(self, reading: Reading) -> Iterator[tuple[int, int]]:
        """Where it stands, in the bytes that were read."""
        for name in reading.names:
            for text in self._texts.get(name, ()):
                for start, stop in text.places(reading.text):
                    yield reading.place(start, stop)


class _Text:
    """Finds a text, and how far it goes on where it overlaps itself."""

    def __init__(self, text: bytes) -> None:
        self._text = text

    @cached_property
    def _again(self) -> re.Pattern[bytes]:
        again = self._text[-_period(self._text) :]
        return re.compile(rb"(?:%s)*+" % re.escape(again))

    def places(self, data: bytes) -> Iterator[tuple[int, int]]:
        at, length = 0, len(self._text)
        while (start := data.find(self._text, at)) >= 0:
            match = self._again.match(data, start + length)
            stop = match.end() if match else start + length
            yield start, stop
            # What begins within it and goes on behind it is found too.
            at = max(start, stop - length) + 1


def _period(text: bytes) -> int:
    """By how many bytes it can be moved so that it lies on itself (Knuth, Morris and Pratt)."""
    links = [0] * len(text)
    length = 0
    for at in range(1, len(text)):
        while length and text[at] != text[length]:
            length = links[length - 1]
        length += text[at] == text[length]
        links[at] = length
    return len(text) - length


class Beginnings:
    """All texts that are looked for in readings of one name, to tell with which of them the end
    of a text may begin."""

    def __init__(self, texts: Iterable[bytes]) -> None:
        every = tuple(dict.fromkeys(texts))
        self._together = b"".join(every)
        self._starts = [0, *accumulate(map(len, every))]
        pieces = range(len(self._together) if len(self._together) < _MOST else 0)
        self._pieces = frozenset(self._together[at : at + _TOLD_BY] for at in pieces)
        self._short = frozenset(text[:length] for text in every for length in range(1, _TOLD_BY))
        self._last = frozenset(each[-1:] for each in self._short)

    def short_at_end(self, text: bytes) -> int | None:
        """How long the longest of them is that begins in the text and is cut short by its end,
        where it is no longer than a few bytes; None where it may be."""
        if len(text) < _TOLD_BY or not self._pieces or text[-_TOLD_BY:] in self._pieces:
            return None
        if text[-1:] not in self._last:
            return 0
        lengths = range(_TOLD_BY - 1, 0, -1)
        return next((length for length in lengths if text[-length:] in self._short), 0)

    def first(self, text: bytes, end: int) -> int:
        """Where the first of them begins that the end cuts short; the end itself if none does."""
        longest = 0
        told = text[max(0, end - _TOLD_BY) : end]
        # What the end holds is looked for in the texts, which is far less than the other way round.
        may_be = len(told) == _TOLD_BY and (not self._pieces or told in self._pieces)
        place = self._together.rfind(told) if may_be else -1
        while place >= 0:
            number = bisect_right(self._starts, place)
            start, stop = self._starts[number - 1], self._starts[number]
            length = place + _TOLD_BY - start
            begins = place + _TOLD_BY < stop and length <= end and length > longest
            if begins and text.startswith(self._together[start : start + length], end - length):
                longest = length
            # Within this one the next is shorter.
            next_to = start + _TOLD_BY - 1 if longest >= length else place + _TOLD_BY - 1
            place = self._together.rfind(told, 0, next_to)
        if longest:
            return end - longest
        if text[end - 1 : end] not in self._last:
            return end
        for length in range(_TOLD_BY - 1, 0, -1):
            if length <= end and text[end - length : end] in self._short:
                return end - length
        return end


@lru_cache(maxsize=256)
def sought(value: str) -> tuple[Sought, ...]:
    """A value and, where it has several, its longer lines; nothing for one that is too short.

    Kept, for every attempt has the same secrets.
    """
    whole, *lines = parts_of(value) or ("",)
    if not whole:
        return ()
    return (Sought(tuple(shapes_of(whole))), *(Sought(tuple(texts_of(line))) for line in lines))
