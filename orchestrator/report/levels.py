"""A DAG level by level, for one that is too large to draw; `as_table` writes it as Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from orchestrator.plan.graph import topological
from orchestrator.plan.model import Plan
from orchestrator.report.escape import Markdown, code
from orchestrator.run.summary import COMPLETE, RunSummary

_MOST_LEVELS = 100
_MOST_NAMED = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """Subtasks whose longest chain of dependencies has the same length; `complete` counts
    those that are."""

    subtasks: tuple[str, ...]
    complete: int


def levels(plan: Plan, summary: RunSummary) -> tuple[Level, ...]:
    """The levels, first those that depend on nothing; ids in document order."""
    complete = {row.id for row in summary.subtasks if row.verdict == COMPLETE}
    after = {subtask.id: [edge.id for edge in subtask.depends_on] for subtask in plan.subtasks}
    depth: dict[str, int] = {}
    for id_ in topological(plan):
        depth[id_] = 1 + max((depth[other] for other in after[id_]), default=-1)
    members: dict[int, list[str]] = {}
    for id_ in after:
        members.setdefault(depth[id_], []).append(id_)
    return tuple(
        Level(subtasks=tuple(ids), complete=sum(id_ in complete for id_ in ids))
        for _, ids in sorted(members.items())
    )


def as_table(found: Sequence[Level]) -> Markdown:
    """The levels as a Markdown table, cut where it would be endless."""
    lines = ["| Level | COMPLETE | Subtasks |", "|---:|---|---|"]
    for number, level in enumerate(found[:_MOST_LEVELS], start=1):
        named = ", ".join(code(id_) for id_ in level.subtasks[:_MOST_NAMED])
        left = len(level.subtasks) - _MOST_NAMED
        more = f" and {left} more" if left > 0 else ""
        lines.append(f"| {number} | {level.complete} of {len(level.subtasks)} | {named}{more} |")
    if len(found) > _MOST_LEVELS:
        lines.append(f"| … | | {len(found) - _MOST_LEVELS} levels more |")
    return Markdown("\n".join(lines))
