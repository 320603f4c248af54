"""The `tasks.md` of Kiro and of cc-sdd: numbered check boxes with `_Requirements: 1.1_` below them.

The innermost numbered boxes are the subtasks; those around them are groups. Waves order them
where there are any, else the order in which they are written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from orchestrator.document.boxes import box_of, plain_text, tell_odd_mark
from orchestrator.document.dialects.native import sign as native_sign
from orchestrator.document.keylines import KeyLine, is_italic, plain_keys
from orchestrator.document.keynames import field_of
from orchestrator.document.keys import ignore_trace
from orchestrator.document.labels import name_key
from orchestrator.document.nodes import After, Dialect, Found, Page, Sign
from orchestrator.document.numberlists.details import (
    Details,
    add_group,
    holds,
    node_of,
    read_details,
)
from orchestrator.document.numberlists.graphed import (
    Names,
    Step,
    arrow_order,
    rest_order,
    shown,
    wave_order,
    written_order,
)
from orchestrator.document.numberlists.numbered import Entry, boxes_within, is_parallel, read_tree
from orchestrator.document.numberlists.stated import Stated
from orchestrator.document.numberlists.waves import Graph, count_waves, find_graph
from orchestrator.document.tree import Line, every_item

NAME = "kiro"
_NUMBERED = re.compile(
    r"\[[^\[\]]?\](?P<mark>\*)?\s+(?:\*\*)?(?P<number>\d+(?:\.\d+)*)(?P<star>\*)?"
)
_TRACES = frozenset({"requirements", "requirement", "reqs", "validates", "implements"})
_NUMBERS = re.compile(r"\d[\d.,，、\s–-]*")
_OWN_KEYS = frozenset({"depends", "boundary"})
_FOLDER = re.compile(r"(?:^|[/\\])\.kiro[/\\]")


def sign(page: Page) -> Sign | None:
    """How many lines are such as only these files have, and how many boxes are numbered alike."""
    if native_sign(page) is not None:
        return None
    numbers: list[str | None] = []
    marks = dotted = 0
    for item, box, around in boxes_within(page.blocks):
        found = _NUMBERED.match(item.first.text) if item.first is not None else None
        number = found["number"] if found else None
        numbers.append(number)
        marks += sum(_is_own(line) for line in box.rest)
        if found is None or number is None:
            continue
        dotted += "." in number
        outer = numbers[around] if around is not None else None
        marks += outer is not None and "." not in outer and number.startswith(f"{outer}.")
        marks += bool(found["mark"] or found["star"]) or is_parallel(plain_text(item))
    if not any(numbers):
        return None
    bullets = (each.first for each in every_item(page.blocks) if box_of(each) is None)
    marks += sum(_is_own(line) for line in bullets if line is not None)
    marks += count_waves(page.blocks)
    marks += _FOLDER.search(page.source.path) is not None
    why = f"lines such as `_Requirements: 1.1_`, or `- [ ] 1.1` in `- [ ] 1.` ({marks})"
    return Sign(marks + dotted, why) if marks else None


def find(page: Page) -> Found | None:
    """The innermost numbered boxes, each with what orders it."""
    reader = _Reader(page)
    return reader.found() if reader.names.place else None


def _is_own(line: Line) -> bool:
    """Whether a line is one that is seen below such boxes alone."""
    if holds(line.text):
        return True
    keys = plain_keys(line) if is_italic(line.text) else []
    return any(name_key(key.name) in _OWN_KEYS or _is_trace(key) for key in keys)


def _is_trace(key: KeyLine) -> bool:
    """Whether a key names requirements: by its name, or in any language by its numbers."""
    if field_of(key.name) is not None:
        return False
    numbers = all(_NUMBERS.fullmatch(value.text) for value in key.values)
    return name_key(key.name) in _TRACES or (bool(key.values) and numbers)


class _Reader:
    """The tasks of a page while what is said of them is gathered; tasks count from 0."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.source = page.source
        self.findings = page.source.findings
        self.tree = read_tree(page)
        self.names = Names(self.tree)
        self.details: dict[int, Details] = {}
        self.stated = Stated(self.names, self.details, self.findings)

    def found(self) -> Found:
        """The tasks as nodes in document order."""
        boxed = [at for at, entry in enumerate(self.tree.entries) if self._counts(at, entry)]
        for at in boxed:
            self.details[at] = self._details(self.tree.entries[at])
        for at in boxed:
            self.stated.read(at)
        self._close_groups()
        places: dict[int, list[After]] = {}
        for step in self._steps(find_graph(self.source, self.page.blocks)):
            if step.why == "explicit":
                self.stated.add(step)
            else:
                place = After(step.before, step.why, step.line)
                places.setdefault(step.task, []).append(place)
        nodes = (
            node_of(self.tree, at, self.details[at], tuple(places.get(task, ())))
            for task, at in enumerate(self.tree.tasks)
        )
        return Found(
            NAME,
            tuple(nodes),
            self.tree.outside,
            ordered=True,
            groups=tuple(self.tree.groups()),
        )

    def _counts(self, at: int, entry: Entry) -> bool:
        return bool(entry.item and entry.inner) or at in self.names.place

    def _details(self, entry: Entry) -> Details:
        if entry.box is not None:
            tell_odd_mark(entry.box, self.findings)
        details = read_details(entry)
        for key in details.keys:
            if _is_trace(key):
                ignore_trace(self.findings, key)
        return details

    def _close_groups(self) -> None:
        """Give what stands below groups to their tasks; say what is ticked too early."""
        entries = self.tree.entries
        below: list[int] = []
        early: list[int] = []
        still_open: set[int] = set()
        for at in range(len(entries) - 1, -1, -1):
            entry = entries[at]
            if at in self.names.place and entry.box and not (entry.box.done or entry.optional):
                still_open.add(at)
            if at in still_open and entry.within is not None:
                still_open.add(entry.within)
            if entry.inner and entry.box and entry.box.done and at in still_open:
                early.append(entry.line)
            if at in self.details and entry.inner and self._give(at):
                below.append(entry.line)
        for line in sorted(early):
            self.findings.often(
                "ticked-early",
                "this group is ticked, and a task in it is open; the tasks count",
                line,
                hint="nothing to do, unless the open task is done",
            )
        for line in sorted(below):
            self.findings.often(
                "group-details",
                "what stands below a group's own box goes with the first of its tasks",
                line,
                hint="make it a task of its own if somebody has to do it",
            )

    def _give(self, at: int) -> bool:
        first, last = (self.details[end] for end in self.tree.ends_of(at))
        return add_group(self.source, self.tree.entries[at], self.details[at], first, last)

    def _steps(self, graph: Graph | None) -> Iterator[Step]:
        """The order that the graph gives, else that in which they are written."""
        steps, named = None, set[int]()
        if graph is not None and graph.waves:
            steps, named = wave_order(self.names, graph.waves, self.findings)
        elif graph is not None:
            steps = arrow_order(self.names, graph.arrows)
            named = {task for step in steps or () for task in (step.task, step.before)}
        if graph is None or steps is None:
            self._tell_unread(graph)
            yield from written_order(self.names, self.stated.of)
            return
        yield from steps
        rest = [self.names.called(at) for at in range(len(self.tree.tasks)) if at not in named]
        if rest:
            self.findings.info(
                "not-in-waves",
                "the graph names none of these, so each comes after the one written before it, and "
                f"a checkpoint after everything before it: {shown(rest)}",
                graph.line,
                hint="name them in the graph",
            )
        yield from rest_order(self.names, steps, named)

    def _tell_unread(self, graph: Graph | None) -> None:
        if graph is not None:
            self.findings.info(
                "arrows-not-read",
                "these arrows name what is no task, so the tasks run in the order they are written",
                graph.line,
                hint="write the numbers of tasks: `1.1 --> 1.2`",
            )


KIRO = Dialect(NAME, sign, find)
