"""Leads edges past the columns between their ends: through bends, which have places of their own.

Long edges that leave one node, or that enter one, share their bends, so that they are drawn as
one line that splits or joins.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct

from orchestrator.report.drawing.columns import Edges

# More bends than that for each node hide more than they show; then long edges are drawn straight.
_MOST_PER_NODE = 4
_ALWAYS_ALLOWED = 400


class Routes(Struct, frozen=True):
    """Items are nodes, then bends. `column` and `beside` are by item: a bend stands `beside`
    the node whose edges it carries. `segments` join items of different columns, each once."""

    column: list[int]
    beside: list[int]
    segments: list[tuple[int, int]]


def routes(column: Sequence[int], edges: Edges) -> Routes:
    """Bends for every edge that is longer than one column."""
    long = [edge for edge in edges if column[edge[1]] - column[edge[0]] > 1]
    reach = _reach(column, long)
    made = Routes(column=list(column), beside=list(range(len(column))), segments=[])
    bends = sum(until - start - 1 for start, until in reach.values())
    if bends > max(_ALWAYS_ALLOWED, _MOST_PER_NODE * len(column)):
        made.segments.extend(dict.fromkeys(edges))
        return made
    chains = {key: _chain(made, key, start, until) for key, (start, until) in reach.items()}
    owner = _owners(long)
    for one, other in dict.fromkeys(edges):
        key = owner.get((one, other))
        if key is None:
            made.segments.append((one, other))
        elif key[0] == "out":
            made.segments.append((chains[key][column[other] - 1], other))
        else:
            made.segments.append((one, chains[key][column[one] + 1]))
    _join(made, chains)
    return made


_Key = tuple[str, int]  # "out" of a node, or "in" to it


def _owners(long: Edges) -> dict[tuple[int, int], _Key]:
    """Which chain carries each edge: that of the end where more of them meet."""
    leaving = Counter(one for one, _ in long)
    entering = Counter(other for _, other in long)
    return {
        (one, other): ("in", other) if entering[other] > leaving[one] else ("out", one)
        for one, other in long
    }


def _reach(column: Sequence[int], long: Edges) -> dict[_Key, tuple[int, int]]:
    """From which column to which each chain goes, both exclusive."""
    ends: dict[_Key, list[int]] = defaultdict(list)
    for (one, other), key in _owners(long).items():
        ends[key] += [column[one], column[other]]
    return {key: (min(each), max(each)) for key, each in ends.items()}


def _chain(made: Routes, key: _Key, start: int, until: int) -> dict[int, int]:
    """New bends by their column."""
    chain = {}
    for place in range(start + 1, until):
        chain[place] = len(made.column)
        made.column.append(place)
        made.beside.append(key[1])
    return chain


def _join(made: Routes, chains: dict[_Key, dict[int, int]]) -> None:
    """The lines along the chains, from or to the node that each belongs to."""
    for (kind, node), chain in chains.items():
        items = list(chain.values())
        along = [node, *items] if kind == "out" else [*items, node]
        made.segments.extend(pairwise(along))
