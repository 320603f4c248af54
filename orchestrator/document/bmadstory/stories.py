"""Cuts a BMAD story into its sections by their names: tasks, criteria, checks, records.

Knows no subtasks. A section begins at a heading, or at a bold label such as `**Execution:**`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum

from msgspec import Struct, field
from msgspec.structs import replace

from orchestrator.document.boxes import plain_text
from orchestrator.document.inline import without_bold, without_emoji
from orchestrator.document.labels import bold_pair, bold_title, name_key
from orchestrator.document.tree import (
    Block,
    Fence,
    Heading,
    Item,
    Line,
    ListBlock,
    Paragraph,
    Row,
    Table,
)


class Kind(Enum):
    """What a section of a story is."""

    TASKS = "tasks"
    CRITERIA = "acceptance criteria"
    DONE = "definition of done"
    CHECKS = "verification"
    MANUAL = "manual checks"
    RECORD = "record"
    REST = "rest"


_KINDS = {
    "tasks / subtasks": Kind.TASKS,
    "tasks/subtasks": Kind.TASKS,
    "tasks & acceptance": Kind.TASKS,
    "tasks and acceptance": Kind.TASKS,
    "tasks": Kind.TASKS,
    "subtasks": Kind.TASKS,
    "execution": Kind.TASKS,
    "active todo tasks": Kind.TASKS,
    "acceptance criteria": Kind.CRITERIA,
    "definition of done": Kind.DONE,
    "verification": Kind.CHECKS,
    "manual checks": Kind.MANUAL,
    "dev notes": Kind.RECORD,
    "dev agent record": Kind.RECORD,
    "qa results": Kind.RECORD,
    "change log": Kind.RECORD,
    "completed work": Kind.RECORD,
    "senior developer review": Kind.RECORD,
}
_TITLED = re.compile(r"(?:AC|Criterion)[\s#-]*\d|\d+[.):]", re.I)
_CRITERION = re.compile(r"\W*(?:Given\b|(?:AC|Criterion)[\s#-]*\d)", re.I)
_ITEM = re.compile(r"\d+[.)]\s+\S")
_CELL = re.compile(r"(?:AC[\s#-]*)?(\d+(?:\.\d+)*)", re.I)
_FURTHER = re.compile(r"\W*(?:When|Then|And|But)\b", re.I)
_NUMBER = re.compile(
    r"(?:\[.?\])?\W*(?:(?:AC|Criterion)[\s#-]*(?P<named>\d+(?:\.\d+)*)|(?P<plain>\d+)[.):])",
    re.I,
)


class Section(Struct):
    """The blocks below a heading, or below a label of a section with one (`heading` is None)."""

    kind: Kind
    name: str
    level: int
    heading: Heading | None = None
    blocks: list[Block] = field(default_factory=list)


def sections(blocks: Sequence[Block]) -> list[Section]:
    """The sections in order, first what stands before any heading."""
    out = [Section(Kind.REST, "", 0)]
    titled = out[0]  # the section of the last heading
    for block in blocks:
        if isinstance(block, Heading):
            kind = _KINDS.get(name_key(block.text))
            inner = block.level > titled.level
            if inner and (titled.kind is Kind.RECORD or kind is None):
                out[-1].blocks.append(block)
                continue
            titled = Section(kind or Kind.REST, block.text, block.level, block)
            out.append(titled)
            continue
        label = _label(block) if titled.kind is not Kind.RECORD else None
        kind = _kind_of_label(label, titled) if label is not None else None
        if kind is not None and label is not None:
            out.append(Section(kind, label, titled.level))
            if isinstance(block, Paragraph) and block.lines[:-1]:
                out[-2].blocks.append(Paragraph(block.lines[:-1]))
        else:
            out[-1].blocks.append(block)
    return out


def _label(block: Block) -> str | None:
    """The name of a bold label that a paragraph ends with."""
    if not isinstance(block, Paragraph):
        return None
    text = block.lines[-1].text
    pair = bold_pair(text)
    if pair is not None:
        return pair[0] if not pair[1] else None
    return bold_title(without_emoji(text))


def _kind_of_label(label: str, titled: Section) -> Kind | None:
    name = name_key(label)
    if name == "commands" and titled.kind is Kind.CHECKS:
        return Kind.CHECKS
    return _KINDS.get(name)


class _Criterion(Struct):
    """A criterion while it is read; `titled` is one below its heading, up to the next."""

    children: list[Block]
    number: str | None = None
    titled: bool = False

    def item(self) -> Item:
        first, last = self.children[0], self.children[-1]
        return Item(tuple(self.children), first.line, last.last, self.number)


def criteria(blocks: Sequence[Block]) -> list[Item]:
    """The criteria of a section as items: those of lists, numbered headings with what stands
    below, `Given …` with `When …` and `Then …`, rows, blocks; failing all, each paragraph."""
    out: list[_Criterion] = []
    for block in blocks:
        if isinstance(block, Heading):
            _of_heading(out, block)
        elif out and out[-1].titled:
            out[-1].children.append(block)
        elif isinstance(block, ListBlock):
            out += [_Criterion([*item.children], item.number) for item in block.items]
        elif isinstance(block, Table):
            out += map(_of_row, block.rows)
        elif isinstance(block, Paragraph):
            _of_paragraph(out, block)
        elif isinstance(block, Fence) and out:
            out[-1].children.append(block)
        elif isinstance(block, Fence):
            out.append(_Criterion([_first_line(block), block]))
    items = [each.item() for each in out if each.children]
    prose = [block for block in blocks if isinstance(block, Paragraph)]
    return items or [_Criterion([block]).item() for block in prose]


def _of_heading(out: list[_Criterion], heading: Heading) -> None:
    """A heading such as `AC3: Wind` begins a criterion; any other ends the one above."""
    if out:
        out[-1].titled = False
    text = without_bold(without_emoji(heading.text))
    if _TITLED.match(text):
        line = Line(text, heading.line, heading.column)
        out.append(_Criterion([Paragraph((line,))], titled=True))


def _of_paragraph(out: list[_Criterion], paragraph: Paragraph) -> None:
    """`Given …`, `AC3 …`, or lines `5. …` right below a label: a list that begins with another
    number than 1 is none to CommonMark where it follows text."""
    starts = [at for at, line in enumerate(paragraph.lines) if _ITEM.match(line.text)]
    for start, end in zip(starts, [*starts, len(paragraph.lines)][1:], strict=True):
        first = paragraph.lines[start]
        number, text = first.text.split(None, 1)
        lines = (replace(first, text=text), *paragraph.lines[start + 1 : end])
        out.append(_Criterion([Paragraph(lines)], number))
    text = paragraph.lines[0].text
    if not starts and _CRITERION.match(text):
        out.append(_Criterion([paragraph]))
    elif not starts and out and _FURTHER.match(text):
        out[-1].children.append(paragraph)


def _of_row(row: Row) -> _Criterion:
    number = _CELL.fullmatch(row.cells[0].strip())
    line = Line(" — ".join(row.cells), row.line)
    return _Criterion([Paragraph((line,))], number[1] if number else None)


def _first_line(fence: Fence) -> Paragraph:
    text = next((line.strip() for line in fence.content.split("\n") if line.strip()), "")
    return Paragraph((Line(text or "An empty block", fence.line, fence.column),))


def numbers_of(items: Sequence[Item]) -> list[str]:
    """The number of each criterion: its own, `AC3`, or its place where none has one."""
    said = []
    for item in items:
        found = _NUMBER.match(plain_text(item))
        own = (found["named"] or found["plain"]) if found else None
        said.append(own or (item.number or "").rstrip(".)"))
    if any(said):
        return said
    return [str(place) for place in range(1, len(items) + 1)]
