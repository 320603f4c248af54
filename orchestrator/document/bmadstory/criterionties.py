"""Gives each acceptance criterion of a file to the task that names it: `Build (AC: 1, 3)`.

One that several tasks name is the last of them's, one that none names is the last task's: there
all that it is about is done.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from orchestrator.diagnostics import Findings, Severity, Span
from orchestrator.document.bmadstory.stories import numbers_of
from orchestrator.document.keylines import KeyLine, Value
from orchestrator.document.nodes import Node
from orchestrator.document.tree import Heading, Item, ListBlock

_NAMED = re.compile(r"[(\[]\s?ACs?(?=[\s:#\d-])(?P<said>[^()\[\]]*)[)\]]", re.I)
_LOOSE = re.compile(r"\s+([:,.;](?:\s|$))")
_NUMBERS = re.compile(r"(?P<first>\d+(?:\.\d+)*)(?:\s*[-–—]\s*(?:AC)?\s*#?(?P<last>\d+))?", re.I)
_BEFORE = " \t:#-"
_MAX_SHOWN = 10
_MAX_DIGITS = 9


class Tied(Struct, frozen=True):
    """A task, and the texts in which it may name criteria."""

    node: Node
    texts: Sequence[str]


def tie(
    findings: Findings, tasks: Sequence[Tied], items: Sequence[Item], label: str
) -> Iterator[Node]:
    """The tasks, each with its criteria below a heading `label`."""
    owners = _Owners(numbers_of(items))
    # The last that names one has it, so that they are asked from the end.
    for at in range(len(tasks) - 1, -1, -1):
        for number in _take(owners, at, tasks[at]):
            _tell_unknown(findings, tasks[at], number, len(items))
    if len(tasks) > 1:
        _tell_rest(findings, [item for at, item in enumerate(items) if at not in owners.of], tasks)
    own: list[list[Item]] = [[] for _ in tasks]
    for index, item in enumerate(items):
        own[owners.of.get(index, len(tasks) - 1)].append(item)
    for task, listed in zip(tasks, own, strict=True):
        yield _with_criteria(task.node, listed, label)


class _Owners:
    """Which task (`of`) has which criterion, both by their index: the first that takes it.

    What lies in a range is looked at once, however many ranges there are.
    """

    def __init__(self, numbers: Sequence[str]) -> None:
        self.of: dict[int, int] = {}
        self._places: dict[str, list[int]] = {}
        for index, number in enumerate(numbers):
            self._places.setdefault(number, []).append(index)
        counted = ((_count(number), index) for index, number in enumerate(numbers))
        self._free = sorted((count, index) for count, index in counted if count is not None)
        self._all = range(len(numbers))

    def take(self, number: str, task: int) -> bool:
        """Take the criteria of a number, `1.2` being a part of the first where there is no
        such; False where there are none."""
        found = self._places.get(number) or self._places.get(number.partition(".")[0], [])
        for index in found:
            self.of.setdefault(index, task)
        return bool(found)

    def take_between(self, low: int, high: int, task: int) -> None:
        """Take all of a range."""
        first, last = bisect_left(self._free, (low, 0)), bisect_left(self._free, (high + 1, 0))
        for _, index in self._free[first:last]:
            self.of.setdefault(index, task)
        del self._free[first:last]

    def take_all(self, task: int) -> None:
        """Take all that are left."""
        for index in self._all:
            self.of.setdefault(index, task)
        self._all = range(0)


def _take(owners: _Owners, at: int, task: Tied) -> Iterator[str]:
    """Take all that a task names; the numbers that there are not."""
    for text in task.texts:
        for found in _NAMED.finditer(text):
            said = found["said"].lstrip(_BEFORE)
            if said.lower().startswith("all"):
                owners.take_all(at)
            for one in _NUMBERS.finditer(said):
                first, last = one["first"], one["last"]
                yield from (each for each in (first, last) if each and not owners.take(each, at))
                low, high = _count(first), _count(last or "")
                if low is not None and high is not None:
                    owners.take_between(low, high, at)


def _count(number: str) -> int | None:
    return int(number) if number.isdecimal() and len(number) <= _MAX_DIGITS else None


def _with_criteria(node: Node, items: Sequence[Item], label: str) -> Node:
    """The task with these criteria; what its title says of them becomes a key."""
    title, found = node.title, _NAMED.search(node.title.text)
    keys = node.keys
    if found is not None:
        # What stood behind it belongs to the word before it, or to none.
        text = _LOOSE.sub(r"\1", _NAMED.sub(" ", title.text)).lstrip(":–— ")
        title = replace(title, text=" ".join(text.split()))
        value = Value(found["said"].strip(_BEFORE), Span(node.span.line))
        keys = (*keys, KeyLine("AC", (value,), node.span.line)) if value.text else keys
    elsewhere = node.elsewhere
    if items:
        heading = Heading(2, label, items[0].line, items[0].line, 1)
        listed = ListBlock(True, tuple(items), items[0].line, items[-1].last)
        elsewhere = (*elsewhere, heading, listed)
    return replace(node, title=title, keys=keys, elsewhere=elsewhere)


def _tell_unknown(findings: Findings, task: Tied, number: str, count: int) -> None:
    if not count:
        findings.often(
            "criterion-elsewhere",
            "names acceptance criteria, and the file lists none",
            task.node.span.line,
            hint="list them below `## Acceptance Criteria`, or nothing asks for them",
        )
        return
    findings.often(
        "unknown-criterion",
        f"there is no acceptance criterion {number} in this file",
        task.node.span.line,
        hint=f"name one of the {count} below Acceptance Criteria",
        severity=Severity.WARNING,
    )


def _tell_rest(findings: Findings, items: Sequence[Item], tasks: Sequence[Tied]) -> None:
    """Say whose those criteria are that no task names."""
    if not items:
        return
    lines = [str(item.line) for item in items[:_MAX_SHOWN]]
    more = f" and {len(items) - _MAX_SHOWN} more" if len(items) > _MAX_SHOWN else ""
    findings.info(
        "criteria-of-the-last",
        f"acceptance criteria that no task names (line{'s' if len(items) > 1 else ''} "
        f"{', '.join(lines)}{more}) belong to the last task, on line {tasks[-1].node.span.line}",
        items[0].line,
        hint="write `(AC: 1)` behind a task's name to have its first one there",
    )
