"""What becomes of a resume's decisions where only some subtasks are asked for again; pure.

Those run again with all that comes after them, also what had succeeded; before one that was blocked
runs what failed before it. What else came to a bad end stays as it is, and what is open goes on,
but for what comes after such an end: that is blocked by it, also where it was edited.
"""

from __future__ import annotations

from collections.abc import Sequence

from orchestrator.plan.graph import before
from orchestrator.plan.model import Plan
from orchestrator.run.resume import ENDED, Choice, Decision
from orchestrator.run.state import RunState
from orchestrator.run.status import ENDED_BADLY, Status


def only_again(
    plan: Plan, state: RunState, decisions: Sequence[Decision], again: frozenset[str]
) -> list[Decision]:
    """The decisions, which are in an order in which the subtasks may run, with `again` in mind."""
    wanted = again | _failed_before(plan, state, again)
    subtasks = {each.id: each for each in plan.subtasks}
    anew: set[str] = set()
    in_the_way: set[str] = set()
    made = []
    for decision in decisions:
        id_ = decision.subtask
        needs = [edge.id for edge in subtasks[id_].depends_on] if id_ in subtasks else []
        after = next((each for each in needs if each in anew), None)
        is_meant = id_ in wanted or (after is not None and in_the_way.isdisjoint(needs))
        if is_meant:
            decision = _anew(decision, None if id_ in wanted else after)
        elif _is_left(decision, state):
            why = f"{decision.why}, and was not asked for again"
            decision = Decision(subtask=id_, choice=Choice.LEAVE, why=why)
        elif decision.choice is Choice.RUN and not in_the_way.isdisjoint(needs):
            decision = _blocked(decision, tuple(each for each in needs if each in in_the_way))
        if is_meant and decision.choice is Choice.RUN:
            anew.add(id_)
        ended_badly = state.of(id_).status in ENDED_BADLY or decision.blocked_by
        if decision.choice is Choice.LEAVE and ended_badly:
            forgiven = subtasks[id_].allow_failure or subtasks[id_].optional
            in_the_way |= set() if forgiven else {id_}
        made.append(decision)
    return made


def _failed_before(plan: Plan, state: RunState, again: frozenset[str]) -> frozenset[str]:
    """What keeps those that are asked for from running."""
    bad = frozenset(each.id for each in plan.subtasks if state.of(each.id).status in ENDED_BADLY)
    forgiven = frozenset(each.id for each in plan.subtasks if each.allow_failure or each.optional)
    asked = (each for each in plan.subtasks if each.id in again)
    before_them = frozenset(edge.id for each in asked for edge in each.depends_on)
    needed = before_them & (bad - forgiven)
    blocked = [each for each in again | needed if state.of(each).status is Status.BLOCKED]
    return needed | (bad & before(plan, blocked) if blocked else frozenset())


def _blocked(decision: Decision, by: tuple[str, ...]) -> Decision:
    why = f"{decision.why}, but {', '.join(by)} did not end well and was not asked for again"
    return Decision(
        subtask=decision.subtask,
        choice=Choice.LEAVE,
        why=why,
        edited=decision.edited,
        blocked_by=by,
    )


def _anew(decision: Decision, after: str | None) -> Decision:
    if decision.choice not in (Choice.KEEP, Choice.CHECK):
        return decision
    why = f"{after} runs again" if after else "it was asked for again"
    return Decision(subtask=decision.subtask, choice=Choice.RUN, why=why)


def _is_left(decision: Decision, state: RunState) -> bool:
    """Whether it would run again for no other reason than its end."""
    has_ended = state.of(decision.subtask).status in ENDED
    return decision.choice is Choice.RUN and has_ended and not decision.edited
