"""What of that which is handed in for a subtask is taken as evidence, and why the rest is not;
records nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from orchestrator.diagnostics import InputError
from orchestrator.operations.byhand.openparts import OpenPart, open_parts, part_named
from orchestrator.operations.project import Project
from orchestrator.operations.reporting.status import LoadedRun
from orchestrator.plan.model import ActionKind, CriteriaPolicy, Subtask
from orchestrator.run.status import Status, Wait
from orchestrator.verify.claims import only_claims
from orchestrator.verify.verdict import step_is_done
from orchestrator.workspace import inside

# What says nothing in so many bytes of a file says nothing further down.
_LOOKED_AT = 64_000
_NOT_BEGUN = (Status.PENDING, Status.BLOCKED, Status.SKIPPED)


class Handed(Struct, frozen=True, kw_only=True):
    """What is handed in for a subtask: a text or a file's path for what is named, or for the one
    thing that evidence is missing for."""

    evidence: str | Mapping[str, str]
    step: str | None = None
    criterion: str | None = None
    kind: str | None = None
    by: str | None = None


class Taken(Struct, frozen=True, kw_only=True):
    """The `pieces` of evidence that count, each for a step, a criterion or, without one, for the
    report; `refused` says why others do not."""

    pieces: tuple[tuple[OpenPart | None, str], ...]
    refused: tuple[str, ...] = ()


def take(project: Project, loaded: LoadedRun, subtask: Subtask, handed: Handed) -> Taken:
    """Look at all that is handed in.

    Raises:
        InputError: what is named is not there, or a file is none of the project's.
    """
    pieces, refused = _pieces(loaded, subtask, handed)
    for _, evidence in pieces:
        _refuse_outside(project, evidence)
    taken = []
    for part, evidence in pieces:
        why = _why_not(loaded, subtask, part, evidence)
        if why is None:
            taken.append((part, evidence))
        else:
            refused.append(why)
    return Taken(pieces=tuple(taken), refused=tuple(refused))


def asked_for(subtask: Subtask, loaded: LoadedRun) -> tuple[OpenPart, ...]:
    """What evidence is missing for, but for what nobody has to do."""
    parts = open_parts(subtask, loaded.state.of(subtask.id).facts())
    judged = loaded.plan.criteria_policy is CriteriaPolicy.REQUIRED
    return tuple(each for each in parts if not each.optional and (each.is_step or judged))


def _pieces(
    loaded: LoadedRun, subtask: Subtask, handed: Handed
) -> tuple[list[tuple[OpenPart | None, str]], list[str]]:
    """What each piece of evidence is for; and why what is handed in is for nothing."""
    named = [each for each in (handed.step, handed.criterion, handed.kind) if each is not None]
    if isinstance(handed.evidence, Mapping):
        if named:
            raise InputError(
                "evidence that names its steps and criteria itself needs no other name",
                hint="leave out step, criterion and kind",
            )
        return _each(subtask, handed.evidence)
    if len(named) > 1:
        raise InputError(
            "one piece of evidence is for a step, a criterion or a kind",
            hint="name one of them; hand in the others one after the other",
        )
    text = handed.evidence
    if handed.kind is not None:
        return [(None, text)], []
    if named:
        return [(part_named(subtask, step=handed.step, criterion=handed.criterion), text)], []
    open_ = asked_for(subtask, loaded)
    return _for_all(open_, text) if open_ else ([], [])


def _each(
    subtask: Subtask, evidence: Mapping[str, str]
) -> tuple[list[tuple[OpenPart | None, str]], list[str]]:
    """Evidence that names what it is for: a file may show several things, a text tells of one."""
    by_text: dict[str, list[OpenPart]] = {}
    for name, text in evidence.items():
        by_text.setdefault(text.strip(), []).append(part_named(subtask, name))
    pieces: list[tuple[OpenPart | None, str]] = []
    refused = []
    for text, parts in by_text.items():
        if _is_file(Path(text)):
            pieces += [(part, text) for part in parts]
        else:
            ones, why = _for_all(tuple(parts), text)
            pieces += ones
            refused += why
    return pieces, refused


def _for_all(
    parts: tuple[OpenPart, ...], text: str
) -> tuple[list[tuple[OpenPart | None, str]], list[str]]:
    if len({part.id for part in parts}) == 1:
        return [(parts[0], text)], []
    names = ", ".join(each.name for each in parts)
    return [], [f"one text is no evidence of {len(parts)} things: give each its own ({names})"]


def _why_not(
    loaded: LoadedRun, subtask: Subtask, part: OpenPart | None, evidence: str
) -> str | None:
    """Why a piece of evidence does not count, if so."""
    if part is not None and (before := next(_before(loaded, subtask, part), None)) is not None:
        return f"too early for evidence of {part.name}: {before}"
    path = Path(evidence.strip())
    text = _beginning(path) if _is_file(path) else evidence
    what = part.name if part else subtask.id
    if not only_claims(text, names=f"{subtask.id} {what}", asked=part.text if part else ""):
        return None
    if text is not evidence:
        why = f"{path} only claims that {what} is done, or holds nothing"
    else:
        said = evidence.strip()
        why = f"“{said}” only claims that {what} is done" if said else f"{what} has none"
    return f"no evidence: {why}; say what was made and seen, or name a file that shows it"


def _before(loaded: LoadedRun, subtask: Subtask, part: OpenPart) -> Iterator[str]:
    """What has to come before anybody can have done it."""
    seen = loaded.state.of(subtask.id)
    if seen.status in _NOT_BEGUN:
        yield f"{subtask.id} is {seen.status}, and has not begun"
    if seen.is_rejected() or (seen.status is Status.WAITING and seen.waits_for == Wait.APPROVAL):
        yield f"{subtask.id} waits for an approval, which a person gives"
    facts = seen.facts()
    for step in subtask.steps if part.is_step else ():
        if step.id == part.id:
            return
        is_command = step.action.kind is ActionKind.COMMAND and not step.optional
        if is_command and not step_is_done(step, facts):
            yield f"step {step.id} comes before it and has not succeeded"


def _beginning(path: Path) -> str:
    """The first of what a file holds, as text; nothing where it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(_LOOKED_AT).decode("utf-8", "replace")
    except OSError:
        return ""


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _refuse_outside(project: Project, evidence: str) -> None:
    """Raise InputError for a file that is none of the project's: who hands in evidence here may
    not be who may read every file."""
    path = Path(evidence.strip())
    if _is_file(path) and not inside(project.workspace.root, path.resolve()):
        raise InputError(
            f"{path} is outside of the project", hint="copy what shows it into the project"
        )
