"""Takes secrets out of a stream of bytes before anything of it is kept.

Found is a declared value as it is and in every shape of `shapes`, and the long lines of a value
that has several. Not found are values that are too short, which would mask half of everything,
and whatever a program does to a value besides. Text that is shown loses well-known tokens too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from orchestrator.engines.shapes import fold
from orchestrator.engines.sieve import Sieve
from orchestrator.engines.sought import Sought, sought
from orchestrator.plan.tokens import MASK as SHOWN
from orchestrator.plan.tokens import scrub

MASK = SHOWN.encode()


class Masker:
    """All values; makes a `MaskedStream` for each stream."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self._sought: list[Sought] = []
        self._sieve = Sieve(())
        self._partials: frozenset[bytes] = frozenset()
        self.learn(secrets)

    def __bool__(self) -> bool:
        return bool(self._sought)

    def learn(self, secrets: Iterable[str]) -> None:
        """Look for these values too, from the next stream and text on."""
        known = dict.fromkeys(self._sought)
        known |= dict.fromkeys(each for secret in secrets for each in sought(secret))
        self._sought = list(known)
        self._sieve = Sieve(anchor for each in self._sought for anchor in each.anchors)
        self._partials = frozenset().union(*(each.partials for each in self._sought))

    def stream(self) -> MaskedStream:
        """A new stream, with nothing held back."""
        return MaskedStream(tuple(self._sought), self._sieve, self._partials)

    def text(self, text: str) -> str:
        """The text without secrets, and without what has the shape of a well-known token."""
        if self._sought and text:
            text = self._masked(text)
        return scrub(text)

    def _masked(self, text: str) -> str:
        stream = self.stream()
        try:
            data, errors = text.encode("utf-8", "surrogateescape"), "surrogateescape"
        except UnicodeEncodeError:
            data, errors = text.encode("utf-8", "surrogatepass"), "surrogatepass"
        return (stream.feed(data) + stream.end()).decode("utf-8", errors)


class MaskedStream:
    """One stream. What may be the start of a secret is held back until more has come, and
    nothing else is."""

    def __init__(
        self, sought: tuple[Sought, ...], sieve: Sieve, partials: frozenset[bytes]
    ) -> None:
        self._sought = sought
        self._sieve = sieve
        self._partials = partials
        self._longest_partial = max(map(len, partials), default=0)
        self._held = b""
        # So many bytes of what is held belong to a secret whose mask is already out.
        self._masked = 0

    def feed(self, chunk: bytes) -> bytes:
        """What can be let out now that this has come."""
        data = self._held + chunk
        spans, opened = self._look(data)
        return self._let_out(data, spans, opened)

    def end(self) -> bytes:
        """The rest: nothing more will come."""
        data = self._held
        return self._let_out(data, self._look(data)[0], len(data))

    def _look(self, data: bytes) -> tuple[list[tuple[int, int]], int]:
        """Where secrets stand, and from where on something may become one."""
        spans = []
        opened = len(data)
        for length in range(1, min(self._longest_partial, len(data)) + 1):
            if data[-length:] in self._partials:
                opened = len(data) - length
        folded = fold(data)
        worth = self._sieve.may_hold(folded)
        for each in self._sought:
            looked_for = not each.anchors or (worth and each.may_be_in(folded))
            found = each.finds(data) if looked_for else each.openings(data)
            for start, stop, is_open in found:
                if is_open:
                    opened = min(opened, start)
                else:
                    spans.append((start, stop))
        return sorted(spans), opened

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
