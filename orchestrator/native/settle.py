"""Finds for each subtask of a plan a text that is read as just this subtask.

Approach: each is written in one style after another, and read back; the first text that is read
as what was meant is taken. Where none is, the one that leaves the least unsaid, and what it leaves
unsaid is said by a block of fields.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from orchestrator.document.keynames import is_dependency
from orchestrator.native.plain import plain
from orchestrator.native.readback import Read, ReadBack
from orchestrator.native.subtasks import STYLES, Style, Written, prose, suits, text
from orchestrator.plan.fields import SUBTASK_FIELDS
from orchestrator.plan.model import Subtask

# Known only when all subtasks are read together.
_LATER = frozenset({"id", "depends_on"})
_COMPARED = tuple(sorted(SUBTASK_FIELDS - _LATER))
_ROUNDS = 4
_UNREADABLE = 1_000_000_000


class Settled(Struct):
    """A subtask as it will be written, what its prose is read as, and what is said as fields."""

    written: Written
    given: Subtask

    @property
    def text(self) -> str:
        return text(self.written, self.given)

    def says(self, names: Sequence[str]) -> None:
        """Say these fields as they are from now on."""
        subtask = self.written.subtask
        more = {name: plain(getattr(subtask, name)) for name in names}
        self.written = self.written._replace(said={**self.written.said, **more})


def settle(drafts: Sequence[Written], reader: ReadBack) -> list[Settled]:
    """What is written of each subtask."""
    best: list[Settled | None] = [None] * len(drafts)
    for style in STYLES:
        open_ = [at for at, each in enumerate(best) if _cost(each)]
        suited = [at for at in open_ if suits(style, drafts[at].subtask)]
        tried = _tried([drafts[at]._replace(style=style) for at in suited], reader)
        for at, each in zip(suited, tried, strict=True):
            best[at] = min(best[at], each, key=_cost)
    return [
        each if each is not None else bare(draft, reader)
        for draft, each in zip(drafts, best, strict=True)
    ]


def bare(draft: Written, reader: ReadBack) -> Settled:
    """Nothing but a heading and fields."""
    draft = draft._replace(style=Style("none"), said={"description": ""})
    (read,) = reader.subtasks([prose(draft)])
    given = read.subtask if read is not None else replace(draft.subtask, steps=())
    settled = Settled(draft, given)
    settled.says([name for name in _COMPARED if _differs(draft.subtask, given, name)])
    return settled


def _tried(drafts: Sequence[Written], reader: ReadBack) -> list[Settled | None]:
    """Each as it stands in its style, with the fields that it needs; None where that cannot be
    read at all."""
    reads = reader.subtasks(list(map(prose, drafts)))
    tried = [
        Settled(draft, read.subtask) if read is not None else None
        for draft, read in zip(drafts, reads, strict=True)
    ]
    for _ in range(_ROUNDS):
        there = [(at, each) for at, each in enumerate(tried) if each is not None]
        reads = reader.subtasks([each.text for _, each in there])
        changed = False
        for (at, each), read in zip(there, reads, strict=True):
            names = _unsaid(each, read)
            if names is None:
                tried[at] = None
            elif names:
                changed = True
                each.says(names)
        if not changed:
            break
    return tried


def _unsaid(each: Settled, read: Read | None) -> list[str] | None:
    """The fields that are read otherwise; None where the text cannot be read at all."""
    if read is None or read.wrong:
        return None
    wanted = each.written.subtask
    names = [name for name in _COMPARED if _differs(wanted, read.subtask, name)]
    return None if any(name in each.written.said for name in names) else names


def _differs(wanted: Subtask, read: Subtask, name: str) -> bool:
    one, other = plain(getattr(wanted, name)), plain(getattr(read, name))
    if name == "metadata":
        # What names no subtask is known only when all of them are read together.
        one = {key: value for key, value in one.items() if not is_dependency(key)}
        other = {key: value for key, value in other.items() if not is_dependency(key)}
    return bool(one != other)


def _cost(settled: Settled | None) -> int:
    """How much has to be said as fields."""
    if settled is None:
        return _UNREADABLE
    return len(json.dumps(settled.written.said)) if settled.written.said else 0
