"""Hand in evidence for all that a subtask waits for, have its checks run, and give the verdict."""

from __future__ import annotations

import time
from collections.abc import Sequence

from msgspec import Struct

from orchestrator.diagnostics import HeldError, InputError
from orchestrator.operations.byhand.attest import attest, one_subtask, refuse_own_word
from orchestrator.operations.byhand.claiming import give_back, refuse_leased
from orchestrator.operations.byhand.handing import Handed, Taken, asked_for, take
from orchestrator.operations.byhand.openparts import OpenPart
from orchestrator.operations.project import Project
from orchestrator.operations.reporting.status import LoadedRun, load_run
from orchestrator.operations.running.detach import detach, wait_for_the_end
from orchestrator.plan.model import Subtask
from orchestrator.run.status import Status
from orchestrator.run.summarize import summarize
from orchestrator.run.summary import COMPLETE, RunSummary, SubtaskSummary
from orchestrator.verify.model import Attestation

_PAUSE_S = 0.05
_BEGINNING_S = 2.0
_MENDED = (Status.FAILED, Status.TIMED_OUT)


class Completing(Struct, frozen=True, kw_only=True):
    """How the subtask stands with it. `accepted` names the steps and criteria that have evidence
    now, `refused` says of the others why not, `still_open` what evidence is missing for; `started`
    says that the run went on, `notes` what kept it from that."""

    subtask: SubtaskSummary
    summary: RunSummary
    accepted: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    still_open: tuple[OpenPart, ...] = ()
    started: bool = False
    notes: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether nothing is missing, and nothing that was handed in was refused."""
        return self.subtask.verdict == COMPLETE and not self.refused

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it is not complete; of what evidence is missing for, each thing once."""
        told = self.subtask.reasons
        waiting = (
            f"{each.name} has no evidence: {each.text}"
            for each in self.still_open
            if not any(reason.startswith((f"{each.name} ", f"{each.name}:")) for reason in told)
        )
        return tuple(dict.fromkeys((*self.refused, *told, *waiting, *self.notes)))

    @property
    def is_dropped(self) -> bool:
        """Whether the evidence was kept for nothing, for nothing lacks any."""
        return not (self.accepted or self.refused or self.still_open)


def complete_subtask(
    project: Project,
    task: str,
    subtask: str,
    handed: Handed,
    *,
    run: str | None = None,
    lease: str | None = None,
    wait_s: float = 30.0,
    words: Sequence[str] = (),
) -> Completing:
    """Record what is handed in for a subtask of the latest run, or of the one of that id; let the
    run go on with it, with these words of `execute_task` besides, and wait for what comes of it.
    Once it is complete, the `lease` on it is given back.

    Raises:
        InputError: there is no such run or subtask, it is running or somebody else's by a lease,
            or what is named is not there.
        StorageError: it cannot be kept.
    """
    loaded = load_run(project, task, run)
    refuse_own_word(project, loaded)
    chosen = one_subtask(loaded.plan, subtask)
    loaded = _begun(project, loaded, chosen)
    refuse_leased(project, loaded.state.run, chosen.id, lease)
    taken = take(project, loaded, chosen, handed)
    given = _hand_in(project, loaded, chosen, taken, handed)
    going = _Going(project, loaded, chosen, given, words)
    now, summary = going.to_the_end(time.monotonic() + wait_s, begin=not taken.refused)
    row = _row(summary, chosen)
    if lease is not None and row.verdict == COMPLETE:
        give_back(project, loaded.state.run, chosen.id, lease)
    return Completing(
        subtask=row,
        summary=summary,
        accepted=tuple(each.step or each.criterion or each.kind or chosen.id for each in given),
        refused=taken.refused,
        still_open=asked_for(chosen, now),
        started=going.started,
        notes=going.notes if row.verdict != COMPLETE else (),
    )


def _begun(project: Project, loaded: LoadedRun, subtask: Subtask) -> LoadedRun:
    """The run a moment later, where the subtask is just about to begin, or to wait."""
    until = time.monotonic() + _BEGINNING_S
    while loaded.state.of(subtask.id).status in (Status.PENDING, Status.RUNNING):
        if time.monotonic() >= until or project.holder(loaded.plan.id) is None:
            break
        time.sleep(_PAUSE_S)
        loaded = load_run(project, loaded.plan.id, loaded.state.run)
    return loaded


class _Going:
    """A run that is to go on with what was handed in for a subtask. Others may do the same for
    other subtasks at the same moment: who drives the run takes up what it finds, and nothing is
    left to somebody who may have looked for the last time."""

    def __init__(
        self,
        project: Project,
        loaded: LoadedRun,
        subtask: Subtask,
        given: Sequence[Attestation],
        words: Sequence[str],
    ) -> None:
        self.started = False
        self.notes: tuple[str, ...] = ()
        self._project = project
        self._task = loaded.plan.id
        self._run = loaded.state.run
        self._subtask = subtask
        self._given = given
        self._words = words

    def to_the_end(self, until: float, *, begin: bool) -> tuple[LoadedRun, RunSummary]:
        """The run when nothing more becomes of the subtask by itself, or the time is over; where
        nobody drives it, this has it go on if it is to `begin`."""
        while True:
            # In this order: what was recorded before its process ended is seen.
            held = self._project.holder(self._task) is not None
            now = load_run(self._project, self._task, self._run)
            summary = summarize(now.plan, now.state)
            is_open = self._is_open(now, _row(summary, self._subtask), held=held, begin=begin)
            if not is_open or time.monotonic() >= until:
                break
            if held:
                time.sleep(_PAUSE_S)
            elif not self._begin():
                break
        wait_for_the_end(self._project, self._task)
        return now, summary

    def _is_open(self, now: LoadedRun, row: SubtaskSummary, *, held: bool, begin: bool) -> bool:
        """Whether something becomes of the subtask yet, by itself or by what is begun here."""
        known = now.state.of(self._subtask.id).attestations
        heard = all(each in known for each in self._given)
        begins = begin and not self.started
        if not heard or row.can_go_on:
            return held or begins
        if row.status in (*_MENDED, Status.INTERRUPTED):
            return begins
        return held and row.status in (Status.PENDING, Status.RUNNING)

    def _begin(self) -> bool:
        """Whether the run goes on now, or may soon."""
        # Who drove the run last may have brought it to its end since this looked.
        again = ["--again", self._subtask.id, "--unless-done"]
        try:
            detach(self._project, self._task, [*again, *self._words, "--", self._task])
        except (InputError, HeldError) as error:
            hint = filter(None, [error.hint])
            self.notes = (f"the run could not go on: {error.message}", *hint)
            return isinstance(error, HeldError)
        self.started, self.notes = True, ()
        return True


def _row(summary: RunSummary, subtask: Subtask) -> SubtaskSummary:
    return next(each for each in summary.subtasks if each.id == subtask.id)


def _hand_in(
    project: Project, loaded: LoadedRun, subtask: Subtask, taken: Taken, handed: Handed
) -> tuple[Attestation, ...]:
    """Record each piece of evidence that is taken."""
    return tuple(
        attest(
            project,
            loaded.plan.id,
            subtask.id,
            evidence,
            step=part.id if part and part.is_step else None,
            criterion=part.id if part and not part.is_step else None,
            kind=None if part else handed.kind,
            by=handed.by,
            run=loaded.state.run,
        ).attestation
        for part, evidence in taken.pieces
    )
