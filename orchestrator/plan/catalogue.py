"""Files that offer commands to choose from, not one task to be done from top to bottom."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from msgspec.structs import replace

from orchestrator.document.attributes import Attributes
from orchestrator.plan.model import Edge, Plan, Why

# No command of a catalogue is longer.
_TO_THE_END = 10_000
# By name, as a plan has it: to ask the dialects themselves would load every reader for each run.
_CATALOGUES = frozenset({"just", "mask", "runme", "xc"})
# Here an argument is of the command that is named, elsewhere a variable of all that runs.
_OF_ONE = frozenset({"just"})
_LEFT_OUT = {"runme": "excludeFromRunAll"}


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


def only_by_name(plan: Plan) -> set[str]:
    """What a row of commands leaves out, though it has its place in it."""
    said = _LEFT_OUT.get(plan.source.dialect)
    return {
        subtask.id
        for subtask in plan.subtasks
        if said is not None and Attributes(values=dict(subtask.metadata)).says(said)
    }


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


def keeping_defaults(plan: Plan, selected: Collection[str]) -> set[tuple[str, str]]:
    """Subtasks and names of arguments that are not theirs: in just what is required of another
    that runs keeps its defaults, unless it alone asks for that name."""
    if plan.source.dialect not in _OF_ONE:
        return set()
    running = [subtask for subtask in plan.subtasks if subtask.id in selected]
    required = {edge.id for each in running for edge in each.depends_on if edge.why is Why.EXPLICIT}
    taken = {param.name for each in running if each.id not in required for param in each.params}
    return {
        (each.id, param.name)
        for each in running
        if each.id in required
        for param in each.params
        if param.name in taken and not param.required
    }


def as_asked(plan: Plan, selected: Collection[str]) -> Plan:
    """The plan without the order that is asked for by none of those that run."""
    if not any(edge.asked_by for each in plan.subtasks for edge in each.depends_on):
        return plan
    subtasks = (
        replace(each, depends_on=tuple(edge for edge in each.depends_on if _counts(edge, selected)))
        for each in plan.subtasks
    )
    return replace(plan, subtasks=tuple(subtasks))


def _counts(edge: Edge, selected: Collection[str]) -> bool:
    return not edge.asked_by or not set(edge.asked_by).isdisjoint(selected)
