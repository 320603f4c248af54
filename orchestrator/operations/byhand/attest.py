"""Evidence for what people and agents do by hand: for a step, a criterion, or the report."""

from __future__ import annotations

import getpass
import shlex

from msgspec import Struct

from orchestrator.diagnostics import InputError
from orchestrator.operations.byhand.evidence import take_evidence
from orchestrator.operations.byhand.openparts import criterion_of, open_parts, step_of
from orchestrator.operations.concealing import concealed
from orchestrator.operations.project import Project
from orchestrator.operations.reporting.status import LoadedRun, load_run
from orchestrator.operations.running.posting import Said, say
from orchestrator.plan.model import Plan, Subtask
from orchestrator.run import events as ev
from orchestrator.run.moments import stamp
from orchestrator.run.selection import find
from orchestrator.run.status import Status
from orchestrator.run.summarize import summarize
from orchestrator.run.summary import RunSummary, SubtaskSummary
from orchestrator.verify.model import Attestation

KINDS = ("research", "code", "limitation", "resource")


class Attesting(Struct, frozen=True, kw_only=True):
    """What was handed in, and how the subtask and its run stand with it."""

    attestation: Attestation
    said: Said
    subtask: SubtaskSummary
    summary: RunSummary


def attest(
    project: Project,
    task: str,
    subtask: str,
    evidence: str,
    *,
    step: str | None = None,
    criterion: str | None = None,
    kind: str | None = None,
    by: str | None = None,
    run: str | None = None,
) -> Attesting:
    """Hand in evidence for the latest run of a task, or the one of that id.

    Raises:
        InputError: there is nothing of that name, or nothing that a word can prove.
        StorageError: it cannot be kept.
    """
    loaded = load_run(project, task, run)
    refuse_own_word(project, loaded)
    chosen = one_subtask(loaded.plan, subtask)
    if loaded.state.of(chosen.id).status is Status.RUNNING:
        raise InputError(
            f"{chosen.id} is running", hint="hand in the evidence when it has ended, or waits"
        )
    if kind is not None and kind not in KINDS:
        raise InputError(f"there is no kind {kind}", hint=f"one of {', '.join(KINDS)}")
    step, criterion = _target(loaded, chosen, step, criterion, kind)
    taken = take_evidence(project, loaded.state.run, evidence, task_file=loaded.plan.source.path)
    attestation = Attestation(
        by=concealed(project, loaded.plan, witness(by)),
        evidence=concealed(project, loaded.plan, taken.text),
        at=stamp(project.clock.now()),
        step=step,
        criterion=criterion,
        kind=kind,
        file=taken.file,
    )
    event = ev.Attested(subtask=chosen.id, attestation=attestation)
    said = say(project, loaded.plan.id, loaded.state.run, event)
    row, summary = standing_of(project, loaded, chosen)
    return Attesting(attestation=attestation, said=said, subtask=row, summary=summary)


def refuse_own_word(project: Project, loaded: LoadedRun) -> None:
    """Raise InputError when a step or an agent of the run speaks for the run itself."""
    holder = project.holder(loaded.plan.id)
    # Whoever has the lock and drives no run only writes something down; that may be this process.
    drives = holder is not None and holder.run == loaded.state.run
    if project.inside(loaded.state.run, holder.pid if holder and drives else None):
        raise InputError(
            "this command was started by a step of the run that it speaks for",
            hint="what a step says of itself is no evidence; let a check show it",
        )


def one_subtask(plan: Plan, name: str) -> Subtask:
    """The subtask that a name means.

    Raises:
        InputError: it means none, or several.
    """
    found = find(plan, name)
    if len(found) != 1:
        raise InputError(f"“{name}” means several subtasks", hint=f"one of {', '.join(found)}")
    return next(each for each in plan.subtasks if each.id == found[0])


def witness(by: str | None) -> str:
    """Who gives evidence: the name given, else the user's."""
    name = (by or "").strip()
    if by is not None and not name:
        raise InputError("--by is empty", hint="name who vouches for it")
    if name:
        return name
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        raise InputError("nobody's name is known here", hint="give it: --by NAME") from None


def standing_of(
    project: Project, loaded: LoadedRun, subtask: Subtask
) -> tuple[SubtaskSummary, RunSummary]:
    """How the subtask and its run stand now."""
    now = load_run(project, loaded.plan.id, loaded.state.run)
    summary = summarize(now.plan, now.state)
    return next(row for row in summary.subtasks if row.id == subtask.id), summary


def _target(
    loaded: LoadedRun, subtask: Subtask, step: str | None, criterion: str | None, kind: str | None
) -> tuple[str | None, str | None]:
    """The step or the criterion that is meant; neither where a kind alone was given."""
    if step is not None and criterion is not None:
        raise InputError(
            "--step and --criterion are given at once", hint="attest one after the other"
        )
    if kind is not None and (step or criterion) is not None:
        raise InputError(
            "--kind is for the report, --step and --criterion are proof",
            hint="hand them in one after the other",
        )
    if step is not None:
        return step_of(subtask, step).id, None
    if criterion is not None:
        return None, criterion_of(subtask, criterion).id
    if kind is not None:
        return None, None
    return _only_open(loaded, subtask)


def _only_open(loaded: LoadedRun, subtask: Subtask) -> tuple[str | None, str | None]:
    """The one thing that evidence is missing for, where there is just one."""
    open_ = open_parts(subtask, loaded.state.of(subtask.id).facts())
    if not open_:
        raise InputError(
            f"{subtask.id} waits for no evidence",
            hint=f"for the report alone: --kind {'|'.join(KINDS)}",
        )
    if len(open_) > 1:
        options = (
            f"--step {shlex.quote(each.id)}"
            if each.is_step
            else f"--criterion {each.id.removeprefix('criterion_')}"
            for each in open_
        )
        raise InputError(
            f"{subtask.id} waits for evidence of several things",
            hint=f"say which: {', '.join(options)}",
        )
    part = open_[0]
    return (part.id, None) if part.is_step else (None, part.id)
