"""The plan as a graph: cycles, order, ranks, what stands before and after.

The only module that knows networkx, imported when first needed: it costs more than the rest
of a small run. An edge leads from a dependency to its dependant.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from orchestrator.plan.model import Plan

if TYPE_CHECKING:
    import networkx as nx

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


def graph_of(plan: Plan) -> nx.DiGraph[str]:
    """The plan's graph, nodes in document order."""
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(subtask.id for subtask in plan.subtasks)
    graph.add_edges_from(
        (edge.id, subtask.id) for subtask in plan.subtasks for edge in subtask.depends_on
    )
    return graph


def topological(plan: Plan) -> list[str]:
    """Ids so that each stands after its dependencies; document order where it is free."""
    import networkx as nx

    position = {subtask.id: index for index, subtask in enumerate(plan.subtasks)}
    return list(nx.lexicographical_topological_sort(graph_of(plan), key=position.__getitem__))


def ranks(plan: Plan) -> dict[str, int]:
    """For each id the length of the longest chain that waits for it: the critical path's
    members have the highest rank among those that are ready together."""
    import networkx as nx

    graph = graph_of(plan)
    rank: dict[str, int] = {}
    for node in reversed(list(nx.topological_sort(graph))):
        rank[node] = 1 + max((rank[after] for after in graph.successors(node)), default=0)
    return rank


def critical_path(plan: Plan) -> list[str]:
    """The ids of a longest chain of dependencies, first that which nothing comes before."""
    import networkx as nx

    path: list[str] = nx.dag_longest_path(graph_of(plan))
    return path


def after(plan: Plan, ids: Iterable[str]) -> set[str]:
    """The ids and all that depend on them, however far."""
    import networkx as nx

    graph = graph_of(plan)
    return set().union(*({each} | nx.descendants(graph, each) for each in ids))


def before(plan: Plan, ids: Iterable[str]) -> set[str]:
    """The ids and all that they depend on, however far."""
    import networkx as nx

    graph = graph_of(plan)
    return set().union(*({each} | nx.ancestors(graph, each) for each in ids))
