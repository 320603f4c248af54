"""One secret value that is looked for in bytes, in all its shapes; knows no stream."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache

from orchestrator.engines.shapes import Shape, Spellings, escaped, shapes_of
from orchestrator.plan.tokens import SHORTEST

# A line of a key file, not one of its brackets.
_SHORTEST_LINE = 8
_ARMOUR = "-----"
# So many units tell the beginning of a value from other text.
_TOLD_BY = 4


class Sought:
    """A value, ready to be found. `anchors` are folded texts of which one is in every print of
    it; without any it has to be looked for everywhere. `partials` are beginnings of what it
    may begin with."""

    def __init__(self, shapes: Sequence[Shape]) -> None:
        self._shapes = shapes
        sure = all(shape.anchors for shape in shapes)
        every = [anchor for shape in shapes for anchor in shape.anchors]
        self.anchors = tuple(dict.fromkeys(every)) if sure else ()
        self._reach = max(shape.reach for shape in shapes)
        self._starts = re.compile(b"|".join(map(_start, shapes)), re.DOTALL)
        self.partials = frozenset(
            spelling[:length]
            for shape in shapes
            for spelling in shape.units[0]
            for length in range(1, len(spelling))
        )

    def may_be_in(self, folded: bytes) -> bool:
        """Whether it is worth looking for; False is sure, True is not."""
        return not self.anchors or any(anchor in folded for anchor in self.anchors)

    def finds(self, data: bytes) -> Iterator[tuple[int, int, bool]]:
        """Where it stands, and where something begins that may go on past the end (True)."""
        return self._from(data, 0)

    def openings(self, data: bytes) -> Iterator[tuple[int, int, bool]]:
        """What may go on past the end of data that has none of its anchors."""
        return self._from(data, max(0, len(data) - self._reach))

    def _from(self, data: bytes, at: int) -> Iterator[tuple[int, int, bool]]:
        while (found := self._starts.search(data, at)) is not None:
            at = found.start() + 1
            yield from self._at(data, found.start())

    def _at(self, data: bytes, place: int) -> Iterator[tuple[int, int, bool]]:
        for shape in self._shapes:
            if data.startswith(shape.units[0], place):
                end, is_open = _follow(shape, data, place)
                if is_open:
                    yield place, len(data), True
                if end is not None:
                    yield place, end, False


def _follow(shape: Shape, data: bytes, place: int) -> tuple[int | None, bool]:
    """Where the shape ends that begins here, if it does, and whether more data might make it
    do so, or make it longer."""
    places, is_open = {place}, False
    for number, spellings in enumerate(shape.units):
        following, cut = _after(spellings, data, places)
        is_open |= cut
        if not following and number and shape.between:
            gaps = {gap.end() for at in places for gap in _gaps(shape, data, at)}
            following, cut = _after(spellings, data, gaps)
            is_open |= cut
        if not following:
            return None, is_open
        places = following
    return max(places), is_open


def _after(spellings: Spellings, data: bytes, places: Collection[int]) -> tuple[set[int], bool]:
    """Where a unit ends that begins at one of the places, and whether the end of the data cuts
    one short."""
    plain, following, cut = spellings[0], set(), False
    for at in places:
        # No escape of a letter begins with that letter.
        if data.startswith(plain, at) and plain.isalnum():
            following.add(at + len(plain))
            continue
        left = len(data) - at
        for spelling in spellings:
            if data.startswith(spelling, at):
                following.add(at + len(spelling))
            elif left < len(spelling) and spelling.startswith(data[at:]):
                cut = True
    return following, cut


def _gaps(shape: Shape, data: bytes, at: int) -> Iterator[re.Match[bytes]]:
    for between in shape.between:
        if (gap := between.match(data, at)) is not None:
            yield gap


def _start(shape: Shape) -> bytes:
    """A pattern for the beginning of a shape: enough to tell it from most of what is none. The
    end of the data may cut it short."""
    gap = b"".join(b"(?:%s)?" % between.pattern for between in shape.between)
    pattern = b""
    for spellings in reversed(shape.units[1:_TOLD_BY]):
        if b"" in spellings:
            pattern = b""
            continue
        first = _set(spelling[:1] for spelling in spellings)
        whole = b"(?:%s)%s" % (_any(spellings), pattern) if pattern else first
        pattern = rb"%s(?:%s|%s.{0,12}\Z|\Z)" % (gap, whole, first)
    return b"(?:%s)%s" % (_any(shape.units[0]), pattern)


def _any(spellings: Spellings) -> bytes:
    # Letters alone become a set, which is far faster to look for than alternatives are.
    letters = [each for each in spellings if len(each) == 1]
    longer = [re.escape(each) for each in spellings if len(each) > 1]
    return b"|".join([*([_set(letters)] if letters else []), *longer])


def _set(letters: Iterable[bytes]) -> bytes:
    return b"[%s]" % b"".join(map(re.escape, dict.fromkeys(letters)))


@lru_cache(maxsize=256)
def sought(value: str) -> tuple[Sought, ...]:
    """A value and, where it has several, its longer lines; nothing for one that is too short.

    Kept, for every attempt has the same secrets.
    """
    value = value.strip()
    if len(value.encode("utf-8", "surrogateescape")) < SHORTEST:
        return ()
    lines = [line.strip() for line in value.splitlines()]
    return (
        Sought(tuple(shape for shape in shapes_of(value) if len(shape.units) >= SHORTEST - 1)),
        *(
            Sought((escaped(line),))
            for line in dict.fromkeys(lines if len(lines) > 1 else [])
            if len(line) >= _SHORTEST_LINE and not line.startswith(_ARMOUR)
        ),
    )
