"""In which order the items of each column stand, so that few lines cross."""

from __future__ import annotations

from collections import defaultdict

from orchestrator.report.drawing.bends import Routes

_SWEEPS = 6


def ordered(routed: Routes) -> list[list[int]]:
    """The items of each column, in order: each is drawn towards the middle of its neighbours."""
    width = 1 + max(routed.column, default=-1)
    order: list[list[int]] = [[] for _ in range(width)]
    for item in sorted(range(len(routed.column)), key=lambda each: (routed.beside[each], each)):
        order[routed.column[item]].append(item)
    before: dict[int, list[int]] = defaultdict(list)
    after: dict[int, list[int]] = defaultdict(list)
    for one, other in routed.segments:
        after[one].append(other)
        before[other].append(one)
    place = [0.0] * len(routed.column)
    for column in order:
        _note(column, place)
    for sweep in range(_SWEEPS):
        backward = sweep % 2
        neighbours = after if backward else before
        for column in reversed(order) if backward else order:
            column.sort(key=lambda item: _middle(neighbours.get(item, ()), item, place))
            _note(column, place)
    return order


def _middle(neighbours: list[int] | tuple[()], item: int, place: list[float]) -> float:
    if not neighbours:
        return place[item]
    return sum(place[each] for each in neighbours) / len(neighbours)


def _note(column: list[int], place: list[float]) -> None:
    """Places as shares of the column, so that short and long columns compare."""
    for position, item in enumerate(column):
        place[item] = (position + 0.5) / len(column)
