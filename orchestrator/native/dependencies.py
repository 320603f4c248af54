"""Which order a task file has to name, and what each subtask says it depends on."""

from __future__ import annotations

from typing import NamedTuple

from orchestrator.native.headings import reference
from orchestrator.plan.model import Order, Plan

NOTHING = "None"


class Stated(NamedTuple):
    """`order` is the front matter's, None where what is written says it; `depends_on` has a value
    for each subtask, None where there is nothing to say. `renamed` is whether the plan calls
    its order otherwise than the file has to."""

    order: str | None
    depends_on: list[str | None]
    renamed: bool = False


def stated(plan: Plan) -> Stated:
    """How the file of a plan says its edges."""
    names = {subtask.id: reference(subtask) for subtask in plan.subtasks}
    before = [[edge.id for edge in subtask.depends_on] for subtask in plan.subtasks]
    others = [", ".join(names.get(each, each) for each in ids) or NOTHING for ids in before]
    previous: list[str | None] = [None, *(subtask.id for subtask in plan.subtasks)]
    pairs = list(zip(before, previous, strict=False))
    if plan.order is not Order.SEQUENTIAL:
        said = plan.order is Order.EXPLICIT and any(before)
        return Stated(None if said else plan.order.value, [*others])
    if all(ids in ([], [last]) for ids, last in pairs):
        roots = (not ids and last is not None for ids, last in pairs)
        return Stated(None, [NOTHING if root else None for root in roots])
    if all(last in ids or last is None for ids, last in pairs):
        return Stated(Order.SEQUENTIAL.value, [*others])
    return Stated(Order.EXPLICIT.value, [*others], renamed=True)
