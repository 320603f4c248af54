"""The plan as a graph: cycles, order, ranks, what stands before and after.

Everything here is linear in subtasks and edges, but for the heap that keeps document order. The
only module that knows networkx, imported where a file may have a cycle: it costs more than the
rest of a small run. An edge leads from a dependency to its dependant.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from heapq import heappop, heappush

from orchestrator.plan.model import Plan

# Searching the shortest cycle from each node of a knot costs the knot's size squared.
_SEARCHED_FROM = 200
_MAX_STEPS = 1_000_000


def shortest_cycles(dependencies: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """One shortest cycle for each knot: `[a, b]` means a depends on b and b on a.

    Shortest among those through the first 200 members of a knot, in the order given; of fewer
    where the graph is large.
    """
    position = {node: index for index, node in enumerate(dependencies)}
    # Where each depends only on earlier ones, as in most files, there can be none.
    if all(position[o] < position[node] for node, others in dependencies.items() for o in others):
        return []
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(dependencies)
    graph.add_edges_from((node, other) for node, others in dependencies.items() for other in others)
    starts = max(1, min(_SEARCHED_FROM, _MAX_STEPS // max(1, graph.number_of_edges())))
    cycles = []
    for component in nx.strongly_connected_components(graph):
        if len(component) > 1:
            members = sorted(component, key=position.__getitem__)
            knot = {node: [o for o in graph[node] if o in component] for node in members}
            found = (_shortest_through(node, knot) for node in members[:starts])
            cycles.append(min(found, key=len))
    return sorted(cycles, key=lambda cycle: position[cycle[0]])


def _shortest_through(start: str, knot: Mapping[str, list[str]]) -> list[str]:
    """The shortest cycle through `start`, breadth first."""
    came_from: dict[str, str] = {}
    queue = deque([start])
    while queue:
        node = queue.popleft()
        for other in knot[node]:
            if other == start:
                path = [node]
                while path[-1] != start:
                    path.append(came_from[path[-1]])
                return path[::-1]
            if other not in came_from:
                came_from[other] = node
                queue.append(other)
    return [start]


def topological(plan: Plan) -> list[str]:
    """Ids so that each stands after its dependencies; document order where it is free."""
    ids = [subtask.id for subtask in plan.subtasks]
    position = {id_: index for index, id_ in enumerate(ids)}
    missing = [len(subtask.depends_on) for subtask in plan.subtasks]
    dependants = dependants_of(plan)
    free = [index for index, count in enumerate(missing) if count == 0]
    order = []
    while free:
        id_ = ids[heappop(free)]
        order.append(id_)
        for dependant in dependants[id_]:
            index = position[dependant]
            missing[index] -= 1
            if missing[index] == 0:
                heappush(free, index)
    return order


def ranks(plan: Plan) -> dict[str, int]:
    """For each id the length of the longest chain that waits for it: the critical path's
    members have the highest rank among those that are ready together."""
    dependants = dependants_of(plan)
    rank: dict[str, int] = {}
    for id_ in reversed(topological(plan)):
        rank[id_] = 1 + max((rank[each] for each in dependants[id_]), default=0)
    return rank


def critical_path(plan: Plan) -> list[str]:
    """The ids of a longest chain of dependencies, first that which nothing comes before."""
    rank, dependants = ranks(plan), dependants_of(plan)
    path: list[str] = []
    coming: Iterable[str] = rank
    while first := max(coming, key=rank.__getitem__, default=None):
        path.append(first)
        coming = dependants[first]
    return path


def after(plan: Plan, ids: Iterable[str]) -> set[str]:
    """The ids and all that depend on them, however far."""
    return _reached(ids, dependants_of(plan))


def before(plan: Plan, ids: Iterable[str]) -> set[str]:
    """The ids and all that they depend on, however far."""
    return _reached(ids, {each.id: [edge.id for edge in each.depends_on] for each in plan.subtasks})


def dependants_of(plan: Plan) -> dict[str, list[str]]:
    """For each id those that depend on it, in document order."""
    dependants: dict[str, list[str]] = {subtask.id: [] for subtask in plan.subtasks}
    for subtask in plan.subtasks:
        for edge in subtask.depends_on:
            dependants[edge.id].append(subtask.id)
    return dependants


def _reached(ids: Iterable[str], following: Mapping[str, Iterable[str]]) -> set[str]:
    reached, coming = set(ids), list(ids)
    while coming:
        for each in following[coming.pop()]:
            if each not in reached:
                reached.add(each)
                coming.append(each)
    return reached
