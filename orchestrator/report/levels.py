"""A DAG level by level, for one that is too large to draw; `as_table` writes it as Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from orchestrator.plan.graph import topological
from orchestrator.plan.model import Plan
from orchestrator.report.drawing.looks import LOOKS, look_of
from orchestrator.report.escape import Markdown, linked
from orchestrator.run.summary import COMPLETE, RunSummary

_MOST_LEVELS = 100
_MOST_NAMED = 12
# What is looked for first: what is wrong, then what somebody has to do, last what is done.
_RANK = ("failed", "stopped", "unproved", "waiting", "running", "blocked", "pending", "skipped")


class Level(Struct, frozen=True, kw_only=True):
    """Subtasks whose longest chain of dependencies has the same length, those first that are
    not complete; `looks` are the names of how they look, `complete` counts those that are."""

    subtasks: tuple[str, ...]
    looks: tuple[str, ...]
    complete: int


def levels(plan: Plan, summary: RunSummary) -> tuple[Level, ...]:
    """The levels, first those that depend on nothing; ids of one look in document order."""
    looks = {row.id: look_of(row.status, row.verdict).name for row in summary.subtasks}
    after = {subtask.id: [edge.id for edge in subtask.depends_on] for subtask in plan.subtasks}
    depth: dict[str, int] = {}
    for id_ in topological(plan):
        depth[id_] = 1 + max((depth[other] for other in after[id_]), default=-1)
    members: dict[int, list[str]] = {}
    for id_ in after:
        members.setdefault(depth[id_], []).append(id_)
    return tuple(_level(ids, looks) for _, ids in sorted(members.items()))


def _level(ids: Sequence[str], looks: Mapping[str, str]) -> Level:
    def rank(id_: str) -> int:
        look = looks.get(id_, "plain")
        return _RANK.index(look) if look in _RANK else len(_RANK) + (look == COMPLETE)

    ranked = sorted(ids, key=rank)
    return Level(
        subtasks=tuple(ranked),
        looks=tuple(looks.get(id_, "plain") for id_ in ranked),
        complete=sum(looks.get(id_) == COMPLETE for id_ in ids),
    )


def as_table(found: Sequence[Level], files: Mapping[str, str] | None = None) -> Markdown:
    """The levels as a Markdown table, cut where it would be endless. `files` are the reports
    that the ids lead to, relative to the document."""
    lines = ["| Level | COMPLETE | Subtasks |", "|---:|---|---|"]
    for number, level in enumerate(found[:_MOST_LEVELS], start=1):
        pairs = zip(level.subtasks[:_MOST_NAMED], level.looks, strict=False)
        named = ", ".join(
            f"{LOOKS[look].sign} {linked(id_, (files or {}).get(id_))}" for id_, look in pairs
        )
        left = len(level.subtasks) - _MOST_NAMED
        more = f" and {left} more" if left > 0 else ""
        lines.append(f"| {number} | {level.complete} of {len(level.subtasks)} | {named}{more} |")
    if len(found) > _MOST_LEVELS:
        lines.append(f"| … | | {len(found) - _MOST_LEVELS} levels more |")
    return Markdown("\n".join(lines))
