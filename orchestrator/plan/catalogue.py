"""Files that offer commands to choose from, not one task to be done from top to bottom."""

from __future__ import annotations

from collections.abc import Iterable

from orchestrator.plan.model import Plan, Why

# No command of a catalogue is longer.
_TO_THE_END = 10_000
_CATALOGUES = frozenset({"just", "mask", "runme", "xc"})


def is_catalogue(plan: Plan) -> bool:
    """Whether only what is named of it runs."""
    return plan.source.dialect in _CATALOGUES


def lines_of(plan: Plan, chosen: Iterable[str]) -> set[int]:
    """The lines of the file at which these stand, each up to the next one."""
    lines = sorted(subtask.line for subtask in plan.subtasks)
    ends = dict(zip(lines, [*lines[1:], max(lines, default=0) + _TO_THE_END], strict=True))
    wanted = set(chosen)
    begins = (subtask.line for subtask in plan.subtasks if subtask.id in wanted)
    return {line for begin in begins for line in range(begin, ends[begin])}


def with_required(plan: Plan, named: Iterable[str]) -> set[str]:
    """These, and what they say that they require; the order in which others are written is no
    requirement."""
    required = {
        subtask.id: [edge.id for edge in subtask.depends_on if edge.why is Why.EXPLICIT]
        for subtask in plan.subtasks
    }
    found: set[str] = set()
    left = list(named)
    while left:
        each = left.pop()
        if each not in found:
            found.add(each)
            left += required[each]
    return found
