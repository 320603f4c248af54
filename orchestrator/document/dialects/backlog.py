"""Backlog.md: a file is one task, with its id, status and dependencies in the front matter.

Sections stand between comments such as `<!-- AC:BEGIN -->`, or below their headings alone. What
one file depends on are other files; the plan of their folder joins them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from orchestrator.diagnostics import Span
from orchestrator.document.boxes import box_of, has_boxes
from orchestrator.document.headings import Title, document_title
from orchestrator.document.ids import split_id
from orchestrator.document.inline import unwrapped
from orchestrator.document.keylines import KeyLine, bold_keys, plain_keys
from orchestrator.document.keynames import field_of, is_dependency, is_unmistakable
from orchestrator.document.labels import NO_MEANING, Lists, Meaning, heading_label, name_key
from orchestrator.document.model import NO_KEYS, StepSpec, SubtaskSpec
from orchestrator.document.nodes import Dialect, Found, Node, Page, Sign
from orchestrator.document.segments import Segment
from orchestrator.document.source import Source
from orchestrator.document.status import status_of
from orchestrator.document.subtask import read_subtask
from orchestrator.document.tree import (
    Block,
    Heading,
    Html,
    Line,
    ListBlock,
    Paragraph,
    every_block,
    every_item,
)

NAME = "backlog"
_NAMES = frozenset({
    "status", "assignee", "reporter", "created_date", "updated_date", "labels", "milestone",
    "dependencies", "parent_task_id", "ordinal",
})  # fmt: skip
_LEAST_NAMES = 3
_MARKER = re.compile(r"<!--\s*(?P<name>SECTION:\w+|AC|DOD):(?P<which>BEGIN|END)\s*-->")
_CRITERIA = Meaning(Lists.CRITERIA, None, bullets=True)
_STEPS = Meaning(Lists.STEPS, None, bullets=True)
_DESCRIPTION = "Description"
# The sections that Backlog.md itself writes: what stands below their headings is theirs.
_SECTIONS = {
    "description": NO_MEANING,
    "acceptance criteria": _CRITERIA,
    "definition of done": _CRITERIA,
    "implementation plan": _STEPS,
    "implementation notes": NO_MEANING,
    "final summary": NO_MEANING,
    "comments": NO_MEANING,
}


def sign(page: Page) -> Sign | None:
    """The names of the front matter that only such files have together, and the comments."""
    names = [name for name in page.front.names if name in _NAMES]
    markers = sum(len(_markers(block)) for block in page.blocks)
    if "id" not in page.front.names or (len(names) < _LEAST_NAMES and not markers):
        return None
    told = f"`id` and {len(names)} names such as `{names[0]}`" if names else "`id`"
    comments = f" and {markers} comments such as `<!-- AC:BEGIN -->`" if markers else ""
    return Sign(1 + len(names) + markers, f"{told} in the front matter{comments}")


def backlog(page: Page) -> Found | None:
    """The whole file is one subtask; its dependencies and status are the document's too."""
    if "id" not in page.front.names:
        return None
    title = _title(page)
    document = tuple(key for key in page.front.keys if is_dependency(key.name))
    own = tuple(key for key in page.front.keys if not is_dependency(key.name))
    status = tuple(key for key in own if field_of(key.name) == "status")
    done = any(status_of(unwrapped(each.text)) == "completed" for key in status
               for each in key.values)  # fmt: skip
    node = Node(
        title=title,
        span=Span(page.front.names["id"]),
        blocks=page.blocks,
        last=len(page.source.lines),
        done=done,
        keys=own,
        parts=tuple(_sections(page)),
        only_marked=True,
    )
    _tell_prose_dependencies(page.source, node.parts)
    spec = _described(page.source, node, read_subtask(page.source, node, NO_KEYS))
    shown = Title(text=title.text)
    return Found(
        NAME, (replace(node, spec=spec),), (), ordered=True, keys=(*document, *status), title=shown
    )


def _title(page: Page) -> Title:
    id_ = page.front.own.get("id", "")
    text = page.front.own.get("title")
    if not text:
        text = document_title(page.heading.text).text if page.heading else id_
    prefix, number = split_id(id_)
    return Title(text=text, prefix=prefix, number=number or None)


