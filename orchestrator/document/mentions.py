"""The dependencies of which a subtask's text speaks without a key; whether they count is the
plan's to find out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from orchestrator.diagnostics import Span
from orchestrator.document.boxes import same_numbering
from orchestrator.document.keynames import is_dependency
from orchestrator.document.model import Reference
from orchestrator.document.referring import begins_with_reference, waits_for
from orchestrator.document.segments import Segment
from orchestrator.document.tree import Paragraph, Table, every_block

_MOST = 20


def mentions(parts: Sequence[Segment], number: str | None) -> tuple[Reference, ...]:
    """Where the text below a heading, of a subtask of this number, says that it depends on
    another; its own steps are none."""
    found = (one for one in _found(parts) if not _is_own(one.text, number))
    return tuple(islice(found, _MOST))


def _found(parts: Sequence[Segment]) -> Iterator[Reference]:
    for part in parts:
        for said in waits_for(part.label or ""):
            yield Reference(text=said.text, span=Span(part.line))
        for block in every_block(part.blocks):
            for line in block.lines if isinstance(block, Paragraph) else ():
                for said in waits_for(line.text):
                    yield Reference(text=said.text, span=Span(line.number, line.column + said.at))
            if isinstance(block, Table):
                yield from _in_table(block)


def _in_table(table: Table) -> Iterator[Reference]:
    columns = [at for at, name in enumerate(table.header.cells) if is_dependency(name)]
    for row in table.rows:
        for at in columns:
            if begins_with_reference(row.cells[at]):
                yield Reference(text=row.cells[at].strip(), span=Span(row.line))


def _is_own(text: str, number: str | None) -> bool:
    digits = text[next((at for at, char in enumerate(text) if char.isdigit()), len(text)) :]
    return same_numbering(digits, number)
