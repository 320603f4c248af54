"""The task lines of a whole page, each with the headings above it; reads no line itself.

Where an id stands in a list without boxes it may only be mentioned: below headings such as
Dependencies or Notes, and where a box has the same id, it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from orchestrator.diagnostics import Span
from orchestrator.document.boxes import Box, box_of
from orchestrator.document.headings import plain_title, task_title
from orchestrator.document.keylines import KeyLine
from orchestrator.document.lines import item_text
from orchestrator.document.nodes import Page
from orchestrator.document.speckit.boldphases import phase_item
from orchestrator.document.speckit.phaseremarks import Remarks
from orchestrator.document.speckit.phases import Phase, phase_of, section_of, stories_in
from orchestrator.document.speckit.tlines import TaskLine, heading_line, task_line
from orchestrator.document.tree import Block, Heading, Item, ListBlock, Paragraph, Quote

_ASIDE = re.compile(
    r"\b(?:dependenc|parallel|execution|strategy|notes?\b|summary|format|convention|legend|example"
    r"|overview|checkpoints?\b|reference|mapping|coverage|timeline|progress|statistics|metrics)",
    re.I,
)
_BRACKETS = re.compile(r"\([^()]*\)")


class Entry(Struct, frozen=True):
    """A top-level block and the headings above it, the title of the file apart."""

    block: Block
    path: tuple[Heading, ...]
    aside: bool


class Task(Struct):
    """A task: its line, the headings above it, its blocks and last line; `item` is None for a
    heading, `within` is the top-level block that holds it."""

    line: TaskLine
    path: tuple[Heading, ...]
    blocks: tuple[Block, ...]
    last: int
    item: Item | None = None
    within: Block | None = None


class Tasks(Struct):
    """All tasks in document order, and every block that is none of theirs as a whole."""

    tasks: list[Task]
    others: list[Entry]


def tasks_of(page: Page) -> Tasks:
    """The tasks of a page."""
    out = Tasks([], [])
    path: list[Heading] = []
    native: Heading | None = None  # a heading `Task 1: …`, whose boxes are its steps
    at = 0
    while at < len(page.blocks):
        block = page.blocks[at]
        at += 1
        if block is page.heading or not isinstance(block, Heading):
            if native is None:
                aside = any(_ASIDE.search(without_remarks(heading.text)) for heading in path)
                out.others.append(Entry(block, tuple(path), aside))
            continue
        while path and path[-1].level >= block.level:
            path.pop()
        line = heading_line(block.text, block.line, block.column)
        if native is not None and native.level >= block.level:
            native = None
        if line is not None and native is None:
            end = _end(page.blocks, at, block.level)
            out.tasks.append(_headed(page, line, tuple(path), at, end))
            at = end
            continue
        title = task_title(block.text)
        if native is None and title is not None and title.prefix != "T":
            native = block
        path.append(block)
        out.others.append(Entry(block, tuple(path), False))
    _add_items(out)
    out.tasks.sort(key=lambda task: task.line.span)
    return out


def _end(blocks: Sequence[Block], start: int, level: int) -> int:
    """Where a task that is a heading ends: at the next one, or at one of its level or higher."""
    for at in range(start, len(blocks)):
        block = blocks[at]
        if isinstance(block, Heading) and (
            block.level <= level or heading_line(block.text, 1, 1) is not None
        ):
            return at
    return len(blocks)


def _headed(page: Page, line: TaskLine, path: tuple[Heading, ...], start: int, end: int) -> Task:
    last = page.blocks[end].line - 1 if end < len(page.blocks) else len(page.source.lines)
    return Task(line, path, page.blocks[start:end], last)


def _add_items(out: Tasks) -> None:
    """Add the tasks that are items: those with a box, and others whose id none of them has."""
    boxed: list[Task] = []
    bare: list[Task] = []
    for entry in out.others:
        for task in _items(entry):
            (bare if task.line.box is None else boxed).append(task)
    ids = {task.line.title.number for task in boxed} - {None}
    ids |= {task.line.title.number for task in out.tasks}
    out.tasks += boxed
    out.tasks += [task for task in bare if task.line.title.number not in ids]


def _items(entry: Entry) -> Iterator[Task]:
    stack: list[tuple[Block, bool, tuple[Heading, ...]]] = [(entry.block, False, entry.path)]
    while stack:
        block, inside, path = stack.pop()
        if isinstance(block, Quote):
            stack.extend((child, inside, path) for child in reversed(block.children))
        if not isinstance(block, ListBlock):
            continue
        bare = not inside and not entry.aside
        lines = [task_line(item, bare=bare) for item in block.items]
        among = any(line is not None and line.box is not None for line in lines)
        inner: list[tuple[Block, bool, tuple[Heading, ...]]] = []
        for item, line in zip(block.items, lines, strict=True):
            phase = phase_item(item) if line is None else ()
            box = box_of(item) if line is None and not phase and among and not inside else None
            said = line or (_unnumbered(item, box) if box is not None else None)
            if said is not None:
                yield Task(said, path, _blocks(item, said), item.last, item, entry.block)
            inner.extend(
                (child, inside or said is not None, (*path, *phase)) for child in item.children
            )
        stack.extend(reversed(inner))


def _unnumbered(item: Item, box: Box) -> TaskLine:
    """A box without an id among tasks."""
    text, rest = item_text(item)
    title = plain_title(text)
    if title.number is not None:
        title = replace(title, text=text, prefix=None, number=None)
    status = "completed" if box.done else "in_progress" if box.mark == "-" else title.status
    return TaskLine(
        title=replace(title, status=status),
        span=Span(item.line, box.line.column),
        done=box.done,
        optional=box.optional or title.optional,
        keys=(),
        rest=rest,
        vague=False,
        box=box,
    )


def _blocks(item: Item, line: TaskLine) -> tuple[Block, ...]:
    return (*((Paragraph(line.rest),) if line.rest else ()), *item.children[1:])


def without_remarks(heading: str) -> str:
    """A heading without what stands in brackets."""
    return _BRACKETS.sub(" ", heading)


def begins_section(path: Sequence[Heading]) -> Heading | None:
    """The heading in a path that begins a phase: the innermost, or the one above it where both
    name the same."""
    found: Heading | None = None
    number: object = None
    for heading in path:
        phase = phase_of(heading.text)
        if phase is not None and (found is None or phase.number != number):
            found, number = heading, phase.number
    return found


class Section(Struct):
    """A phase with its tasks, by index, and the remarks about it."""

    heading: Heading | None
    phase: Phase
    tasks: list[int] = field(default_factory=list)
    remarks: Remarks = field(default_factory=Remarks)

    @property
    def line(self) -> int:
        return self.heading.line if self.heading is not None else 1


def sections_of(found: Tasks) -> list[Section]:
    """The phases in order, with their tasks; where no heading says Phase, the sections of the
    highest level at which there are several."""
    paths = [task.path for task in found.tasks]
    heads = [begins_section(path) for path in paths]
    if any(heads):
        heads = [
            head or (path[0] if path else None) for head, path in zip(heads, paths, strict=True)
        ]
    else:
        depth = next((at for at in range(6) if len({path[: at + 1] for path in paths}) > 1), 0)
        heads = [path[: depth + 1][-1] if path else None for path in paths]
    sections: dict[int, Section] = {}
    for index, head in enumerate(heads):
        line = head.line if head is not None else 0
        if line not in sections:
            text = head.text if head is not None else ""
            sections[line] = Section(head, phase_of(text) or section_of(text))
        sections[line].tasks.append(index)
    out = list(sections.values())
    for section in out:
        _take_stories(section, found.tasks)
    return out


def _take_stories(section: Section, tasks: Sequence[Task]) -> None:
    """Take the stories that all tasks of a section are marked with, if its heading has none."""
    if section.phase.stories:
        return
    marked = [_story(tasks[index].line.keys) for index in section.tasks]
    if all(marked):
        section.phase.stories = set().union(*marked)


def _story(keys: Iterable[KeyLine]) -> set[int]:
    return {
        number for key in keys if key.name == "Story" for number in stories_in(key.values[0].text)
    }
