"""The section of a task file that says what comes before what, line by line; makes no edges."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct, field

from orchestrator.document.boxes import has_boxes, plain_text
from orchestrator.document.speckit.phases import PhaseNames
from orchestrator.document.speckit.phasewaits import Statements, read_line
from orchestrator.document.speckit.tasksections import Entry, begins_section, without_remarks
from orchestrator.document.tree import Block, Fence, Item, ListBlock, Paragraph, Table

_SECTION = re.compile(r"\bdependenc", re.I)
_NOT = re.compile(r"\bparallel", re.I)
_DEPENDS_COLUMN = re.compile(r"depend|blocked\s+by|prerequisite|requires", re.I)
_ARROWS = re.compile(r"→|-->|->|──|↓|▼|│")


class OfPhase(Struct):
    """What is said of one phase, and the last line that says more of it."""

    line: int
    phases: set[int] = field(default_factory=set)
    tasks: list[str] = field(default_factory=list)
    no_story: bool = False


class Said(Struct):
    """What the section states: of phases by index, of tasks by id with the line, `free` being
    those said to wait for nothing; `unread` are
    lines that speak of order and give nothing, `unknown` phases that are not in the file, with
    the line. `blocks`, by identity, and `lines` are those that hold nothing else."""

    of_phases: dict[int, OfPhase] = field(default_factory=dict)
    of_tasks: list[tuple[str, str, int]] = field(default_factory=list)
    free: list[tuple[str, int]] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)
    unknown: list[tuple[str, int]] = field(default_factory=list)
    blocks: set[int] = field(default_factory=set)
    lines: set[int] = field(default_factory=set)

    def add(self, found: Statements, line: int) -> None:
        """Take what a line states."""
        for each in found.stated:
            for subject in each.subjects:
                of = self.of_phases.setdefault(subject, OfPhase(line))
                if not of.phases.issuperset(each.phases) or each.tasks:
                    of.line = line
                of.phases.update(each.phases)
                of.tasks.extend(each.tasks)
                of.no_story |= each.no_story
        self.of_tasks += [(later, earlier, line) for later, earlier in found.of_tasks]
        self.free += [(ids, line) for ids in found.free]
        self.unknown += [(name, line) for name in found.unknown]
        if not found.understood:
            self.unread.append(line)


def read_dependencies(entries: Sequence[Entry], names: PhaseNames, of_tasks: set[int]) -> Said:
    """What the dependency section of a page states; the blocks `of_tasks` hold tasks."""
    said = Said()
    for entry in entries:
        if begins_section(entry.path) is not None or id(entry.block) in of_tasks:
            continue
        titles = [without_remarks(heading.text) for heading in entry.path]
        here = [index for index, title in enumerate(titles) if _SECTION.search(title)]
        if not here or any(_NOT.search(title) for title in titles[here[0] :]):
            continue
        inner = titles[-1] if len(titles) > here[0] + 1 else ""
        if isinstance(entry.block, ListBlock | Paragraph | Table) and not has_boxes([entry.block]):
            said.blocks.add(id(entry.block))
        _read(entry.block, names, names.subjects(inner), said)
    return said


def _read(block: Block, names: PhaseNames, about: tuple[int, ...], said: Said) -> None:
    if isinstance(block, ListBlock):
        _list(block, names, about, said)
    elif isinstance(block, Table):
        _table(block, names, said)
    elif isinstance(block, Paragraph):
        text = " ".join(line.text for line in block.lines)
        said.add(read_line(text, names, about), block.line)
    elif isinstance(block, Fence) and _ARROWS.search(block.content):
        said.unread.append(block.line)


def _list(block: ListBlock, names: PhaseNames, about: tuple[int, ...], said: Said) -> None:
    stack: list[tuple[Item, tuple[int, ...]]] = [(item, about) for item in reversed(block.items)]
    while stack:
        item, inherited = stack.pop()
        found = read_line(plain_text(item), names, inherited)
        said.add(found, item.line)
        inner = [item for child in _lists(item) for item in child.items]
        stack.extend((nested, found.subjects) for nested in reversed(inner))


def _lists(item: Item) -> Iterator[ListBlock]:
    return (child for child in item.children if isinstance(child, ListBlock))


def _table(block: Table, names: PhaseNames, said: Said) -> None:
    """A row for each phase or story, with a column of what it depends on."""
    cells = block.header.cells
    column = next((at for at, cell in enumerate(cells) if _DEPENDS_COLUMN.search(cell)), None)
    if not column:
        return
    for row in block.rows:
        line = f"{row.cells[0].replace(':', ' ')}: depends on {row.cells[column]}"
        found = read_line(line, names)
        said.add(found, row.line)
