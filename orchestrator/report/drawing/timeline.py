"""A run's attempts as bars on a time axis, in pixels: a row each subtask, or few shared rows."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from orchestrator.report.drawing.fitting import fitted
from orchestrator.report.drawing.looks import Look
from orchestrator.report.drawing.scale import Scale, Span, Tick, scale, ticks
from orchestrator.report.times import in_words

WIDTH = 1120
_ROW = 24
_BAR = 14
_AXIS = 34
# More room above it, where a pause has to be named.
_PAUSES = 16
_LABELS = 210
_LABEL_COLUMNS = 30
# Room behind the last bar for its duration.
_WORDS = 150
# With more subtasks than that, those that did not run at once share rows.
_MOST_ROWS = 60
_LEAST_BAR = 3
_CHARACTER = 6.3


class TimedAttempt(Struct, frozen=True, kw_only=True):
    """An attempt of a subtask, or a validation, as it is named: milliseconds since 1970;
    `duration_ms` None while it runs."""

    subtask: str
    name: str
    called: str
    validation: bool
    start_ms: int
    duration_ms: int | None
    look: Look
    words: str
    anchor: str


class Mark(Struct, frozen=True, kw_only=True):
    """A bar; `label` is what stands in it, if there is room."""

    x: int
    y: int
    width: int
    look: Look
    label: str
    tooltip: str
    anchor: str


class Note(Struct, frozen=True, kw_only=True):
    """Text beside a bar or before a row; `anchor` where it leads, if anywhere."""

    x: int
    y: int
    text: str
    before: bool = False
    anchor: str | None = None


class Timeline(Struct, frozen=True, kw_only=True):
    """The axis begins at `left`, the first row at `top`; `pauses` stand for times in which
    nothing ran."""

    left: int
    top: int
    height: int
    bar: int
    marks: tuple[Mark, ...]
    notes: tuple[Note, ...]
    ticks: tuple[Tick, ...]
    pauses: tuple[Tick, ...]
    is_shared: bool


def timeline(attempts: Sequence[TimedAttempt]) -> Timeline | None:
    """The picture; None when no time was recorded."""
    if not attempts:
        return None
    subtasks = list(dict.fromkeys(attempt.subtask for attempt in attempts))
    shared = len(subtasks) > _MOST_ROWS
    left = 8 if shared else _LABELS
    last = max(attempt.start_ms + (attempt.duration_ms or 0) for attempt in attempts)
    times = [(each.start_ms, _end(each, last)) for each in attempts]
    axis = scale(times, left, WIDTH - left - (8 if shared else _WORDS))
    extents = [_extent(axis, start, end) for start, end in times]
    row_of = _lanes(extents) if shared else [subtasks.index(each.subtask) for each in attempts]
    top = _AXIS + (_PAUSES if len(axis.spans) > 1 else 0)
    marks = tuple(
        _mark(attempt, extent, top + row * _ROW, named=shared)
        for attempt, extent, row in zip(attempts, extents, row_of, strict=True)
    )
    rows = 1 + max(row_of)
    return Timeline(
        left=left,
        top=top,
        height=top + rows * _ROW + 8,
        bar=_BAR,
        marks=marks,
        notes=() if shared else tuple(_notes(attempts, marks)),
        ticks=tuple(ticks(axis)),
        pauses=tuple(_pause(span) for span in axis.spans[1:]),
        is_shared=shared,
    )


def _end(attempt: TimedAttempt, last: int) -> int:
    """What still runs goes on to the last moment that is known."""
    if attempt.duration_ms is None:
        return max(last, attempt.start_ms)
    return attempt.start_ms + attempt.duration_ms


def _extent(axis: Scale, start: int, end: int) -> tuple[int, int]:
    x = round(axis.x(start))
    return x, max(_LEAST_BAR, round(axis.x(end)) - x)


def _lanes(extents: Sequence[tuple[int, int]]) -> list[int]:
    """For each bar the first row that is free where it begins."""
    free: list[int] = []
    lanes = [0] * len(extents)
    for index in sorted(range(len(extents)), key=lambda each: (extents[each][0], each)):
        x, width = extents[index]
        lane = next((n for n, until in enumerate(free) if until <= x), len(free))
        free[lane:] = [x + width + 1, *free[lane + 1 :]]
        lanes[index] = lane
    return lanes


def _mark(attempt: TimedAttempt, extent: tuple[int, int], top: int, *, named: bool) -> Mark:
    x, width = extent
    took = in_words(attempt.duration_ms) if attempt.duration_ms is not None else "not over"
    room = int((width - 8) / _CHARACTER)
    return Mark(
        x=x,
        y=top + (_ROW - _BAR) // 2,
        width=width,
        look=attempt.look,
        label=fitted(attempt.name, room) if named and room >= 5 else "",
        tooltip=f"{attempt.name}, {attempt.called}: {attempt.words}, {took}",
        anchor=attempt.anchor,
    )


def _notes(attempts: Sequence[TimedAttempt], marks: Sequence[Mark]) -> list[Note]:
    """Before each row the subtask, behind its last bar how long its attempts took; without
    its validations."""
    made = []
    for row in dict.fromkeys(attempt.subtask for attempt in attempts):
        pairs = [pair for pair in zip(attempts, marks, strict=True) if pair[0].subtask == row]
        last, mark = max(pairs, key=lambda pair: pair[1].x + pair[1].width)
        tried = [attempt for attempt, _ in pairs if not attempt.validation]
        took = in_words(sum(attempt.duration_ms or 0 for attempt in tried))
        tries = f" in {len(tried)} attempts" if len(tried) > 1 else ""
        y = mark.y + _BAR - 3
        made.append(
            Note(x=_LABELS - 10, y=y, text=fitted(last.name, _LABEL_COLUMNS), before=True,
                 anchor=last.anchor)
        )  # fmt: skip
        made.append(Note(x=mark.x + mark.width + 6, y=y, text=took + tries))
    return made


def _pause(span: Span) -> Tick:
    return Tick(round(span.x), in_words(span.pause_ms))