def _markers(block: Block) -> list[tuple[str, str]]:
    """The comments in a block that begin or end a section: name, and which of the two."""
    if not isinstance(block, Html) or not block.comment:
        return []
    return [(found["name"], found["which"]) for found in _MARKER.finditer(block.text)]


def _sections(page: Page) -> list[Segment]:
    """An empty body, then a part for each section; text before any heading is description."""
    ends = {
        name: at
        for at, block in enumerate(page.blocks)
        for name, which in _markers(block)
        if which == "END"
    }
    parts = [Segment(None, page.front.names["id"])]
    inside: str | None = None
    level = 0  # of the heading of the section that takes what stands below it
    for at, block in enumerate(page.blocks):
        markers = _markers(block)
        for name, which in markers:
            # Without its end a section would take the rest of the file.
            inside = name if which == "BEGIN" and ends.get(name, -1) > at else None
        if isinstance(block, Heading) and inside is None and not 0 < level < block.level:
            if block is not page.heading or len(parts) > 1:
                label = heading_label(block.text)
                meaning = _SECTIONS.get(name_key(label))
                level = block.level if meaning is not None else 0
                parts.append(Segment(label, block.line, meaning=meaning or NO_MEANING))
        elif not markers:
            if len(parts) == 1:
                parts.append(Segment(_DESCRIPTION, block.line - 1, meaning=NO_MEANING))
            parts[-1].blocks.append(block)
    return parts


def _described(source: Source, node: Node, spec: SubtaskSpec) -> SubtaskSpec:
    """The subtask with its description, which is what is to be done where there is no plan; what
    has no box is done where the status says so."""
    described = [part for part in node.parts if name_key(part.label or "") == "description"]
    texts = [
        source.raw(part.blocks[0].line, part.blocks[-1].last) for part in described if part.blocks
    ]
    lines = {part.line for part in described}
    description = "\n\n".join(texts)
    boxed = {
        item.line
        for part in node.parts
        for item in every_item(part.blocks)
        if box_of(item) is not None
    }
    steps = [
        step if step.line in boxed else replace(step, done=node.done)
        for step in spec.steps
        if step.line != node.span.line
    ]
    planned = [part.blocks for part in node.parts if part.meaning is _STEPS and part.blocks]
    if not any(
        blocks[0].line <= step.line <= blocks[-1].last for blocks in planned for step in steps
    ):
        text, details = node.title.text, (description,) if description else ()
        whole = StepSpec(id=None, text=text, line=node.span.line, details=details, done=node.done)
        steps.insert(0, whole)
    else:
        _tell_left(source, planned, {step.line for step in steps})
    return replace(
        spec,
        description=description,
        parts=tuple(part for part in spec.parts if part.line not in lines),
        steps=tuple(steps),
    )


def _tell_left(source: Source, planned: Sequence[Sequence[Block]], steps: set[int]) -> None:
    """Say which items of a plan are no steps, as others of it have a box or a number."""
    lists = (block for blocks in planned for block in blocks if isinstance(block, ListBlock))
    for item in (item for block in lists for item in block.items):
        if item.line not in steps and not has_boxes(item.children):
            source.findings.often(
                "plan-item-left",
                "this item of the plan is no step: others there have a box or a number",
                item.line,
                hint="give it a box or a number too, if somebody has to do it",
            )


def _tell_prose_dependencies(source: Source, parts: Sequence[Segment]) -> None:
    for part in parts:
        lines = [part.line] if part.label is not None and is_dependency(part.label) else []
        for block in every_block(part.blocks):
            if isinstance(block, Paragraph):
                lines += [line.number for line in block.lines if _depends(line)]
        for line in lines:
            source.findings.often(
                "text-makes-no-edge",
                "dependencies in the text make no edge: they are those of the front matter",
                line,
                hint="add the ids to `dependencies:`",
            )


def _depends(line: Line) -> bool:
    bold: list[KeyLine] = bold_keys(line)
    if any(is_dependency(key.name) for key in bold):
        return True
    plain = plain_keys(line)
    return any(is_dependency(key.name) and is_unmistakable(key.name) for key in plain)


BACKLOG = Dialect(NAME, sign, backlog)
