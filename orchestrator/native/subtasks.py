"""One subtask as text, in a style; knows not whether it is read back as it was.

Heading, keys, description, what it does, its parts, and at the end the fields that no words say.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple, TypeVar

from msgspec.structs import replace

from orchestrator.document.expect import NOTHING_EXPECTED
from orchestrator.document.keynames import field_of
from orchestrator.document.labels import meaning_of
from orchestrator.document.lines import stands_alone
from orchestrator.document.tree import Line
from orchestrator.native.boxes import criterion_written, steps_written
from orchestrator.native.commands import block, expected
from orchestrator.native.fences import fenced
from orchestrator.native.plain import plain
from orchestrator.native.settings import key_lines
from orchestrator.plan.model import (
    ActionKind,
    Check,
    Criterion,
    LabelledText,
    Script,
    Step,
    Subtask,
)

_Item = TypeVar("_Item", Step, Check, Criterion, Script)
_BEGINS_BLOCK = re.compile(r"\s*(?:[-*+>|#]|`{3}|~{3}|\d+[.)]\s|<)|\s{4}|$")


class Style(NamedTuple):
    """How a subtask is written: `parts` that begin with a line of text have it beside their
    `label`, as `value`, stand below a `heading`, or are not written (`none`). What is expected
    of the last command before them is left to the parts (`told`); steps are all `boxed`; checks
    stand in parts of their own (`labelled`)."""

    parts: str = "label"
    told: bool = False
    boxed: bool = False
    labelled: bool = False


STYLES = (
    *(Style(parts, told) for parts in ("label", "value", "heading") for told in (False, True)),
    *(Style(parts, boxed=True) for parts in ("label", "value")),
    Style("none"),
    Style("none", boxed=True),
    Style("none", boxed=True, labelled=True),
)


class Written(NamedTuple):
    """A subtask with its heading and the value of its Depends on; the fields in `said` are said
    by a block and not written besides."""

    subtask: Subtask
    heading: str
    order: str | None = None
    style: Style = STYLES[0]
    said: Mapping[str, Any] = {}


def suits(style: Style, subtask: Subtask) -> bool:
    """Whether a style makes any difference to a subtask, or might."""
    parts = subtask.parts
    told = any(meaning_of(part.label).reads is not None for part in parts)
    return (told or not style.told) and (bool(parts) or style.parts in ("label", "none"))


def prose(each: Written) -> str:
    """What stands in the text by itself: heading, description and parts."""
    subtask = each.subtask
    body = [] if "description" in each.said else [subtask.description]
    return _paragraphs([each.heading, *body, *_parts(each)])


def text(each: Written, given: Subtask) -> str:
    """The whole subtask; `given` is what its prose is read as."""
    left = {name: getattr(given, name) for name in each.said}
    order = None if "depends_on" in each.said else each.order
    wanted = replace(each.subtask, **left)
    body = [] if "description" in each.said else [wanted.description]
    return _paragraphs(
        [
            each.heading,
            "\n".join(key_lines(wanted, given, order)),
            *body,
            "\n".join(_work(wanted, given, each.style)),
            *_parts(each),
            *([fields_block(each.said)] if each.said else []),
        ]
    )


def fields_block(said: Mapping[str, Any]) -> str:
    """The block that says fields as they are."""
    data = json.dumps(said, ensure_ascii=False, indent=2)
    return "\n".join(fenced(f"{data}\n", "json fields"))


def _paragraphs(pieces: Sequence[str]) -> str:
    stripped = (piece.strip("\n") for piece in pieces)
    return "\n\n".join(piece for piece in stripped if piece)


def _parts(each: Written) -> list[str]:
    if each.style.parts == "none" or "parts" in each.said:
        return []
    return [part_written(part, each.style.parts, "####") for part in each.subtask.parts]


def part_written(part: LabelledText, form: str, mark: str) -> str:
    """A part with its label, which is a heading where it would be a key otherwise."""
    label, body = part.label, part.text
    special = meaning_of(label).special
    first, _, rest = body.partition("\n")
    # Below its label such a line would be a label or key of its own.
    beside = form == "value" or stands_alone(Line(first, 0))
    if special and beside and not _BEGINS_BLOCK.match(first):
        return f"**{label}**: {first}\n{rest}"
    if form == "heading" or (field_of(label) is not None and not special):
        return f"{mark} {label}\n\n{body}"
    gap = "\n" if body.startswith(("- ", "```")) else "\n\n"
    return f"**{label}**:{gap}{body}"


def _work(wanted: Subtask, given: Subtask, style: Style) -> list[str]:
    """The lines of what the subtask does and is held against, as far as its parts do not say it."""
    steps = _missing(wanted.steps, given.steps, _of_step)
    if steps is None and not any(_runs(step) for step in given.steps):
        steps = wanted.steps  # without any of its own, prose is read as a step
    checks = _missing(wanted.checks, given.checks, _of_command) or ()
    criteria = _missing(wanted.criteria, given.criteria, plain) or ()
    undo = _missing(wanted.compensations, given.compensations, _of_command) or ()
    clean = _missing(wanted.cleanups, given.cleanups, _of_command) or ()
    by_id = {check.id: check for check in checks}
    owners: list[Step | Criterion] = [*(steps or ()), *criteria]
    tied = {id_ for owner in owners for id_ in owner.checks}
    untied = [check for check in checks if check.id not in tied]
    if style.told and untied:
        untied[-1] = replace(untied[-1], expect=NOTHING_EXPECTED)
    elif style.told and steps:
        action = replace(steps[-1].action, expect=NOTHING_EXPECTED)
        steps = (*steps[:-1], replace(steps[-1], action=action))
    lines = steps_written(steps or (), by_id, boxed=style.boxed)
    if not style.labelled:
        lines += [*_blocks(untied, "verify"), *_blocks(undo, "rollback")]
        return [*lines, *_blocks(clean, "cleanup"), *_listed(criteria, by_id)]
    lines += [*_labelled(untied, "**Verify**:"), *_labelled(undo, "**Rollback**:")]
    return [*lines, *_labelled(clean, "**Cleanup**:"), *_listed(criteria, by_id)]


def _runs(step: Step) -> bool:
    return step.action.kind is ActionKind.COMMAND


def _missing(
    wanted: tuple[_Item, ...], given: tuple[_Item, ...], key: Callable[[_Item], object]
) -> tuple[_Item, ...] | None:
    """What stands before those that are given already; None where these are not the last ones."""
    first = len(wanted) - len(given)
    if first < 0 or list(map(key, wanted[first:])) != list(map(key, given)):
        return None
    return wanted[:first]


def _of_step(step: Step) -> object:
    return step.text, step.details, step.done, step.optional, step.action.script


def _of_command(command: Check | Script) -> object:
    return command.language, command.script, command.name, command.timeout_s, command.cwd


def _blocks(commands: Collection[Check | Script], word: str) -> list[str]:
    return [line for each in commands for line in ("", *block(each, word))]


def _labelled(commands: Collection[Check | Script], label: str) -> list[str]:
    if not commands:
        return []
    lines = ["", label]
    for number, each in enumerate(commands):
        # Below what is expected of the one before, a block needs its label again.
        asked = expected(each)
        lines += [*(["", label] if number and lines[-1] != label else []), *block(each), *asked]
    return lines


def _listed(criteria: Sequence[Criterion], checks: Mapping[str, Check]) -> list[str]:
    lines: list[str] = []
    for part, group in groupby(criteria, key=lambda criterion: criterion.part):
        lines += ["", f"**{part}**:"]
        for criterion in group:
            lines += criterion_written(criterion, checks)
    return lines
