"""The order that a tree of tasks has: as it is written, by waves, or by arrows.

Tasks are counted in document order, from 0. Reads no block and tells of names alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice, product, takewhile

from msgspec import Struct

from orchestrator.diagnostics import Findings
from orchestrator.document.numberlists.numbered import Tree
from orchestrator.document.numberlists.series import Spot, links, set_aside, settle
from orchestrator.document.numberlists.waves import Arrow, Wave

_REFERENCE = re.compile(
    r"(?:(?:sub-?)?tasks?[\s_:-]*#?\s*|T[\s_-]?|#)?(?P<number>\d+(?:[._-]\d+)*)\*?\.?(?:[\s:(].*)?",
    re.I | re.S,
)
_WHOLE = re.compile(r"(?:tasks?\s*#?\s*|#)?\d+", re.I)
_CHECKPOINT = re.compile(r"check\s?point|检查点|檢查點|チェックポイント|контрольная точка", re.I)
_WAVE = re.compile(r"^wave[\s_-]*", re.I)
_MOST_NAMES = 20
MOST_STATED = 250_001
"""Edges that are made of groups at most: one more than a plan holds."""


class Step(Struct, frozen=True):
    """That `task` comes after `before`; `why` as in a plan's edges."""

    task: int
    before: int
    why: str
    line: int


class Names:
    """What the tasks and groups of a tree are called."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.place = {entry: place for place, entry in enumerate(tree.tasks)}
        self._by_number: dict[tuple[str, ...], int] = {}
        self._by_title: dict[str, int] = {}
        known = [at for at, entry in enumerate(tree.entries) if entry.inner or at in self.place]
        # A heading is meant only where no box has its number.
        for at in sorted(known, key=lambda at: tree.entries[at].item is None):
            title = tree.entries[at].title
            if title.number is not None and title.prefix in (None, "task", "subtask"):
                self._by_number.setdefault(_key(title.number), at)
            self._by_title.setdefault(title.text.casefold(), at)
        numbers = (tree.entries[at].title.number for at in tree.tasks)
        self._grouped = not any(number and "." not in number for number in numbers)

    def find(self, text: str) -> int | None:
        """The entry that a text names by its number or its whole title, None for no one's."""
        found = _REFERENCE.fullmatch(text.strip())
        by_number = self._by_number.get(_key(found["number"])) if found else None
        return by_number if by_number is not None else self._by_title.get(text.strip().casefold())

    def is_lost(self, text: str) -> bool:
        """Whether a text has the form of a group's number, and there is no such group."""
        whole = _WHOLE.fullmatch(text.strip()) is not None
        return whole and self._grouped and self.find(text) is None

    def line(self, task: int) -> int:
        """The line of a task."""
        return self.tree.entries[self.tree.tasks[task]].line

    def called(self, task: int) -> str:
        """What a task can be referred to by: its number, else its title."""
        title = self.tree.entries[self.tree.tasks[task]].title
        return title.number or title.text

    def tasks(self, entry: int) -> Iterator[int]:
        """The tasks, counted, of a group; of a task, itself."""
        return (self.place[at] for at in self.tree.tasks_in(entry))


def written_order(names: Names, waits: Mapping[int, Collection[int]]) -> Iterator[Step]:
    """Each after what is written before it, neighbours marked `(P)` together. `waits` has the
    tasks that some state to come after: one that waits for a later one comes after that."""
    tree = names.tree
    moved, ends = set_aside(len(tree.tasks), waits)
    root = Spot()
    spots: dict[int, Spot] = {}
    for at, entry in enumerate(tree.entries):
        task = names.place.get(at)
        if (task is None and not entry.inner) or task in moved:
            continue
        spot = Spot(task=task, parallel=entry.title.parallel, free=entry.free)
        (root if entry.within is None else spots[entry.within]).inner.append(spot)
        spots[at] = spot
    settle(root, ends)
    for link in links(root):
        yield Step(link.task, link.before, "order", names.line(link.task))


def wave_order(
    names: Names, waves: Sequence[Wave], findings: Findings
) -> tuple[list[Step], set[int]]:
    """What the waves say, each after the one before or those that it names; and whom they name.
    A group stands for those of its tasks that are named nowhere by themselves."""
    tree = names.tree
    wave_of = _named(names, waves, findings)
    roots = [Spot() for _ in waves]
    spots: dict[int, Spot] = {}
    for at, entry in enumerate(tree.entries):
        spot = Spot(task=names.place.get(at), parallel=entry.title.parallel or at in wave_of)
        if at in wave_of:
            roots[wave_of[at]].inner.append(spot)
        elif entry.within in spots and (entry.inner or spot.task is not None):
            spots[entry.within].inner.append(spot)
        else:
            continue
        spots[at] = spot
    for root in roots:
        settle(root)
    steps: list[Step] = []
    befores = _befores(names, waves, roots, findings)
    for wave, root, before in zip(waves, roots, befores, strict=True):
        if len(steps) > MOST_STATED:
            break
        for link in links(root, before):
            line = names.line(link.task) if link.inside else wave.line
            steps.append(Step(link.task, link.before, "order" if link.inside else "wave", line))
    return steps, {spot.task for spot in spots.values() if spot.task is not None}


