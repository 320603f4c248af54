"""The first events of a run: how it begins, or how an earlier one goes on; pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from orchestrator.plan.model import ActionKind, Plan
from orchestrator.plan.places import file_of
from orchestrator.run import events as ev
from orchestrator.run.endings import blocking, broken_off
from orchestrator.run.moments import stamp
from orchestrator.run.resume import Choice, Decision
from orchestrator.run.state import RunState
from orchestrator.run.status import RunOutcome, Status
from orchestrator.verify.model import Attestation

FILES_WORD = "the file's word"


def open_new(plan: Plan, start: ev.RunStarted) -> Iterator[ev.Event]:
    """The run starts; what is not selected is skipped."""
    yield start
    for subtask in plan.subtasks:
        if subtask.id not in start.selected:
            yield ev.SubtaskSkipped(subtask=subtask.id, reason="not selected", selected=False)


def close_interrupted(state: RunState) -> Iterator[ev.Event]:
    """What is to be recorded of a run whose process is gone, before anything else."""
    if state.outcome is not RunOutcome.RUNNING:
        return
    yield ev.RunInterrupted(reason="its process ended without recording an end")
    for id_, seen in state.subtasks.items():
        if seen.status is Status.RUNNING:
            yield broken_off(id_, seen, "its process ended with the run's")


def open_resumed(
    state: RunState, resume: ev.RunResumed, decisions: Sequence[Decision]
) -> Iterator[ev.Event]:
    """The run goes on; every subtask that is to run again is reset with its reason."""
    yield resume
    for decision in decisions:
        seen = state.of(decision.subtask)
        skipped = decision.choice is Choice.SKIP
        if decision.choice is Choice.REMOVED:
            yield ev.SubtaskRemoved(subtask=decision.subtask)
        elif decision.choice is Choice.RUN:
            if seen.status is not Status.PENDING:
                yield ev.SubtaskReset(
                    subtask=decision.subtask, reason=decision.why, edited=decision.edited
                )
        elif decision.blocked_by:
            if seen.status is not Status.PENDING:
                yield ev.SubtaskReset(
                    subtask=decision.subtask, reason=decision.why, edited=decision.edited
                )
            yield blocking(decision.subtask, decision.blocked_by)
        elif skipped and seen.status is not Status.SKIPPED:
            if seen.status is not Status.PENDING:
                yield ev.SubtaskReset(subtask=decision.subtask, reason=decision.why)
            yield ev.SubtaskSkipped(subtask=decision.subtask, reason="not selected", selected=False)


def ticks_as_attested(
    plan: Plan, state: RunState, now: datetime, *, void: frozenset[str] = frozenset()
) -> Iterator[ev.Attested]:
    """An attestation for each ticked box of prose, with the file as its only witness.

    What is attested already is left out, but for subtasks whose evidence is `void`.
    """
    at = stamp(now)
    for subtask in plan.subtasks:
        known = () if subtask.id in void else state.of(subtask.id).attestations
        steps = [
            (step.id, None, step.line)
            for step in subtask.steps
            if step.done and step.action.kind is not ActionKind.COMMAND
        ]
        criteria = [(None, each.id, each.line) for each in subtask.criteria if each.done]
        for step_id, criterion_id, line in (*steps, *criteria):
            if any(w.step == step_id and w.criterion == criterion_id for w in known):
                continue
            yield ev.Attested(
                subtask=subtask.id,
                attestation=Attestation(
                    by=FILES_WORD,
                    evidence=f"ticked in {file_of(plan, subtask)}, line {line}",
                    at=at,
                    step=step_id,
                    criterion=criterion_id,
                ),
            )
