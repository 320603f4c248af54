"""The steps and criteria of a subtask that somebody's evidence is missing for."""

from __future__ import annotations

from msgspec import Struct

from orchestrator.diagnostics import InputError
from orchestrator.plan.model import ActionKind, Criterion, Step, Subtask
from orchestrator.verify.model import Facts
from orchestrator.verify.verdict import criterion_is_met, step_is_done


class OpenPart(Struct, frozen=True, kw_only=True):
    """A step that is done by hand, or a criterion; nobody has to do an `optional` one."""

    id: str
    text: str
    is_step: bool
    optional: bool

    @property
    def name(self) -> str:
        """As people call it."""
        return f"step {self.id}" if self.is_step else self.id


def open_parts(subtask: Subtask, facts: Facts) -> tuple[OpenPart, ...]:
    """What evidence is missing for; what has checks of its own is left to those."""
    steps = [
        _of_step(each)
        for each in subtask.steps
        if each.action.kind is not ActionKind.COMMAND
        and not (each.checks or step_is_done(each, facts))
    ]
    criteria = [
        _of_criterion(each)
        for each in subtask.criteria
        if not (each.checks or criterion_is_met(each, facts))
    ]
    return (*steps, *criteria)


def part_named(
    subtask: Subtask, name: str = "", *, step: str | None = None, criterion: str | None = None
) -> OpenPart:
    """The step or criterion that is meant, by its own name or as one of the two.

    Raises:
        InputError: there is none.
    """
    if step is None and criterion is None:
        word = name.strip().casefold()
        is_step = word.startswith("step ") or not word.startswith("criterion")
        bare = word.removeprefix("step ").removeprefix("criterion ").strip()
        step, criterion = (bare, None) if is_step else (None, bare)
    if step is not None:
        return _of_step(step_of(subtask, step))
    assert criterion is not None
    return _of_criterion(criterion_of(subtask, criterion))


def step_of(subtask: Subtask, name: str) -> Step:
    """The step by hand that a name means.

    Raises:
        InputError: it means none, or a command, which evidence cannot replace.
    """
    for each in subtask.steps:
        if each.id.lower() == name.strip().lower():
            if each.action.kind is ActionKind.COMMAND:
                raise InputError(
                    f"step {each.id} runs a command: only its run can prove it",
                    hint="`execute_task TASK --resume` runs it (again)",
                )
            return each
    by_hand = [each.id for each in subtask.steps if each.action.kind is not ActionKind.COMMAND]
    raise InputError(
        f"{subtask.id} has no step {name}",
        hint=f"steps done by hand: {', '.join(by_hand)}" if by_hand else "it has no step by hand",
    )


def criterion_of(subtask: Subtask, name: str) -> Criterion:
    """The criterion that a name means.

    Raises:
        InputError: it means none.
    """
    wanted = name.strip().lower()
    for each in subtask.criteria:
        if each.id.lower() in (wanted, f"criterion_{wanted}"):
            return each
    known = [f"{each.id} ({each.text})" for each in subtask.criteria]
    raise InputError(
        f"{subtask.id} has no criterion {name}",
        hint=f"criteria: {'; '.join(known)}" if known else "it has no criteria",
    )


def _of_step(step: Step) -> OpenPart:
    return OpenPart(id=step.id, text=step.text, is_step=True, optional=step.optional)


def _of_criterion(criterion: Criterion) -> OpenPart:
    return OpenPart(
        id=criterion.id, text=criterion.text, is_step=False, optional=criterion.optional
    )
