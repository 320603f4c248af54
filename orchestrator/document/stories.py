"""Cuts a BMAD story into its sections by their names: tasks, criteria, checks, records.

Knows no subtasks. A section begins at a heading, or at a bold label such as `**Execution:**`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import Enum

from msgspec import Struct, field
from msgspec.structs import replace

from orchestrator.document.boxes import plain_text
from orchestrator.document.inline import without_bold, without_emoji
from orchestrator.document.labels import bold_pair, bold_title, name_key
from orchestrator.document.tree import Block, Heading, Item, Line, ListBlock, Paragraph, Table


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
_ITEM = re.compile(r"(?P<number>\d+)[.)]\s+(?=\S)")
_FURTHER = re.compile(r"\W*(?:When|Then|And|But)\b", re.I)
_NUMBER = re.compile(
    r"(?:\[.?\]\s*)?\W*(?:(?:AC|Criterion)[\s#-]*(?P<named>\d+(?:\.\d+)*)|(?P<plain>\d+)[.):])",
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


def criteria(blocks: Sequence[Block]) -> list[Item]:
    """The criteria of a section as items: those of lists, numbered headings with what stands
    below, `Given …` with `When …` and `Then …`, rows; failing all, each paragraph."""
    out: list[Item] = []
    titled: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading):
            out += _titled(titled)
            text = without_bold(without_emoji(block.text))
            line = Line(text, block.line, block.column)
            titled = [Paragraph((line,))] if _TITLED.match(text) else []
        elif titled:
            titled.append(block)
        elif isinstance(block, ListBlock):
            out += block.items
        elif isinstance(block, Table):
            out += [_of(Line(" — ".join(row.cells), row.line)) for row in block.rows]
        elif isinstance(block, Paragraph) and (numbered := list(_numbered(block.lines))):
            out += numbered
        elif isinstance(block, Paragraph) and _CRITERION.match(block.lines[0].text):
            out.append(Item((block,), block.line, block.last))
        elif isinstance(block, Paragraph) and out and _FURTHER.match(block.lines[0].text):
            out[-1] = replace(out[-1], children=(*out[-1].children, block), last=block.last)
    out += _titled(titled)
    prose = (block for block in blocks if isinstance(block, Paragraph))
    return out or [Item((block,), block.line, block.last) for block in prose]


def _numbered(lines: Sequence[Line]) -> Iterator[Item]:
    """The items of lines `5. …` right below a label: a list that begins with another number than
    1 is none to CommonMark where it follows text."""
    starts = [at for at, line in enumerate(lines) if _ITEM.match(line.text)]
    for start, end in zip(starts, [*starts, len(lines)][1:], strict=True):
        first = lines[start]
        found = _ITEM.match(first.text)
        assert found is not None
        text = replace(first, text=first.text[found.end() :])
        paragraph = Paragraph((text, *lines[start + 1 : end]))
        yield Item((paragraph,), first.number, paragraph.last, found["number"])


def _titled(blocks: list[Block]) -> Iterator[Item]:
    if blocks:
        yield Item(tuple(blocks), blocks[0].line, blocks[-1].last)


def _of(line: Line) -> Item:
    return Item((Paragraph((line,)),), line.number, line.number)


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
