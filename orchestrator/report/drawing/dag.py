"""A DAG with how its nodes stand, as values; knows neither where they are drawn nor how."""

from __future__ import annotations

from msgspec import Struct

from orchestrator.plan.model import Plan
from orchestrator.run.summary import RunSummary


class Node(Struct, frozen=True, kw_only=True):
    """A subtask; `status` and `verdict` are None where there is no run to tell."""

    id: str
    number: str | None
    title: str
    line: int
    status: str | None = None
    verdict: str | None = None
    counted: bool | None = None


class Edge(Struct, frozen=True, kw_only=True):
    """`after` depends on `before`; `why` says where the edge comes from."""

    before: str
    after: str
    why: str


class Dag(Struct, frozen=True, kw_only=True):
    """Nodes in document order, and every edge between them."""

    title: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def dag_of(plan: Plan, summary: RunSummary | None) -> Dag:
    """The plan's subtasks, each as the summary's row of that id says it stands, if any."""
    rows = {row.id: row for row in summary.subtasks} if summary else {}
    nodes = []
    for subtask in plan.subtasks:
        row = rows.get(subtask.id)
        nodes.append(
            Node(
                id=subtask.id,
                number=subtask.number,
                title=subtask.title,
                line=subtask.line,
                status=row.status if row else None,
                verdict=row.verdict if row else None,
                counted=row.counted if row else None,
            )
        )
    known = {node.id for node in nodes}
    edges = tuple(
        Edge(before=edge.id, after=subtask.id, why=edge.why.value)
        for subtask in plan.subtasks
        for edge in subtask.depends_on
        if edge.id in known
    )
    return Dag(title=plan.title, nodes=tuple(nodes), edges=edges)
