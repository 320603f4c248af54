"""The tasks of task-master, however they are written: ids, subtasks, and what comes after what.

A task with subtasks is closed after them; a subtask without siblings before it waits for what
its task waits for. Nothing of their text runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct, field

from orchestrator.diagnostics import Findings, Span
from orchestrator.document.blocks import read_blocks
from orchestrator.document.boxes import box_of, items_without_boxes
from orchestrator.document.info import read_info
from orchestrator.document.languages import canonical
from orchestrator.document.lines import item_text
from orchestrator.document.model import CriterionSpec, Keys, Part, Place, StepSpec, SubtaskSpec
from orchestrator.document.status import status_of
from orchestrator.document.tree import (
    Block,
    Fence,
    Item,
    ListBlock,
    Paragraph,
    every_block,
    every_item,
)
from orchestrator.document.values import priority

NAME = "task-master"
_ID = re.compile(r"[^\W_][\w.-]{0,99}")
_MARKED = re.compile(r"\[|```|~~~")


class Text(Struct, frozen=True):
    """A longer text and the line on which it begins; `spread` is whether its lines are lines of
    the file, and not those of a string on one line."""

    text: str = ""
    line: int = 1
    spread: bool = False

    def line_of(self, line: int) -> int:
        """The line of the file for a line of the text."""
        return self.line + line - 1 if self.spread else self.line


class Depends(Struct, frozen=True):
    """An id as written, with the line where it stands; `satisfied` is what stands beside it."""

    id: str
    line: int
    satisfied: bool = False


class Entry(Struct, kw_only=True):
    """A task or subtask as written. `id` is the whole id, `3.1` of the first subtask of 3, and
    `parent` the id of its task."""

    id: str
    line: int
    parent: str | None = None
    title: str = ""
    status: str | None = None
    priority: str | None = None
    depends: list[Depends] = field(default_factory=list)
    description: Text = Text()
    details: Text = Text()
    strategy: Text = Text()
    metadata: dict[str, str] = field(default_factory=dict)


class Links(Struct):
    """What comes after what, by index; `missing` are the ids that no entry has."""

    after: list[list[Place]]
    missing: list[tuple[Entry, Depends]]


def is_id(text: str) -> bool:
    """Whether a text can be the id of a task: files and commands are named after it."""
    return _ID.fullmatch(text) is not None


def link(entries: Sequence[Entry], findings: Findings) -> Links:
    """Find what each entry depends on; an id in a subtask may be that of a sibling alone."""
    index = {entry.id: at for at, entry in reversed(list(enumerate(entries)))}
    links = Links([[] for _ in entries], [])
    stated: list[list[Place]] = [[] for _ in entries]
    for at, entry in enumerate(entries):
        for each in entry.depends:
            other = index.get(f"{entry.parent}.{each.id}") if entry.parent else None
            other = index.get(each.id) if other is None else other
            if other is None:
                links.missing.append((entry, each))
            elif other == at:
                findings.error(
                    "self-dependency",
                    f"{entry.id} depends on itself",
                    each.line,
                    hint="remove it from its dependencies",
                )
            else:
                stated[at].append(Place(index=other, why="explicit", line=each.line))
    for at, entry in enumerate(entries):
        links.after[at] += stated[at]
        parent = index.get(entry.parent) if entry.parent else None
        if parent is None:
            continue
        links.after[parent].append(Place(index=at, why="phase", line=entry.line))
        if not any(entries[place.index].parent == entry.parent for place in stated[at]):
            links.after[at] += (
                Place(index=place.index, why="phase", line=place.line) for place in stated[parent]
            )
    return links


def spec_of(entry: Entry, after: Sequence[Place], findings: Findings) -> SubtaskSpec:
    """The subtask that an entry is; its details are one step, or one for each box in them."""
    status = status_of(entry.status) if entry.status else None
    metadata = dict(entry.metadata)
    if entry.status and status is None:
        metadata["status"] = entry.status
    title = entry.title or f"Task {entry.id}"
    return SubtaskSpec(
        prefix="task",
        number=entry.id,
        title=title,
        span=Span(entry.line),
        declared_status=status,
        done=status == "completed",
        keys=Keys(priority=_priority(entry, metadata, findings), metadata=metadata),
        after=tuple(after),
        description=entry.description.text,
        parts=tuple(
            Part(label=label, line=text.line, text=text.text)
            for label, text in (("Details", entry.details), ("Test Strategy", entry.strategy))
            if text.text
        ),
        steps=tuple(_steps(entry, title, findings, done=status == "completed")),
        criteria=tuple(_criteria(entry.strategy, findings)),
    )


def _priority(entry: Entry, metadata: dict[str, str], findings: Findings) -> str | None:
    said = entry.priority
    found = priority(said) if said else None
    if said is None or found is not None:
        return found
    metadata["priority"] = said
    findings.warning(
        "not-a-value",
        f"`{said}` of {entry.id} is no priority; kept as metadata",
        entry.line,
        hint="use critical, high, medium or low",
    )
    return None


def _steps(entry: Entry, title: str, findings: Findings, *, done: bool) -> Iterator[StepSpec]:
    boxes = [*_boxes(entry.description, findings), *_boxes(entry.details, findings)]
    yield from boxes
    if not boxes:
        whole = entry.details.text or entry.description.text
        yield StepSpec(
            id=None, text=title, line=entry.line, details=(whole,) if whole else (), done=done
        )


def _boxes(text: Text, findings: Findings) -> Iterator[StepSpec]:
    """The boxes of a text as steps."""
    # Most texts hold neither, and reading them takes longer than all the rest.
    blocks = read_blocks(text.text, Findings(None)) if _MARKED.search(text.text) else ()
    _tell_blocks(text, blocks, findings)
    for item in every_item(blocks):
        box = box_of(item)
        if box is not None:
            yield StepSpec(
                id=box.number,
                text=item_text(item)[0],
                line=text.line_of(box.line.number),
                done=box.done,
                optional=box.optional,
            )


def _tell_blocks(text: Text, blocks: Sequence[Block], findings: Findings) -> None:
    for block in every_block(blocks):
        if isinstance(block, Fence) and _would_run(block):
            findings.often(
                "block-not-run",
                "blocks in the texts of a task are documentation; they never run",
                text.line_of(block.line),
                hint="put those that should into a native task file",
            )


def _would_run(fence: Fence) -> bool:
    """Whether a block is one that runs in native files."""
    info = read_info(fence.info)
    return canonical(info.language) is not None and (not info.overrides or info.use is not None)


def _criteria(text: Text, findings: Findings) -> Iterator[CriterionSpec]:
    """One for each item, and for each paragraph that leads up to none."""
    blocks = read_blocks(text.text, Findings(None)) if text.text else ()
    _tell_blocks(text, blocks, findings)
    inner = {
        id(child)
        for block in every_block(blocks)
        if isinstance(block, ListBlock)
        for item in block.items
        for child in item.children
    }
    for block in every_block(blocks):
        if isinstance(block, ListBlock) and id(block) not in inner:
            for item in block.items:
                yield _criterion(text, item)
                boxed = (each for each in every_item(item.children) if box_of(each) is not None)
                yield from (_criterion(text, each) for each in boxed)
        elif isinstance(block, Paragraph) and id(block) not in inner:
            said = " ".join(line.text for line in block.lines)
            if not said.endswith(":"):
                line = text.line_of(block.line)
                yield CriterionSpec(part="Test Strategy", text=said, line=line)


def _criterion(text: Text, item: Item) -> CriterionSpec:
    box = box_of(item)
    nested = items_without_boxes(item.children)
    return CriterionSpec(
        part="Test Strategy",
        text=item_text(item)[0],
        line=text.line_of(item.line),
        details=tuple(said for each in nested if (said := item_text(each)[0])),
        done=box is not None and box.done,
        optional=box is not None and box.optional,
    )
