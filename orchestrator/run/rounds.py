"""What another round of a run that is not complete does, and whether one changed anything; pure.

A round runs again what did not end well, and has an agent mend what lacks an output. What
only a person can supply no round can.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from orchestrator.plan.model import ActionKind, Plan, Subtask
from orchestrator.run import events as ev
from orchestrator.run.agenda import Agenda
from orchestrator.run.state import RunState, SubtaskState
from orchestrator.run.status import Status
from orchestrator.run.summarize import summarize
from orchestrator.run.summary import COMPLETE
from orchestrator.run.validation import to_validate

_AGAIN = frozenset({Status.FAILED, Status.TIMED_OUT, Status.CANCELLED, Status.INTERRUPTED})
# What differs from one try to the next though nothing has changed: times and addresses.
_VARIES = re.compile(
    r"\d{4}-\d\d-\d\d[T ][\d:.]+Z?|\d\d:\d\d:\d\d[\d.]*|0x[0-9a-f]+"
    r"|\d+(\.\d+)?\s*(ms|us|µs|s|sec|secs|seconds?|minutes?)\b",
    re.IGNORECASE,
)


class Round(Struct, frozen=True, kw_only=True):
    """The subtasks that are set back, each with its reason, and what is done with which."""

    resets: tuple[ev.SubtaskReset, ...]
    agenda: Agenda


def next_round(plan: Plan, state: RunState) -> Round | None:
    """The round to come; None when there is nothing that it could change."""
    wanted = [each for each in plan.subtasks if each.id in state.selected]
    failed = {each.id for each in wanted if _is_to_run_again(state.of(each.id))}
    lacking = frozenset(each.id for each in wanted if _lacks_output(each, state.of(each.id)))
    if not failed and not lacking:
        return None
    blocked = {each.id for each in wanted if state.of(each.id).status is Status.BLOCKED}
    resets = tuple(
        ev.SubtaskReset(subtask=each.id, reason=state.of(each.id).reason or "it was not complete")
        for each in wanted
        if each.id in failed | blocked
    )
    mend = {each.id for each in wanted if each.id in failed and _needs_mending(each, state)}
    return Round(resets=resets, agenda=Agenda(validate=lacking, mend=lacking | mend))


def in_doubt(plan: Plan, state: RunState, complete_before: frozenset[str]) -> frozenset[str]:
    """The complete subtasks whose checks are to run again after a round: those that were so
    before it, and those that ended before an agent had done its work."""
    last = max(_agent_ends(state), default="")
    return frozenset(
        id_
        for id_ in complete(plan, state) & to_validate(plan, state)
        if id_ in complete_before or (state.of(id_).ended_at or "") < last
    )


def complete(plan: Plan, state: RunState) -> frozenset[str]:
    """The ids of the subtasks that are COMPLETE."""
    rows = summarize(plan, state).subtasks
    return frozenset(row.id for row in rows if row.verdict == COMPLETE)


def standing(plan: Plan, state: RunState) -> tuple[object, ...]:
    """How a run stands, but for what always varies: equal values mean nothing has changed."""
    return tuple(
        (row.id, row.status, row.verdict, _steady(row.reasons), _outputs(state.of(row.id)))
        for row in summarize(plan, state).subtasks
    )


def asked_an_agent(state: RunState) -> bool:
    """Whether an agent did anything in the latest attempts."""
    return any(True for _ in _agent_ends(state))


def _is_to_run_again(seen: SubtaskState) -> bool:
    return seen.status in _AGAIN and not seen.is_rejected()


def _lacks_output(subtask: Subtask, seen: SubtaskState) -> bool:
    found = {artifact.pattern for artifact in seen.artifacts}
    lacking = any(pattern not in found for pattern in subtask.outputs)
    return seen.status is Status.SUCCEEDED and subtask.agent is not None and lacking


def _needs_mending(subtask: Subtask, state: RunState) -> bool:
    """Whether an agent is to be asked besides: one with prose still to do is asked by that."""
    attested = {word.step for word in state.of(subtask.id).attestations}
    asked = any(
        step.action.kind is ActionKind.AGENT and step.id not in attested for step in subtask.steps
    )
    return subtask.agent is not None and not asked


def _agent_ends(state: RunState) -> Iterator[str]:
    """When the latest attempts with an agent ended; the ends of subtasks are near enough, for
    nothing but its own checks follows an agent there."""
    for seen in state.subtasks.values():
        by_agent = seen.mend is not None or any(each.agent for each in seen.steps.values())
        if by_agent and seen.ended_at:
            yield seen.ended_at


def _steady(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_VARIES.sub("…", text) for text in texts)


def _outputs(seen: SubtaskState) -> tuple[str, ...]:
    """What the commands that failed last printed."""
    failed = seen.earlier[-1].commands if seen.earlier else ()
    return _steady(tuple(result.output for _, result in failed))
