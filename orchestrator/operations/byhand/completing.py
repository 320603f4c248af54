"""Hand in evidence for all that a subtask waits for, have its checks run, and give the verdict."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from orchestrator.diagnostics import HeldError, InputError
from orchestrator.operations.byhand.attest import attest, one_subtask, refuse_own_word
from orchestrator.operations.byhand.claiming import give_back, refuse_leased
from orchestrator.operations.byhand.openparts import OpenPart, open_parts, part_named
from orchestrator.operations.project import Project
from orchestrator.operations.reporting.status import LoadedRun, is_driven, load_run
from orchestrator.operations.running.detach import detach, wait_for_the_end
from orchestrator.plan.model import Subtask
from orchestrator.run.status import Status
from orchestrator.run.summarize import summarize
from orchestrator.run.summary import COMPLETE, RunSummary, SubtaskSummary
from orchestrator.verify.claims import only_claims
from orchestrator.workspace import inside

_PAUSE_S = 0.05
_MENDED = (Status.FAILED, Status.TIMED_OUT)


class Handed(Struct, frozen=True, kw_only=True):
    """What is handed in for a subtask: a text or a file's path for what is named, or for the one
    thing that evidence is missing for."""

    evidence: str | Mapping[str, str]
    step: str | None = None
    criterion: str | None = None
    kind: str | None = None
    by: str | None = None


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
        """Why it is not complete."""
        waiting = (f"{each.name} has no evidence: {each.text}" for each in self.still_open)
        return tuple(dict.fromkeys((*self.refused, *self.subtask.reasons, *waiting, *self.notes)))


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
    refuse_leased(project, loaded.state.run, chosen.id, lease)
    accepted, refused = _hand_in(project, loaded, chosen, handed)
    now = load_run(project, loaded.plan.id, loaded.state.run)
    notes: tuple[str, ...] = ()
    started = False
    wait_for_the_end(project, loaded.plan.id)
    if is_driven(project, loaded.plan.id, loaded.state.run):
        if _is_under_way(_row(now, chosen)):
            now = _settled(project, now, chosen, wait_s)
    elif not refused and _goes_on(_row(now, chosen)):
        notes = _go_on(project, loaded, chosen, words)
        started = not notes
        now = _settled(project, now, chosen, wait_s)
    row = _row(now, chosen)
    if lease is not None and row.verdict == COMPLETE:
        give_back(project, lease)
    return Completing(
        subtask=row,
        summary=summarize(now.plan, now.state),
        accepted=accepted,
        refused=refused,
        still_open=_asked_for(chosen, now),
        started=started,
        notes=notes,
    )


def _settled(project: Project, before: LoadedRun, subtask: Subtask, wait_s: float) -> LoadedRun:
    """The run when nothing more becomes of the subtask by itself, or the time is over."""
    until = time.monotonic() + wait_s
    while time.monotonic() < until:
        # In this order: what was recorded before it ended is seen.
        driven = is_driven(project, before.plan.id, before.state.run)
        now = load_run(project, before.plan.id, before.state.run)
        # Whoever drives it has heard of what was said once something is recorded.
        heard = now.state.seq > before.state.seq
        if not driven or (heard and not _is_under_way(_row(now, subtask))):
            wait_for_the_end(project, before.plan.id)
            return now
        time.sleep(_PAUSE_S)
    return load_run(project, before.plan.id, before.state.run)


def _is_under_way(row: SubtaskSummary) -> bool:
    """Whether something becomes of it by itself."""
    return row.status in (Status.PENDING, Status.RUNNING) or row.can_go_on


def _row(loaded: LoadedRun, subtask: Subtask) -> SubtaskSummary:
    rows = summarize(loaded.plan, loaded.state).subtasks
    return next(each for each in rows if each.id == subtask.id)


def _hand_in(
    project: Project, loaded: LoadedRun, subtask: Subtask, handed: Handed
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Record each piece of evidence that says something; which did, and why others did not."""
    pieces, refused = _pieces(loaded, subtask, handed)
    accepted = []
    for _, evidence in pieces:
        # All are looked at before the first is kept.
        _refuse_outside(project, evidence)
    for part, evidence in pieces:
        if only_claims(evidence):
            refused.append(_about_claim(evidence.strip(), part.name if part else subtask.id))
            continue
        done = attest(
            project,
            loaded.plan.id,
            subtask.id,
            evidence,
            step=part.id if part and part.is_step else None,
            criterion=part.id if part and not part.is_step else None,
            kind=None if part else handed.kind,
            by=handed.by,
            run=loaded.state.run,
        )
        word = done.attestation
        accepted.append(word.step or word.criterion or word.kind or subtask.id)
    return tuple(accepted), tuple(refused)


def _pieces(
    loaded: LoadedRun, subtask: Subtask, handed: Handed
) -> tuple[list[tuple[OpenPart | None, str]], list[str]]:
    """What each piece of evidence is for; and why what is handed in is for nothing."""
    if isinstance(handed.evidence, Mapping):
        if handed.step or handed.criterion or handed.kind:
            raise InputError(
                "evidence that names its steps and criteria itself needs no other name",
                hint="leave out step, criterion and kind",
            )
        return [(part_named(subtask, name), text) for name, text in handed.evidence.items()], []
    text = handed.evidence
    if handed.kind is not None:
        return [(None, text)], []
    if handed.step is not None or handed.criterion is not None:
        return [(part_named(subtask, step=handed.step, criterion=handed.criterion), text)], []
    open_ = _asked_for(subtask, loaded)
    if len(open_) == 1:
        return [(open_[0], text)], []
    if not open_:
        return [], []
    names = ", ".join(each.name for each in open_)
    return [], [f"one text is no evidence of {len(open_)} things: give each its own ({names})"]


def _about_claim(evidence: str, what: str) -> str:
    why = f"“{evidence}” only claims that {what} is done" if evidence else f"{what} has none"
    return f"no evidence: {why}; say what was made and seen, or name a file that shows it"


def _asked_for(subtask: Subtask, loaded: LoadedRun) -> tuple[OpenPart, ...]:
    """What evidence is missing for, but for what nobody has to do."""
    parts = open_parts(subtask, loaded.state.of(subtask.id).facts())
    return tuple(each for each in parts if not each.optional)


def _refuse_outside(project: Project, evidence: str) -> None:
    """Raise InputError for a file that is none of the project's: who hands in evidence here may
    not be who may read every file."""
    path = Path(evidence.strip())
    try:
        is_file = path.is_file()
    except (OSError, ValueError):
        return
    if is_file and not inside(project.workspace.root, path.resolve()):
        raise InputError(
            f"{path} is outside of the project", hint="copy what shows it into the project"
        )


def _goes_on(row: SubtaskSummary) -> bool:
    """Whether the subtask would run on, or again, were the run to go on."""
    return row.can_go_on or row.status in (*_MENDED, Status.INTERRUPTED)


def _go_on(
    project: Project, loaded: LoadedRun, subtask: Subtask, words: Sequence[str]
) -> tuple[str, ...]:
    """Have the run go on with this subtask; what kept it from that."""
    again = ["--again", subtask.id, *words, "--", loaded.plan.id]
    try:
        detach(project, loaded.plan.id, again)
    except (InputError, HeldError) as error:
        return (f"the run could not go on: {error.message}", *filter(None, [error.hint]))
    return ()
