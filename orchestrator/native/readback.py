"""What comes of subtasks as they are written, for holding it beside what was meant."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from orchestrator.diagnostics import Findings, Severity
from orchestrator.document.model import Document, SubtaskSpec
from orchestrator.document.parse import read
from orchestrator.plan.around import Surroundings
from orchestrator.plan.edges import Edges
from orchestrator.plan.fields import named, with_fields
from orchestrator.plan.model import Subtask
from orchestrator.plan.nodes import build_subtask

_PATH = "task.md"


class Read(Struct, frozen=True):
    """A subtask as it is read, without its dependencies; `wrong` is whether that gives errors."""

    subtask: Subtask
    wrong: bool


class ReadBack(Struct, frozen=True):
    """Reads subtasks below `head`, which is what stands above them; `end` is the heading of
    one more subtask, behind them."""

    head: str
    end: str
    languages: frozenset[str]
    around: Surroundings

    def subtasks(self, texts: Sequence[str]) -> list[Read | None]:
        """What each text is read as; None for one that is more or less than a subtask."""
        if not texts:
            return []
        found = self._together(texts)
        if found is not None:
            return found
        if len(texts) == 1:
            return [None]
        half = len(texts) // 2
        return self.subtasks(texts[:half]) + self.subtasks(texts[half:])

    def _together(self, texts: Sequence[str]) -> list[Read | None] | None:
        """All of them in one file; None where they do not stay apart."""
        starts, text = [], self.head
        pieces = [text]
        line = text.count("\n") + 1
        for each in (*texts, self.end):
            starts.append(line)
            pieces.append(f"{each}\n\n")
            line += each.count("\n") + 2
        data = "".join(pieces).encode()
        document, findings, _ = read(data, _PATH, self.languages, "native")
        if [spec.span.line for spec in document.subtasks] != starts:
            return None
        wrong = [each.line or 0 for each in findings if each.severity is Severity.ERROR]
        document = named(document)
        return [
            Read(*self._subtask(document, spec, wrong, last - 1))
            for spec, last in zip(document.subtasks, starts[1:], strict=False)
        ]

    def _subtask(
        self, document: Document, spec: SubtaskSpec, wrong: Sequence[int], last: int
    ) -> tuple[Subtask, bool]:
        findings = Findings(_PATH)
        edges = Edges(ids=[""], position={"": 0}, lines={"": 0}, of={"": {}})
        made = build_subtask("", spec, document, edges, self.around, findings)
        made = with_fields(made, spec.fields, findings)
        errors = any(each.severity is Severity.ERROR for each in findings.made)
        return made, errors or any(spec.span.line <= line <= last for line in wrong)
