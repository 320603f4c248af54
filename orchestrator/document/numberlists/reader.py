"""Numbered check boxes as subtasks: what orders them, what stands below, what groups say.

Takes what the other modules here find and puts it together, for each dialect that has such boxes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

from orchestrator.document.boxes import tell_odd_mark
from orchestrator.document.dependencyremarks import Known
from orchestrator.document.keylines import KeyLine
from orchestrator.document.keynames import field_of
from orchestrator.document.keys import ignore_trace
from orchestrator.document.labels import name_key
from orchestrator.document.nodes import After, Found, Page
from orchestrator.document.numberlists.details import Details, add_group, node_of, read_details
from orchestrator.document.numberlists.graphed import (
    Names,
    Step,
    arrow_order,
    rest_order,
    shown,
    wave_order,
    written_order,
)
from orchestrator.document.numberlists.numbered import Entry, read_tree
from orchestrator.document.numberlists.sections import Said, read_sections
from orchestrator.document.numberlists.stated import Stated
from orchestrator.document.numberlists.titles import take_titles
from orchestrator.document.numberlists.waves import Graph, find_graph

_TRACES = frozenset({"requirements", "requirement", "reqs", "validates", "implements"})
_NUMBERS = re.compile(r"\d[\d.,，、\s–-]*")


def read_tasks(page: Page, name: str) -> Found | None:
    """The innermost numbered boxes as the subtasks of a dialect, each with what orders it."""
    reader = _Reader(page, name)
    return reader.found() if reader.names.place else None


def is_trace(key: KeyLine) -> bool:
    """Whether a key names requirements: by its name, or in any language by its numbers."""
    if field_of(key.name) is not None:
        return False
    numbers = all(_NUMBERS.fullmatch(value.text) for value in key.values)
    return name_key(key.name) in _TRACES or (bool(key.values) and numbers)


class _Reader:
    """The tasks of a page while what is said of them is gathered; tasks count from 0."""

    def __init__(self, page: Page, name: str) -> None:
        self.page, self.name = page, name
        self.source = page.source
        self.findings = page.source.findings
        self.tree = read_tree(page)
        known = self._known(Names(self.tree))
        self.vague = take_titles(page.source, self.tree, known)
        self.names = Names(self.tree)
        self.known = self._known(self.names)
        self.details: dict[int, Details] = {}
        self.stated = Stated(self.names, self.details, self.findings)

    def found(self) -> Found:
        """The tasks as nodes in document order."""
        boxed = [at for at, entry in enumerate(self.tree.entries) if self._counts(at, entry)]
        for at in boxed:
            self.details[at] = self._details(self.tree.entries[at])
        for at in boxed:
            self.stated.read(at)
        said = self._take_sections()
        self._close_groups()
        self._tell_vague()
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
            self.name,
            tuple(nodes),
            tuple(said.left(self.tree.outside)),
            ordered=True,
            groups=tuple(self.tree.groups()),
        )

    def _counts(self, at: int, entry: Entry) -> bool:
        return bool(entry.item and entry.inner) or at in self.names.place

    def _details(self, entry: Entry) -> Details:
        if entry.box is not None:
            tell_odd_mark(entry.box, self.findings)
        details = read_details(entry, self.known)
        self.vague += details.vague
        for key in details.keys:
            if is_trace(key):
                ignore_trace(self.findings, key)
        return details

    @staticmethod
    def _known(names: Names) -> Known:
        return lambda name: names.find(name) is not None

    def _take_sections(self) -> Said:
        """Take what stands about dependencies outside of the boxes."""
        said = read_sections(self.tree.outside, self.known)
        for arrow in said.arrows:
            for later, earlier in product(arrow.later, arrow.earlier):
                after, before = self.names.find(later), self.names.find(earlier)
                if after is not None and before is not None:
                    self.stated.also(after, before, arrow.line)
        for line in said.unread:
            self.findings.often(
                "dependency-prose",
                "says of the order what is no edge: it names no tasks in a form that is read",
                line,
                hint="write `- 1.2 depends on 1.1`, or `_Depends: 1.1_` below a box",
            )
        return said

    def _tell_vague(self) -> None:
        for line in self.vague:
            self.findings.often(
                "vague-dependency",
                "speaks of a dependency in a way that makes no edge",
                line,
                hint="write `_Depends: 1.1_` below the box if it waits for that",
            )

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
            steps = arrow_order(self.names, graph.arrows, self.stated.of)
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
