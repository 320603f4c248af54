"""Where the nodes of a DAG stand on a page and how its edges run, in pixels; draws nothing.

Nodes stand in columns, or in rows when the graph is deep, by the longest path that leads to
them. The cost grows a little faster than the graph: sorting is the dearest part.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from orchestrator.report.drawing.align import aligned
from orchestrator.report.drawing.bends import routes
from orchestrator.report.drawing.columns import Edges, columns
from orchestrator.report.drawing.crossings import ordered

# Pixels of a page that needs no scrolling.
PAGE_WIDTH = 1160
_PAGE_HEIGHT = 900
_MARGIN = 8
_BEND_GAP = 9


class Size(Struct, frozen=True, kw_only=True):
    """The size of every node, how many lines of text it has, the least gap between two of a
    column, and, in a drawing that goes from left to right, how many may stand one below the
    other and how far columns are `between` each other."""

    width: int
    height: int
    gap: int
    most: int
    lines: int = 2
    between: int = 46


class Place(Struct, frozen=True):
    """The upper left corner of a node."""

    x: int
    y: int


class Stretch(Struct, frozen=True):
    """A curve from one point to another, then straight on by `beyond` in the direction of the
    drawing; `enters` is the node that it ends at, if it does."""

    x1: int
    y1: int
    x2: int
    y2: int
    beyond: int
    enters: int | None


class Layout(Struct, frozen=True, kw_only=True):
    """`places` by node. `downward` tells whether it goes from top to bottom."""

    places: list[Place]
    stretches: list[Stretch]
    width: int
    height: int
    downward: bool


def layout(count: int, edges: Edges, size: Size) -> Layout:
    """The drawing, from left to right or from top to bottom, whichever suits a page better."""
    across = _laid_out(count, edges, size, downward=False)
    if strain(across) <= 1:
        return across
    return min(across, _laid_out(count, edges, size, downward=True), key=strain)


def squeezed(count: int, edges: Edges, size: Size) -> Size:
    """The size, of the width with which a drawing from left to right just fits a page."""
    width = 1 + max(columns(count, edges, size.most), default=0)
    room = PAGE_WIDTH - 2 * _MARGIN - (width - 1) * size.between
    return replace(size, width=room // width)


def strain(made: Layout) -> float:
    """How many pages it takes, in the direction where it takes more."""
    return max(made.width / PAGE_WIDTH, made.height / _PAGE_HEIGHT)


def _laid_out(count: int, edges: Edges, size: Size, *, downward: bool) -> Layout:
    """Columns run along the drawing's direction; downward, a column is a row."""
    if downward:
        deep, thick, between = size.height, size.width, size.height // 2 + 14
        most = max(1, (PAGE_WIDTH - 2 * _MARGIN) // (size.width + size.gap))
    else:
        deep, thick, between = size.width, size.height, size.between
        most = size.most
    column = columns(count, edges, most)
    routed = routes(column, edges)
    order = ordered(routed)

    def apart(one: int, other: int) -> int:
        nodes = (one < count) + (other < count)
        return nodes * thick // 2 + (size.gap if nodes == 2 else _BEND_GAP)

    centres = aligned(routed, order, apart)
    low = min((centre - thick // 2 for centre in centres[:count]), default=0)
    low = min([low, *(centre - _BEND_GAP for centre in centres[count:])])
    along = [_MARGIN + each * (deep + between) for each in routed.column]
    across = [_MARGIN + centre - low for centre in centres]
    stretches = [
        _stretch(one, other, count, along, across, deep, downward=downward)
        for one, other in routed.segments
    ]
    places = [_turned(along[n], across[n] - thick // 2, downward) for n in range(count)]
    ends = [across[n] + (thick // 2 if n < count else _BEND_GAP) for n in range(len(across))]
    total = _turned(
        max(along, default=0) + deep + _MARGIN, max(ends, default=0) + _MARGIN, downward
    )
    return Layout(
        places=[Place(*place) for place in places],
        stretches=stretches,
        width=total[0],
        height=total[1],
        downward=downward,
    )


def _stretch(
    one: int,
    other: int,
    count: int,
    along: Sequence[int],
    across: Sequence[int],
    deep: int,
    *,
    downward: bool,
) -> Stretch:
    """From the far side of an item to the near side of the next; through a bend to its end."""
    start = _turned(along[one] + deep, across[one], downward)
    end = _turned(along[other], across[other], downward)
    is_node = other < count
    return Stretch(*start, *end, 0 if is_node else deep, other if is_node else None)


def _turned(along: int, across: int, downward: bool) -> tuple[int, int]:
    return (across, along) if downward else (along, across)
