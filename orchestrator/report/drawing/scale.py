"""From moments to pixels: a time axis whose long pauses are cut short, and its ticks."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from msgspec import Struct

_PAUSE_WIDTH = 60
# A pause is cut short when it is longer than this share of all time in which something ran.
_PAUSE_SHARE = 1.0
_LEAST_PAUSE_MS = 10_000
_LEAST_TICK = 72
_SECOND, _MINUTE, _HOUR, _DAY = 1_000, 60_000, 3_600_000, 86_400_000
_STEPS = (
    *(factor * power for power in (1, 10, 100) for factor in (1, 2, 5)),
    *(n * _SECOND for n in (1, 2, 5, 10, 15, 30)),
    *(n * _MINUTE for n in (1, 2, 5, 10, 15, 30)),
    *(n * _HOUR for n in (1, 2, 3, 6, 12)),
    *(n * _DAY for n in (1, 2, 7, 14, 28, 84, 364)),
)


class Span(Struct, frozen=True):
    """A time in which something ran, from pixel `x` on; `pause_ms` is what lies before it."""

    start: int
    end: int
    x: float
    pause_ms: int


class Tick(Struct, frozen=True):
    """A line of the axis."""

    x: int
    words: str


class Scale(Struct, frozen=True):
    """`per_ms` pixels for each millisecond, the same everywhere but in pauses."""

    spans: tuple[Span, ...]
    per_ms: float

    def x(self, moment: int) -> float:
        """The pixel of a moment; one in a pause stands where the pause begins."""
        at = max(bisect_right(self.spans, moment, key=lambda span: span.start) - 1, 0)
        span = self.spans[at]
        return span.x + (min(max(moment, span.start), span.end) - span.start) * self.per_ms


def scale(times: Sequence[tuple[int, int]], left: int, width: int) -> Scale:
    """The axis for these times (start and end, at least one), `width` pixels from `left` on."""
    busy = _merged(times, 0)
    longest = max(_LEAST_PAUSE_MS, _PAUSE_SHARE * sum(end - start for start, end in busy))
    clusters = _merged(times, longest)
    total = max(1, sum(end - start for start, end in clusters))
    # So many pauses that nothing else had room are shown as time like any other.
    if (len(clusters) - 1) * _PAUSE_WIDTH > width / 2:
        clusters = [(clusters[0][0], clusters[-1][1])]
        total = max(1, clusters[0][1] - clusters[0][0])
    per_ms = (width - (len(clusters) - 1) * _PAUSE_WIDTH) / total
    spans, x, before = [], float(left), clusters[0][0]
    for start, end in clusters:
        spans.append(Span(start, end, x, start - before))
        x += (end - start) * per_ms + _PAUSE_WIDTH
        before = end
    return Scale(tuple(spans), per_ms)


def ticks(axis: Scale) -> list[Tick]:
    """Round distances from the beginning of each span, none too near to another."""
    step = next((each for each in _STEPS if each * axis.per_ms >= _LEAST_TICK), _STEPS[-1])
    made = []
    for index, span in enumerate(axis.spans):
        # After a pause the first line is the pause's own.
        for moment in range(step if index else 0, span.end - span.start + 1, step):
            x = round(span.x + moment * axis.per_ms)
            made.append(Tick(x, ("+" if index else "") + _words(moment, step)))
    return made


def _words(ms: int, step: int) -> str:
    if step < _MINUTE:
        return f"{ms / _SECOND:g} s"
    if step < _HOUR:
        return f"{ms / _MINUTE:g} min"
    return f"{ms / _HOUR:g} h" if step < _DAY else f"{ms / _DAY:g} d"


def _merged(times: Iterable[tuple[int, int]], longest: float) -> list[tuple[int, int]]:
    """The times, those joined that have no more than `longest` between them."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(times):
        if merged and start - merged[-1][1] <= longest:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged
