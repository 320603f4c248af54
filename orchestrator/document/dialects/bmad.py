"""Stories and specs of BMAD: the outermost boxes below `Tasks / Subtasks` are the subtasks.

What proves the story as a whole is the last task's, as nothing is left to be done after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from orchestrator.diagnostics import Span
from orchestrator.document.bmadstory.boldboxes import with_plain_boxes
from orchestrator.document.bmadstory.criterionties import Tied, tie
from orchestrator.document.bmadstory.stories import Kind, Section, criteria, sections
from orchestrator.document.bmadstory.storyorder import in_order
from orchestrator.document.bmadstory.storyrecords import tell_completed, tell_records
from orchestrator.document.boxes import box_of, has_boxes
from orchestrator.document.dialects.checklist import box_node, names_of, outermost, without_items
from orchestrator.document.dialects.native import found_at
from orchestrator.document.headings import Title, document_title, task_title
from orchestrator.document.keylines import KeyLine, Value
from orchestrator.document.labels import name_key
from orchestrator.document.nodes import Dialect, Found, Node, Page, Sign
from orchestrator.document.tree import (
    Block,
    Heading,
    Html,
    Item,
    ListBlock,
    Paragraph,
    every_item,
)

NAME = "bmad"
_STORY = re.compile(r"story\s+\d+[.-]\d+\w*\s*(?:[:–—-]|$)", re.I)
_OWN = frozenset({
    "tasks / subtasks", "tasks/subtasks", "tasks & acceptance", "dev agent record", "dev notes",
    "qa results",
})  # fmt: skip
_PROOF = (Kind.CRITERIA, Kind.DONE, Kind.CHECKS, Kind.MANUAL)
_TASK_ID = re.compile(r"`?\[(?P<id>TASK-(?P<number>\d+(?:\.\d+){0,9})[\w.-]*)\]`?")
_TAG = re.compile(
    r"`?\[(?P<name>Priority|Concurrency|Effort|Estimate|Owner|Type):(?P<value>[^\[\]]*)\]`?"
)


def sign(page: Page) -> Sign | None:
    """What only stories have: their title, the names of their sections, boxes below Tasks."""
    headings = [block for block in page.blocks if isinstance(block, Heading)]
    names = [name_key(heading.text) for heading in headings]
    own = [heading.text for heading in headings if name_key(heading.text) in _OWN]
    titled = page.heading is not None and _STORY.match(page.heading.text) is not None
    frozen = any(
        isinstance(block, Html) and "<frozen-after-approval" in block.text for block in page.blocks
    )
    lists = [part for part in sections(page.blocks) if part.kind is Kind.TASKS]
    boxes = sum(_count_boxes(part) for part in lists)
    tasks = boxes and any(name_key(text).startswith("tasks") for text in own)
    if not (tasks or (titled and (own or boxes or "acceptance criteria" in names))):
        return None
    why = "a title like `# Story 1.2: …`" if titled else f"the heading `{own[0]}`"
    return Sign(titled + len(own) + frozen + boxes, why)


def _count_boxes(part: Section) -> int:
    return sum(box_of(item) is not None for item in every_item(with_plain_boxes(part.blocks)))


def find(page: Page) -> Found | None:
    """The tasks of a story; a story without any is one subtask itself."""
    parts = sections(page.blocks)
    for part in parts:
        if part.kind is Kind.TASKS:
            part.blocks = with_plain_boxes(part.blocks)
    findings = page.source.findings
    tasks, outside = _headed(page, parts) or _boxed(page, parts)
    if not tasks:
        return _whole(page, parts)
    nodes = [_named(page, node) for node in tie(findings, tasks, *_criteria(parts))]
    nodes[-1] = replace(nodes[-1], elsewhere=(*nodes[-1].elsewhere, *_closing(parts)))
    tell_records(findings, parts)
    tell_completed(page)
    return Found(NAME, tuple(in_order(nodes)), tuple(outside), ordered=True)


def _headed(page: Page, parts: Sequence[Section]) -> tuple[list[Tied], list[Block]] | None:
    """Tasks that are headings: `### Task 1: Build (AC: 1)`; None where there are none."""
    titles: dict[int, Title] = {}
    for part in parts:
        for block in part.blocks if part.kind is Kind.TASKS else ():
            title = task_title(block.text) if isinstance(block, Heading) else None
            if title is not None:
                titles[id(block)] = title
    named = {at: titles[id(block)] for at, block in enumerate(page.blocks) if id(block) in titles}
    found = found_at(page, named)
    if found is None:
        return None
    tasks = [
        Tied(node, [page.source.lines[node.span.line - 1], *_texts(node.blocks)])
        for node in found.nodes
    ]
    owned = {block.line for node in found.nodes for block in node.blocks}
    owned |= {node.span.line for node in found.nodes}
    return tasks, [block for block in _left(parts, set()) if block.line not in owned]


def _boxed(page: Page, parts: Sequence[Section]) -> tuple[list[Tied], list[Block]]:
    """Tasks that are boxes, or numbered items where the list of tasks has no box."""
    tasks: list[Tied] = []
    taken: set[int] = set()
    for part in parts:
        if part.kind is not Kind.TASKS:
            continue
        if not has_boxes(part.blocks):
            part.blocks = [_with_boxes(block) for block in part.blocks]
        boxes = list(outermost(part.blocks))
        names = names_of(boxes)
        for item, box in boxes:
            node = box_node(page, item, box, names)
            tasks.append(Tied(node, [box.line.text, *_texts(item.children)]))
            taken.add(id(item))
    return tasks, list(_left(parts, taken))


def _with_boxes(block: Block) -> Block:
    """A numbered list, its items as open boxes; any other block itself."""
    if not isinstance(block, ListBlock) or not block.ordered:
        return block
    return replace(block, items=tuple(map(_open_box, block.items)))


def _open_box(item: Item) -> Item:
    first = item.children[0] if item.children else None
    if not isinstance(first, Paragraph):
        return item
    line = replace(first.lines[0], text=f"[ ] {first.lines[0].text}")
    return replace(item, children=(Paragraph((line, *first.lines[1:])), *item.children[1:]))


def _texts(blocks: Sequence[Block]) -> list[str]:
    return [item.first.text for item in every_item(blocks) if item.first is not None]


def _left(parts: Sequence[Section], taken: set[int]) -> Iterator[Block]:
    """What belongs to no subtask: all but the taken items, what proves the story, and boxes of
    records, which are told in another way."""
    for part in parts:
        if part.heading is not None:
            yield part.heading
        if part.kind is Kind.RECORD:
            yield from (block for block in part.blocks if not has_boxes([block]))
        elif part.kind not in _PROOF:
            yield from without_items(part.blocks, taken)


def _criteria(parts: Sequence[Section]) -> tuple[list[Item], str]:
    """The acceptance criteria, and the name of the section in which the first of them stands."""
    found = [part for part in parts if part.kind is Kind.CRITERIA]
    items = [item for part in found for item in criteria(part.blocks)]
    return items, found[0].name if found else ""


def _closing(parts: Sequence[Section]) -> Iterator[Block]:
    """What proves the whole beside the acceptance criteria, each below a heading."""
    for part in parts:
        if part.kind is Kind.CHECKS:
            yield Heading(2, Kind.CHECKS.value, 1, 1, 1)
            yield from part.blocks
        elif part.kind in (Kind.DONE, Kind.MANUAL):
            items = criteria(part.blocks)
            if items:
                yield Heading(2, part.name, items[0].line, items[0].line, 1)
                yield ListBlock(True, tuple(items), items[0].line, items[-1].last)


def _named(page: Page, node: Node) -> Node:
    """A task without the remarks of its title, which are keys: `[TASK-1.2]`, `[Priority: P2]`."""
    text, title = node.title.text, node.title
    keys = [
        _key(page, node, found["name"], found["value"].strip()) for found in _TAG.finditer(text)
    ]
    text = _TAG.sub("", text)
    found_id = _TASK_ID.match(text)
    if found_id is not None:
        keys.append(_key(page, node, "Task id", found_id["id"]))
        title = replace(title, prefix="task", number=found_id["number"])
        text = text[found_id.end() :]
    return replace(node, title=replace(title, text=text.strip()), keys=(*node.keys, *keys))


def _key(page: Page, node: Node, name: str, value: str) -> KeyLine:
    line = node.span.line
    return KeyLine(name, (Value(value, Span(line, page.source.column(line, value))),), line)


def _whole(page: Page, parts: Sequence[Section]) -> Found | None:
    heading = page.heading
    items, _ = _criteria(parts)
    if heading is None or not (items or _STORY.match(heading.text)):
        return None
    blocks = [
        block
        for part in parts
        if part.kind not in _PROOF
        for block in ([part.heading] if part.heading else []) + part.blocks
        if block is not heading
    ]
    node = Node(
        title=document_title(heading.text),
        span=Span(heading.line, heading.column),
        blocks=tuple(blocks),
        last=len(page.source.lines),
    )
    (node,) = tie(page.source.findings, [Tied(node, [])], *_criteria(parts))
    closing = (*node.elsewhere, *_closing(parts))
    return Found(NAME, (replace(node, elsewhere=closing),), ())


BMAD = Dialect(NAME, sign, find)