def arrow_order(
    names: Names, arrows: Sequence[Arrow], waits: Mapping[int, Collection[int]]
) -> list[Step] | None:
    """What the arrows say; None where one of the names is nobody's. A group that they name keeps
    the order of its tasks, unless arrows or `waits`, what some state, order these themselves."""
    steps: list[Step] = []
    named: dict[int, None] = {}
    for arrow in arrows:
        earlier, later = (
            [names.find(name) for name in side] for side in (arrow.earlier, arrow.later)
        )
        for pair in product(later, earlier):
            if None in pair:
                return None
            entries = [entry for entry in pair if entry is not None]
            named.update(dict.fromkeys(entries))
            pairs = product(*(names.tasks(entry) for entry in entries))
            steps += (
                Step(task, before, "explicit", arrow.line)
                for task, before in islice(pairs, MOST_STATED - len(steps))
            )
    return steps + list(_inside(names, named, waits))


def _inside(
    names: Names, named: Collection[int], waits: Mapping[int, Collection[int]]
) -> Iterator[Step]:
    """The written order in groups of which nothing inside is named, or waits for a later task."""
    tree = names.tree
    around: set[int] = set()
    for at in named:
        around.update(takewhile(lambda group: group not in around, tree.groups_of(at)))
    roots = [at for at in named if tree.entries[at].inner and at not in around]
    moved, _ = set_aside(len(tree.tasks), waits)
    spots = {at: Spot() for at in roots if moved.isdisjoint(names.tasks(at))}
    for at, entry in enumerate(tree.entries):
        if entry.within in spots and (entry.inner or at in names.place):
            spots[at] = Spot(
                task=names.place.get(at), parallel=entry.title.parallel, free=entry.free
            )
            spots[entry.within].inner.append(spots[at])
    for at in roots:
        if at in spots:
            settle(spots[at])
            for link in links(spots[at]):
                yield Step(link.task, link.before, "order", names.line(link.task))


def rest_order(names: Names, steps: Iterable[Step], named: Collection[int]) -> Iterator[Step]:
    """Where those go that a graph doesn't name: each after the one written before it, and a
    checkpoint after everything that is written before it."""
    tree = names.tree
    earlier: dict[int, list[int]] = {}
    for step in steps:
        earlier.setdefault(step.task, []).append(step.before)
    followed: set[int] = set()
    last: dict[int, None] = {}  # those so far that none so far comes after
    for at, index in enumerate(tree.tasks):
        if at not in named and at > 0:
            title = tree.entries[index].title.text
            earlier[at] = list(last) if _CHECKPOINT.search(title) else [at - 1]
            yield from (Step(at, before, "order", names.line(at)) for before in earlier[at])
        for before in earlier.get(at, ()):
            followed.add(before)
            last.pop(before, None)
        if at not in followed:
            last[at] = None


def _named(names: Names, waves: Sequence[Wave], findings: Findings) -> dict[int, int]:
    """The wave of each entry that one names; of several, the first."""
    wave_of: dict[int, int] = {}
    lost: list[tuple[str, int]] = []
    again: list[str] = []
    for at, wave in enumerate(waves):
        for name in wave.tasks:
            entry = names.find(name)
            if entry is None:
                lost.append((name, wave.line))
            elif wave_of.setdefault(entry, at) != at:
                again.append(name)
    _tell_lost(lost, "task", findings)
    if again:
        findings.warning(
            "named-twice",
            f"more than one wave names {shown(again)}; the first of them counts",
            waves[0].line,
            hint="name each task in one wave",
        )
    return wave_of


def _befores(
    names: Names, waves: Sequence[Wave], roots: Sequence[Spot], findings: Findings
) -> Iterator[Sequence[int]]:
    """For each wave the tasks after which it begins."""
    known = {_name(name): at for at, wave in enumerate(waves) for name in wave.names}
    ended: list[Sequence[int]] = []
    lost: list[tuple[str, int]] = []
    for at, wave in enumerate(waves):
        before = list(ended[-1]) if ended and wave.after is None else []
        for name in wave.after or ():
            other, entry = known.get(_name(name)), names.find(name)
            if other is not None:
                before += ended[other] if other < at else roots[other].last
            elif entry is not None:
                before += names.tasks(entry)
            else:
                lost.append((name, wave.line))
        yield before
        # Nothing is in an empty wave: what comes after it comes after what it comes after.
        ended.append(roots[at].last or before)
    _tell_lost(lost, "wave", findings)


def _name(wave: str) -> str:
    return _WAVE.sub("", wave.strip()).casefold()


def _key(number: str) -> tuple[str, ...]:
    return tuple(part.lstrip("0") or "0" for part in re.split(r"[._-]", number))


def _tell_lost(lost: Sequence[tuple[str, int]], kind: str, findings: Findings) -> None:
    if lost:
        findings.error(
            "unknown-reference",
            f"the waves name what is no {kind} of this file: {shown([name for name, _ in lost])}",
            lost[0][1],
            hint="correct the name, or remove it from the waves",
        )


def shown(names: Sequence[str]) -> str:
    """Names in a row, of many the first."""
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return ", ".join(names[:_MOST_NAMES]) + more
