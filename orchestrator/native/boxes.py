"""Steps and criteria as boxes, or as the block that a step is; knows no subtask.

What belongs to a box stands indented below it: details, blocks, what is expected of them, and
the checks that are tied to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from orchestrator.document.boxes import split_number
from orchestrator.native.commands import block, expected, named_alike
from orchestrator.native.fences import indented
from orchestrator.plan.model import ActionKind, Check, Criterion, Step


def steps_written(
    steps: Sequence[Step], checks: Mapping[str, Check], *, boxed: bool = False
) -> list[str]:
    """The lines of steps, the first of which is the subtask's first; a step that is no more than
    its block is written as that, unless `boxed`."""
    lines: list[str] = []
    at = 0
    while at < len(steps):
        step, position = steps[at], at + 1
        if not boxed and _is_block(step, position):
            lines += ["", *block(step.action), ""]
            at += 1
            continue
        also = _also(steps, at)
        prose = _is_prose_of(steps, at + len(also) + 1, step)
        lines += _step(step, position, checks, bullets=prose or not _runs(step))
        for each in also:
            lines += indented([*block(each.action, "run"), *expected(each.action)])
        at += 1 + len(also) + prose
    return lines


def criterion_written(criterion: Criterion, checks: Mapping[str, Check]) -> list[str]:
    """The lines of a criterion."""
    lines = [_box(criterion.text, done=criterion.done, optional=criterion.optional)]
    lines += indented(f"- {detail}" for detail in criterion.details)
    return lines + _tied(criterion.checks, checks)


def _is_block(step: Step, position: int) -> bool:
    """Whether a step is nothing but its block."""
    more = step.details or step.done or step.optional or step.checks or step.id != str(position)
    return (
        not more
        and _runs(step)
        and named_alike(step.action, step.text)
        and not expected(step.action)
    )


def _step(step: Step, position: int, checks: Mapping[str, Check], *, bullets: bool) -> list[str]:
    # A text that begins with a number keeps it only behind another one.
    bare = step.id == str(position) and split_number(step.text) == (None, step.text)
    text = step.text if bare else _numbered(step.id, step.text)
    lines = [_box(text, done=step.done, optional=step.optional)]
    if bullets:
        lines += indented(f"- {detail}" for detail in step.details)
    elif step.details:
        # Bullets beside a command would be a step of their own; lines of text are not.
        lines += ["", *indented(step.details), ""]
    if _runs(step):
        lines += indented([*block(step.action), *expected(step.action)])
    return lines + _tied(step.checks, checks)


def _also(steps: Sequence[Step], at: int) -> list[Step]:
    """The steps behind one that are further commands of its box."""
    first, found = steps[at], list[Step]()
    for step in steps[at + 1 :]:
        alike = (step.done, step.optional) == (first.done, first.optional)
        numbered = step.id == f"{first.id}_{len(found) + 2}"
        plain = not (step.details or step.checks) and _runs(step)
        if not (_runs(first) and alike and numbered and plain):
            break
        if not named_alike(step.action, step.text):
            break
        found.append(step)
    return found


def _is_prose_of(steps: Sequence[Step], at: int, first: Step) -> bool:
    """Whether the step at that place is what the bullets beside a command are read as."""
    if at >= len(steps) or not (first.details and _runs(first)):
        return False
    step = steps[at]
    said = (step.details, step.text) == (first.details, "; ".join(first.details))
    return said and not _runs(step) and step.id in (f"{first.id}_prose", str(at + 1))


def _runs(step: Step) -> bool:
    return step.action.kind is ActionKind.COMMAND


def _tied(ids: Sequence[str], checks: Mapping[str, Check]) -> list[str]:
    lines: list[str] = []
    for each in ids:
        if each in checks:
            lines += [*block(checks[each], "verify"), *expected(checks[each])]
    return indented(lines)


def _box(text: str, *, done: bool, optional: bool) -> str:
    said = "(optional)" in text.lower() or "[optional]" in text.lower()
    star = "*" if optional and not said else ""
    return f"- [{'x' if done else ' '}]{star} {text}".rstrip()


def _numbered(id_: str, text: str) -> str:
    """The text with the id in front in a way that is read as its number."""
    tries = [f"{id_} {text}", f"{id_}. {text}", f"Step {id_} {text}", f"Step {id_}: {text}"]
    return next((each for each in tries if split_number(each) == (id_, text)), tries[0])
