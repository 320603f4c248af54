"""A plan as a native task file, in full view; asks nobody and writes no file.

The text is read back as a whole: what is read otherwise is said as fields, and what can be said
in no way is told.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from orchestrator.diagnostics import Diagnostic, Findings, Severity
from orchestrator.document.dialects.native import NAME as NATIVE
from orchestrator.document.parse import read
from orchestrator.native.dependencies import stated
from orchestrator.native.headings import headings
from orchestrator.native.opening import STYLES, Opening
from orchestrator.native.plain import plain
from orchestrator.native.readback import ReadBack
from orchestrator.native.settle import Settled, bare, settle
from orchestrator.native.subtasks import Written
from orchestrator.plan.around import Surroundings
from orchestrator.plan.build import build, subtask_ids
from orchestrator.plan.fields import PLAN_FIELDS, SUBTASK_FIELDS, named
from orchestrator.plan.model import ActionKind, Plan, Subtask

_ROUNDS = 8
_UNREADABLE = 1_000_000_000
_OF_PLAN = tuple(sorted(PLAN_FIELDS))
_OF_OPENING = tuple(sorted(PLAN_FIELDS - {"order"}))
_OF_SUBTASK = tuple(sorted(SUBTASK_FIELDS))
_END = ("### End", "### Task 999999999: End")
_ORDER = ("depends_on", "metadata")


class Native(NamedTuple):
    """The text of a task file, and what of the plan it does not say."""

    text: str
    findings: tuple[Diagnostic, ...]


def to_native(
    plan: Plan, around: Surroundings, path: str, languages: frozenset[str] = frozenset()
) -> Native:
    """The native task file of a plan. `path` is where it will lie: the names of files and folders
    speak for dialects. `around` and `languages` are what else it will be read with."""
    names, contained = headings(plan)
    order, values, renamed = stated(plan)
    opening = Opening(plan, order, contained)
    if renamed:
        opening.says("order")
    reader = ReadBack(opening.head, _END[not contained], languages, around)
    drafts = [
        Written(_without_stranger(subtask, around), name, value)
        for subtask, name, value in zip(plan.subtasks, names, values, strict=True)
    ]
    return _Writer(plan, opening, settle(drafts, reader), reader, path).finish()


def _without_stranger(subtask: Subtask, around: Surroundings) -> Subtask:
    """The subtask without an agent that no task file may name; its prose is for people then."""
    if subtask.agent is None or subtask.agent in around.agents:
        return subtask
    manual = tuple(
        replace(step, action=replace(step.action, kind=ActionKind.MANUAL))
        if step.action.kind is ActionKind.AGENT
        else step
        for step in subtask.steps
    )
    return replace(subtask, agent=None, steps=manual)


class _Whole(NamedTuple):
    """A file as it is read: its plan if it has no errors, the lines of those, and the ids of its
    subtasks."""

    plan: Plan | None
    ids: tuple[str, ...]
    dialect: str
    wrong: tuple[int, ...]


class _Writer(Struct):
    """The text while it is made to be read as the plan."""

    plan: Plan
    opening: Opening
    settled: list[Settled]
    reader: ReadBack
    path: str

    def finish(self) -> Native:
        """The whole text, with as many fields as it takes."""
        self.opening = self._opened_best()
        whole = self._read(self._text())
        for _ in range(_ROUNDS):
            if not self._mend(whole):
                break
            whole = self._read(self._text())
        return Native(self._text(), self._unsaid(whole.plan))

    def _text(self) -> str:
        return self.opening.text + "\n".join(f"{each.text}\n" for each in self.settled)

    def _opened_best(self) -> Opening:
        """The document in the first style that leaves nothing unsaid, or else the least."""
        tried: list[Opening] = []
        for style in STYLES:
            tried.append(self._opened(style))
            if tried[-1].fits and tried[-1].said == self.opening.said:
                break
        return min(tried, key=_cost)

    def _opened(self, style: str) -> Opening:
        """The document in a style, with the fields that it needs."""
        opening = replace(self.opening, style=style, said=dict(self.opening.said))
        if style == STYLES[-1]:
            opening.says("description")
        opening.given = self._read(opening.text + self.reader.end, NATIVE).plan
        for _ in range(_ROUNDS):
            read_as = self._read(opening.text + self.reader.end, NATIVE).plan
            names = _differing(self.plan, read_as, _OF_OPENING) if read_as is not None else ()
            new = _new(names, opening.said)
            if read_as is None or not new:
                opening.fits = read_as is not None
                break
            opening.says(*new)
        return opening

    def _mend(self, whole: _Whole) -> bool:
        """Say more as fields where the text is read otherwise; whether anything was changed."""
        if whole.dialect != NATIVE and self.opening.dialect is None:
            self.opening.dialect = NATIVE
            return True
        if self._mend_ids(whole.ids):
            return True
        if whole.plan is None or len(whole.plan.subtasks) != len(self.settled):
            return self._mend_broken(whole.wrong)
        names = _new(_differing(self.plan, whole.plan, _OF_PLAN), self.opening.said)
        self.opening.says(*names)
        changed = bool(names)
        for each, subtask in zip(self.settled, whole.plan.subtasks, strict=True):
            differing = _differing(each.written.subtask, subtask, _OF_SUBTASK)
            names = _new(differing, each.written.said)
            each.says(names)
            changed = changed or bool(names)
        return changed

    def _mend_ids(self, ids: Sequence[str]) -> bool:
        """Say the ids that are others. References to those are errors, so these come first."""
        if len(ids) != len(self.settled):
            return False
        others = [
            each
            for each, id_ in zip(self.settled, ids, strict=True)
            if each.written.subtask.id != id_ and "id" not in each.written.said
        ]
        for each in others:
            each.says(["id"])
        return bool(others)

    def _mend_broken(self, wrong: Sequence[int]) -> bool:
        """Say what is on wrong lines as fields; all of the document where none is known."""
        line, found = self.opening.text.count("\n") + 1, False
        for at, each in enumerate(self.settled):
            last = line + each.text.count("\n") + 1
            if any(line <= one <= last for one in wrong):
                found = True
                self.settled[at] = self._barer(each)
            line = last + 1
        if found or self.opening.style == STYLES[-1]:
            return found
        self.opening = self._opened(STYLES[-1])
        return True

    def _barer(self, each: Settled) -> Settled:
        if each.written.said.keys() >= {*_ORDER}:
            each = bare(each.written, self.reader)
        each.says(_ORDER)
        return each

    def _read(self, text: str, dialect: str | None = None) -> _Whole:
        document, found, _ = read(text.encode(), self.path, self.reader.languages, dialect)
        document = named(document)
        ids = tuple(subtask_ids(document, Findings(self.path)))
        plan = None
        if document.subtasks:
            plan, found = build(document, self.reader.around, found)
        wrong = (each.line or 0 for each in found if each.severity is Severity.ERROR)
        return _Whole(plan, ids, document.dialect, tuple(wrong))

    def _unsaid(self, read_as: Plan | None) -> tuple[Diagnostic, ...]:
        """A finding for whatever the text does not say."""
        findings = Findings(self.plan.source.path)
        if read_as is None or len(read_as.subtasks) != len(self.plan.subtasks):
            findings.error("not-said", "this plan cannot be written as a task file", hint=_HINT)
            return tuple(findings.made)
        for name in _differing(self.plan, read_as, _OF_PLAN):
            _tell(findings, "the plan", name, None)
        for wanted, got in zip(self.plan.subtasks, read_as.subtasks, strict=True):
            for name in _differing(wanted, got, (*_OF_SUBTASK, "agent")):
                _tell(findings, wanted.id, name, wanted.line)
        return tuple(findings.made)


_HINT = "keep the plan's JSON, which can be run as it is"


def _tell(findings: Findings, whose: str, name: str, line: int | None) -> None:
    findings.warning(
        "not-said", f"no task file can say `{name}` of {whose} as it is", line, hint=_HINT
    )


def _cost(opening: Opening) -> int:
    return len(str(opening.said)) + (0 if opening.fits else _UNREADABLE)


def _differing(wanted: Plan | Subtask, got: Plan | Subtask, names: Sequence[str]) -> list[str]:
    return [name for name in names if plain(getattr(wanted, name)) != plain(getattr(got, name))]


def _new(names: Sequence[str], said: Collection[str]) -> list[str]:
    return [name for name in names if name not in said]
