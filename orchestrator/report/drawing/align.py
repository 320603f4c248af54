"""Where along its column each item stands: near its neighbours, and never on another one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import floor

from orchestrator.report.drawing.bends import Routes

_SWEEPS = 4
# A line is easier to follow straight than its neighbours are to find a little nearer.
_BEND_WEIGHT = 1000


def aligned(
    routed: Routes, order: Sequence[Sequence[int]], apart: Callable[[int, int], int]
) -> list[int]:
    """The middle of each item, from 0 up. `apart` is the least distance of two neighbours."""
    weight = [1 if place == item else _BEND_WEIGHT for item, place in enumerate(routed.beside)]
    centre = [0.0] * len(routed.column)
    gaps = [[0, *(apart(one, other) for one, other in pairwise(column))] for column in order]
    for column, between in zip(order, gaps, strict=True):
        _spread(column, [0.0] * len(column), between, weight, centre)
    before, after = _neighbours(routed)
    for sweep in range(_SWEEPS):
        neighbours = after if sweep % 2 else before
        pairs = list(zip(order, gaps, strict=True))
        for column, between in reversed(pairs) if sweep % 2 else pairs:
            wanted = [
                sum(centre[each] for each in neighbours[item]) / len(neighbours[item])
                if neighbours[item]
                else centre[item]
                for item in column
            ]
            _spread(column, wanted, between, weight, centre)
    lowest = floor(min(centre, default=0.0))
    return [floor(each - lowest) for each in centre]


def _neighbours(routed: Routes) -> tuple[list[list[int]], list[list[int]]]:
    """What each item is joined to, before it and after it; for a bend its own line alone."""
    before: list[list[int]] = [[] for _ in routed.column]
    after: list[list[int]] = [[] for _ in routed.column]
    for one, other in routed.segments:
        same_line = routed.beside[one] == routed.beside[other]
        if same_line or routed.beside[other] == other:
            before[other].append(one)
        if same_line or routed.beside[one] == one:
            after[one].append(other)
    return before, after


def _spread(
    column: Sequence[int],
    wanted: Sequence[float],
    between: Sequence[int],
    weight: Sequence[int],
    centre: list[float],
) -> None:
    """Put the items as near to where they want to be as their order and distances allow.

    Least squares: without the distances, those that would stand before an earlier one share
    the mean of what they want (pool adjacent violators).
    """
    blocks: list[tuple[float, int, int]] = []  # mean, weight, count
    offset, offsets = 0, []
    for item, want, gap in zip(column, wanted, between, strict=True):
        offset += gap
        offsets.append(offset)
        mean, heavy, size = want - offset, weight[item], 1
        while blocks and blocks[-1][0] >= mean:
            other, others, count = blocks.pop()
            mean = (mean * heavy + other * others) / (heavy + others)
            heavy += others
            size += count
        blocks.append((mean, heavy, size))
    means = (mean for mean, _, size in blocks for _ in range(size))
    for item, mean, moved in zip(column, means, offsets, strict=True):
        centre[item] = mean + moved
