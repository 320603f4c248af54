"""Answers to the question of an approval: approved, or rejected."""

from __future__ import annotations

from msgspec import Struct

from orchestrator.diagnostics import InputError
from orchestrator.operations.byhand.attest import one_subtask, refuse_own_word, standing_of, witness
from orchestrator.operations.concealing import concealed
from orchestrator.operations.project import Project
from orchestrator.operations.reporting.status import LoadedRun, load_run
from orchestrator.operations.running.posting import Said, say
from orchestrator.plan.model import Plan, Subtask
from orchestrator.run import events as ev
from orchestrator.run.moments import stamp
from orchestrator.run.state import SubtaskState
from orchestrator.run.status import Status
from orchestrator.run.summary import RunSummary, SubtaskSummary
from orchestrator.verify.model import Answer

_OPEN = (Status.PENDING, Status.WAITING, Status.BLOCKED)


class Answering(Struct, frozen=True, kw_only=True):
    """What was answered to which question, and how the subtask and its run stand with it."""

    question: str
    answer: Answer
    said: Said
    subtask: SubtaskSummary
    summary: RunSummary


def answer(
    project: Project,
    task: str,
    subtask: str,
    *,
    approved: bool,
    by: str | None = None,
    comment: str | None = None,
    run: str | None = None,
) -> Answering:
    """Answer for the latest run of a task, or the one of that id.

    Raises:
        InputError: nobody asks, or the subtask has been run.
        StorageError: it cannot be kept.
    """
    loaded = load_run(project, task, run)
    refuse_own_word(project, loaded)
    chosen = one_subtask(loaded.plan, subtask)
    question = _question(loaded.plan, chosen)
    _refuse_late(chosen, loaded.state.of(chosen.id), approved=approved)
    given = Answer(
        approved=approved,
        by=concealed(project, loaded.plan, witness(by)),
        at=stamp(project.clock.now()),
        comment=concealed(project, loaded.plan, (comment or "").strip()) or None,
    )
    event = ev.Answered(subtask=chosen.id, answer=given)
    said = say(project, loaded.plan.id, loaded.state.run, event)
    row, summary = standing_of(project, loaded, chosen)
    _refuse_overruled(project, loaded, chosen, given)
    return Answering(question=question, answer=given, said=said, subtask=row, summary=summary)


def _refuse_overruled(project: Project, loaded: LoadedRun, subtask: Subtask, given: Answer) -> None:
    """Raise InputError where another answer came at the same moment, and counts."""
    now = load_run(project, loaded.plan.id, loaded.state.run).state.of(subtask.id)
    if given in now.answers and now.answer is not None and now.answer != given:
        words = "approved" if now.answer.approved else "rejected"
        raise InputError(
            f"{subtask.id} was {words} by {now.answer.by} at the same moment, and that counts",
            hint="`task_status` shows how it stands",
        )


def _question(plan: Plan, subtask: Subtask) -> str:
    if subtask.approval is None:
        asking = [each.id for each in plan.subtasks if each.approval is not None]
        raise InputError(
            f"{subtask.id} asks for no approval",
            hint=f"those that do: {', '.join(asking)}" if asking else "none of the task does",
        )
    return subtask.approval


def _refuse_late(subtask: Subtask, seen: SubtaskState, *, approved: bool) -> None:
    reconsidered = seen.status is Status.CANCELLED and seen.is_rejected() and approved
    if seen.status in _OPEN or reconsidered:
        return
    raise InputError(
        f"{subtask.id} is {seen.status}: there is nothing left to "
        f"{'approve' if approved else 'reject'}",
        hint="`task_status` shows what waits",
    )
