"""What a resume keeps and what it runs again, each with its reason; pure.

A recorded success whose fingerprint, inputs and arguments are what they were is kept. What was
edited runs again, and so does all that comes after it.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from msgspec import Struct

from orchestrator.plan.catalogue import is_catalogue
from orchestrator.plan.fingerprint import definition
from orchestrator.plan.graph import topological
from orchestrator.plan.model import Plan, Subtask
from orchestrator.run.state import RunState, SubtaskState
from orchestrator.run.status import ENDED_WELL, Status, Wait


class Choice(StrEnum):
    """What becomes of a subtask when the run goes on."""

    KEEP = "keep"  # its success stands
    RUN = "run"  # it runs (again)
    CHECK = "check"  # its success is in doubt, so its checks run again
    GO_ON = "go on"  # its waiting or interrupted attempt goes on
    WAIT = "wait"  # it still waits for somebody
    REMOVED = "removed"  # the file no longer has it
    SKIP = "skip"  # not selected
    LEAVE = "leave"  # not selected or not asked for again, and how it ended stands


class Decision(Struct, frozen=True, kw_only=True):
    """One line of the plan of a resume. `edited` voids evidence for the old definition; what is
    left is blocked by those in `blocked_by`, where it was not before."""

    subtask: str
    choice: Choice
    why: str
    edited: bool = False
    blocked_by: tuple[str, ...] = ()


_NOTHING: Mapping[str, Any] = MappingProxyType({})
_AGAIN = {
    Status.PENDING: "it has not run yet",
    Status.FAILED: "it failed",
    Status.TIMED_OUT: "it timed out",
    Status.BLOCKED: "it was blocked",
    Status.CANCELLED: "it was stopped",
    Status.SKIPPED: "it was skipped",
}
ENDED = frozenset(_AGAIN) - {Status.PENDING}
"""Where a subtask has come to an end that is no success."""


def decide_resume(
    old: Plan,
    new: Plan,
    state: RunState,
    *,
    selected: frozenset[str],
    inputs: Mapping[str, str | None],
    arguments: Mapping[str, Mapping[str, str]] = _NOTHING,
    unknown: frozenset[str] = frozenset(),
    attested_now: frozenset[tuple[str, str]] = frozenset(),
    gone: Mapping[str, str] = _NOTHING,
) -> list[Decision]:
    """A decision for each subtask, in an order in which they may run.

    `inputs` are the digests of the declared inputs as they are now, `arguments` by subtask those
    of the values that it is given, but of the names in `unknown` they are as they were;
    `attested_now` pairs of
    subtask and step for which there will be evidence when the run goes on; `gone` an output that
    a subtask had made and that is no longer there.
    """
    was = {subtask.id: subtask for subtask in old.subtasks}
    now = {subtask.id: subtask for subtask in new.subtasks}
    # What a catalogue was asked for before and is not now was asked for all the same.
    stays = is_catalogue(new)
    decisions: dict[str, Decision] = {}
    for id_ in topological(new):
        seen = state.of(id_)
        change = _change(now[id_], was.get(id_), seen, decisions, inputs)
        change = change or _other_argument(seen, arguments.get(id_), unknown)
        decisions[id_] = _decide(now[id_], seen, change, selected, attested_now, stays=stays)
        kept = decisions[id_].choice is Choice.KEEP
        if kept and id_ in gone and id_ in selected and _is_needed(id_, new, state):
            why = f"its output {gone[id_]} is gone"
            decisions[id_] = _decision(now[id_], Choice.CHECK, why)
    dropped = [id_ for id_ in was if id_ not in now and id_ in state.subtasks]
    removed = [
        Decision(subtask=id_, choice=Choice.REMOVED, why="the task file no longer has it")
        for id_ in dropped
    ]
    return [*decisions.values(), *removed]


def _is_needed(id_: str, plan: Plan, state: RunState) -> bool:
    """Whether what it made is still wanted: nothing came after it, or not all of that is done."""
    after = [each for each in plan.subtasks if any(edge.id == id_ for edge in each.depends_on)]
    return not after or any(state.of(each.id).status not in ENDED_WELL for each in after)


def _decide(
    subtask: Subtask,
    seen: SubtaskState,
    change: str | None,
    selected: frozenset[str],
    attested_now: frozenset[tuple[str, str]],
    *,
    stays: bool,
) -> Decision:
    if seen.status is Status.SUCCEEDED and change is None:
        return _decision(subtask, Choice.KEEP, "it succeeded and is unchanged")
    if subtask.id not in selected and stays and _ended_badly(seen) and change is None:
        return _decision(subtask, Choice.LEAVE, f"{_AGAIN[seen.status]}, and is not selected")
    if subtask.id not in selected:
        return _decision(subtask, Choice.SKIP, "not selected")
    if change is not None:
        return _decision(subtask, Choice.RUN, change, edited=seen.status is not Status.PENDING)
    if seen.status is Status.WAITING:
        return _waiting(subtask, seen, attested_now)
    if seen.is_rejected() and seen.status is Status.CANCELLED:
        return _decision(subtask, Choice.WAIT, f"{seen.reason}; `approve` lets it run")
    if seen.status in (Status.INTERRUPTED, Status.RUNNING):
        return _decision(subtask, Choice.GO_ON, "it was interrupted")
    why = "it was rolled back" if seen.voided else _AGAIN[seen.status]
    return _decision(subtask, Choice.RUN, why)


def _change(
    subtask: Subtask,
    old: Subtask | None,
    seen: SubtaskState,
    decided: Mapping[str, Decision],
    inputs: Mapping[str, str | None],
) -> str | None:
    """Why an earlier result of it counts no more, if so."""
    if old is None:
        return "it is new in the task file"
    if definition(old) != definition(subtask):
        return "its definition changed"
    if old.fingerprint != subtask.fingerprint:
        return "what it depends on changed"
    if seen.status is Status.SUCCEEDED:
        if seen.inputs_sha256 != inputs.get(subtask.id):
            return "its inputs changed"
        for edge in subtask.depends_on:
            before = decided[edge.id]
            if before.choice is Choice.RUN and before.edited:
                return f"{edge.id} runs again"
    return None


def _ended_badly(seen: SubtaskState) -> bool:
    """Whether it came to a bad end of its own."""
    return seen.status in (Status.FAILED, Status.TIMED_OUT) or (
        seen.status is Status.CANCELLED and seen.is_rejected()
    )


def _other_argument(
    seen: SubtaskState, now: Mapping[str, str] | None, unknown: frozenset[str]
) -> str | None:
    """That its latest attempt was given another value, where it is known what that was."""
    was = seen.args_sha256
    if was is None or now is None:
        return None
    known = (name for name in (*was, *now) if name not in unknown)
    name = next((name for name in known if was.get(name) != now.get(name)), None)
    return None if name is None else f"its argument `{name}` is another"


def _waiting(
    subtask: Subtask, seen: SubtaskState, attested_now: frozenset[tuple[str, str]]
) -> Decision:
    if seen.waits_for == Wait.APPROVAL and seen.is_heard():
        return _decision(subtask, Choice.RUN, "it was approved")
    step = seen.waiting_step
    words = {word.step for word in seen.attestations}
    if step is not None and (step in words or (subtask.id, step) in attested_now):
        return _decision(subtask, Choice.GO_ON, f"step {step} has evidence now")
    return _decision(subtask, Choice.WAIT, seen.reason or "it waits for somebody")


def _decision(subtask: Subtask, choice: Choice, why: str, *, edited: bool = False) -> Decision:
    return Decision(subtask=subtask.id, choice=choice, why=why, edited=edited)
