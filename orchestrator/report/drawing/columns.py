"""In which column of a drawing each node of a DAG stands; columns follow each other forward.

Nodes are numbers, in document order; an edge is a pair (before, after).
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Sequence

Edges = Sequence[tuple[int, int]]


def columns(count: int, edges: Edges, most: int) -> list[int]:
    """The column of each of `count` nodes: one more than the last of what it comes after, and
    never more than `most` nodes in one. Every edge leads to a later column.

    Raises:
        ValueError: the edges lead in a circle.
    """
    layers = _longest_path(count, edges)
    members: dict[int, list[int]] = defaultdict(list)
    for node, layer in enumerate(layers):
        members[layer].append(node)
    placed, following = [0] * count, 0
    for layer in sorted(members):
        nodes = members[layer]
        parts = -(-len(nodes) // most)
        for position, node in enumerate(nodes):
            # Parts of nearly the same size, so that none is left with a single node.
            placed[node] = following + position * parts // len(nodes)
        following += parts
    return placed


def _longest_path(count: int, edges: Edges) -> list[int]:
    """The length of the longest path that leads to each node."""
    after: list[list[int]] = [[] for _ in range(count)]
    waiting = [0] * count
    for one, other in edges:
        after[one].append(other)
        waiting[other] += 1
    layers, done = [0] * count, 0
    ready = deque(node for node in range(count) if not waiting[node])
    while ready:
        node = ready.popleft()
        done += 1
        for other in after[node]:
            layers[other] = max(layers[other], layers[node] + 1)
            waiting[other] -= 1
            if not waiting[other]:
                ready.append(other)
    if done < count:
        raise ValueError("the edges lead in a circle")
    return layers
