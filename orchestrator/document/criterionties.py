"""Gives each acceptance criterion of a file to the task that names it: `Build (AC: 1, 3)`.

One that several tasks name is the last of them's, one that none names is the last task's: there
all that it is about is done.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from orchestrator.diagnostics import Findings, Severity, Span
from orchestrator.document.keylines import KeyLine, Value
from orchestrator.document.nodes import Node
from orchestrator.document.stories import numbers_of
from orchestrator.document.tree import Heading, Item, ListBlock

_NAMED = re.compile(r"\s*[(\[]\s*ACs?(?=[\s:#\d-])[\s:#-]*(?P<said>[^()\[\]]*)[)\]]", re.I)
_NUMBERS = re.compile(r"(?P<first>\d+(?:\.\d+)*)(?:\s*[-–—]\s*(?:AC)?\s*#?(?P<last>\d+))?", re.I)
_MAX_SHOWN = 10


class Tied(Struct, frozen=True):
    """A task, and the texts in which it may name criteria."""

    node: Node
    texts: Sequence[str]


def tie(
    findings: Findings, tasks: Sequence[Tied], items: Sequence[Item], label: str
) -> Iterator[Node]:
    """The tasks, each with its criteria below a heading `label`."""
    numbers = numbers_of(items)
    places: dict[str, list[int]] = {}
    for index, number in enumerate(numbers):
        places.setdefault(number, []).append(index)
    owner = [len(tasks) - 1] * len(items)
    named: set[int] = set()
    for at, task in enumerate(tasks):
        for number in _said(task, numbers):
            found = places.get(number) or places.get(number.partition(".")[0])
            if found is None:
                _tell_unknown(findings, task, number, len(items))
            for index in found or ():
                owner[index] = at
                named.add(index)
    if len(tasks) > 1:
        _tell_rest(findings, [item for at, item in enumerate(items) if at not in named], tasks)
    own: list[list[Item]] = [[] for _ in tasks]
    for item, by in zip(items, owner, strict=True):
        own[by].append(item)
    for task, listed in zip(tasks, own, strict=True):
        yield _with_criteria(task.node, listed, label)


def _said(task: Tied, numbers: Sequence[str]) -> Iterator[str]:
    """The numbers that a task names, each of a range, all where it says so."""
    for text in task.texts:
        for found in _NAMED.finditer(text):
            said = found["said"].strip()
            if said.lower().startswith("all"):
                yield from numbers
            for one in _NUMBERS.finditer(said):
                first, last = one["first"], one["last"]
                if last is None or not first.isdigit():
                    yield first
                else:
                    yield from (first, *_between(first, last, numbers), last)


def _between(first: str, last: str, numbers: Sequence[str]) -> Iterator[str]:
    low, high = int(first), int(last)
    return (each for each in numbers if each.isdigit() and low < int(each) < high)


def _with_criteria(node: Node, items: Sequence[Item], label: str) -> Node:
    """The task with these criteria; what its title says of them becomes a key."""
    title, found = node.title, _NAMED.search(node.title.text)
    keys = node.keys
    if found is not None:
        title = replace(title, text=_NAMED.sub("", title.text).strip())
        value = Value(found["said"].strip(), Span(node.span.line))
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
