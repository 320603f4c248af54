"""What tasks and groups say that they come after, where a group stands for its tasks.

Puts tasks for groups; whether a name is anyone's is the plan's to find out, as for any file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from msgspec.structs import replace

from orchestrator.diagnostics import Findings, Span
from orchestrator.document.keylines import KeyLine, Value
from orchestrator.document.keynames import field_of
from orchestrator.document.numberlists.details import Details
from orchestrator.document.numberlists.graphed import MOST_STATED, Names, Step
from orchestrator.document.values import is_none

_PIECE = re.compile(r"[^,;，；、\s](?:[^,;，；、]*[^,;，；、\s])?")
_AND = re.compile(r"\s+(?:and|&|\+)\s+(?=(?:(?:sub-?)?tasks?\b|#|\d))", re.I)

_Pieces = Sequence[tuple[Value, int | None]]


class Stated:
    """The dependencies of the tasks in `details`. `of` has for each task, counted, those that it
    says it comes after."""

    def __init__(self, names: Names, details: Mapping[int, Details], findings: Findings) -> None:
        self.names = names
        self.details = details
        self.findings = findings
        self.of: dict[int, set[int]] = {}
        self._left = MOST_STATED

    def read(self, at: int) -> None:
        """Put tasks for the groups that an entry depends on; what a group depends on, each of its
        tasks does."""
        entry, details = self.names.tree.entries[at], self.details[at]
        keys = [key for key in details.keys if field_of(key.name) == "depends_on"]
        details.keys = [key for key in details.keys if field_of(key.name) != "depends_on"]
        for key in keys:
            pieces = [piece for value in key.values for piece in self._pieces(value)]
            entry.free |= not pieces
            for task in self.names.tasks(at):
                if entry.inner and self._left <= 0:
                    break  # there are more edges by now than a plan holds, and it will say so
                self._left -= len(pieces) if entry.inner else 0
                self._give(task, key, pieces)

    def also(self, later: int, earlier: int, line: int) -> None:
        """Let an entry depend on another, as a line outside of both says."""
        tasks = list(self.names.tasks(earlier))
        for task in self.names.tasks(later):
            for before in tasks if later != earlier else ():
                if self._left > 0 and before != task:
                    self._left -= 1
                    self.of.setdefault(task, set()).add(before)
                    self.add(Step(task, before, "explicit", line))

    def add(self, step: Step) -> None:
        """Let a task depend on another."""
        value = Value(self.names.called(step.before), Span(step.line))
        self._details(step.task).keys.append(KeyLine("Depends on", (value,), step.line))

    def _details(self, task: int) -> Details:
        return self.details[self.names.tree.tasks[task]]

    def _give(self, task: int, key: KeyLine, pieces: _Pieces) -> None:
        own = self.of.setdefault(task, set())
        values = key.values
        if any(self._is_group(entry) for _, entry in pieces):
            values = tuple(self._values(task, own, pieces))
        own.update(self.names.place[at] for _, at in pieces if at in self.names.place)
        if values:
            self._details(task).keys.append(replace(key, values=values))

    def _pieces(self, value: Value) -> Iterator[tuple[Value, int | None]]:
        """The references in a value, each with the entry that it names; none if it says none."""
        if is_none(value.text):
            return
        # Of one length, so that the places of what follows stay.
        text = _AND.sub(lambda found: ",".ljust(len(found[0])), value.text)
        for found in _PIECE.finditer(text):
            piece = Value(found.group(), value.at(found.start()))
            if self.names.is_lost(piece.text):
                self.findings.error(
                    "unknown-reference",
                    f"there is no group or task “{piece.text}”",
                    *piece.span,
                    hint="name a task's number, or a group's",
                )
                continue
            yield piece, self.names.find(piece.text)

    def _is_group(self, entry: int | None) -> bool:
        return entry is not None and bool(self.names.tree.entries[entry].inner)

    def _values(self, task: int, own: set[int], pieces: _Pieces) -> Iterator[Value]:
        """The references, each group as its tasks that are not among the `own` yet."""
        groups: set[int] = set()
        for piece, entry in pieces:
            if entry is None or not self._is_group(entry):
                yield piece
                continue
            if entry in groups:
                continue
            groups.add(entry)
            others = [each for each in self._before(entry, task) if each not in own]
            for other in others[: max(self._left, 0)]:
                own.add(other)
                self._left -= 1
                yield replace(piece, text=self.names.called(other))

    def _before(self, group: int, task: int) -> Iterator[int]:
        """The tasks of a group; where the task is one of them, those before it."""
        inside = group in self.names.tree.groups_of(self.names.tree.tasks[task])
        for each in islice(self.names.tasks(group), max(self._left, 0)):
            if not inside or each < task:
                yield each
