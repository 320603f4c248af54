"""What a phase says beside its tasks: its goal, how it is tested, its checkpoint, loose boxes.

Takes these lines out of the blocks outside the tasks, so that they are not told as lost.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from msgspec import Struct, field

from orchestrator.document.boxes import Box, box_of, items_without_boxes
from orchestrator.document.inline import without_bold
from orchestrator.document.labels import bold_pair, is_legend_label
from orchestrator.document.lines import item_text
from orchestrator.document.model import CriterionSpec
from orchestrator.document.tree import (
    Block,
    Heading,
    Item,
    Line,
    ListBlock,
    Paragraph,
)

_REMARK = re.compile(
    r"[^\w*]*(?:\*\*|__)?(?P<name>(?P<kind>goal|purpose|independent\s+tests?(?:\s+criteria)?"
    r"|checkpoint|depends\s+on|dependencies|dependency|prerequisites?)\b[^:*\n]{0,60}?)"
    r"(?:\*\*|__)?\s*:\s*(?:\*\*|__)?\s*(?P<value>.*)$",
    re.I,
)
_CRITERIA = re.compile(
    r"\b(?:success|acceptance|exit|completion)\s+criteria\b|\bdefinition\s+of\s+done\b", re.I
)


class Remarks(Struct):
    """What is said of a phase: `about` is its goal, `waits` what it depends on, with its line."""

    about: list[str] = field(default_factory=list)
    criteria: list[CriterionSpec] = field(default_factory=list)
    waits: list[tuple[str, int]] = field(default_factory=list)


class Remarked(Struct):
    """The remarks of one stretch of blocks: `kept` holds, by identity, what is left of a
    paragraph, None for a block that is taken; `items` are the list items that were taken."""

    kept: dict[int, Block | None] = field(default_factory=dict)
    items: set[int] = field(default_factory=set)


def lists_criteria(heading: str) -> bool:
    """Whether the boxes below a heading say when all is done."""
    return _CRITERIA.search(heading) is not None


def is_checkpoint(block: Block) -> bool:
    """Whether a block says what is to be seen at the end of a phase."""
    found = _REMARK.match(block.lines[0].text) if isinstance(block, Paragraph) else None
    return found is not None and found["kind"].lower() == "checkpoint"


def read_remarks(
    blocks: Sequence[Block], taken: set[int], remarks: Remarks, out: Remarked, label: str
) -> None:
    """Add what the blocks of a phase say; `taken` are the items that are tasks, `label` names
    boxes that stand below no label of their own."""
    for index, block in enumerate(blocks):
        following = blocks[index + 1] if index + 1 < len(blocks) else None
        if isinstance(block, Heading):
            label = without_bold(block.text).rstrip(":")
        elif isinstance(block, Paragraph):
            label = _paragraph(block, following, taken, remarks, out) or label
        elif isinstance(block, ListBlock):
            _boxes(block, taken, remarks, out, label)


def _paragraph(
    block: Paragraph, following: Block | None, taken: set[int], remarks: Remarks, out: Remarked
) -> str | None:
    """Take the remarks of a paragraph; the label that its last line is for what follows."""
    left: list[Line] = []
    at = 0
    while at < len(block.lines):
        line = block.lines[at]
        found = _REMARK.match(line.text)
        end = at + 1
        while found and end < len(block.lines) and bold_pair(block.lines[end].text) is None:
            end += 1
        items = _bullets(following, taken) if end == len(block.lines) else []
        if found is None or not _remark(found, block.lines[at:end], items, remarks, out):
            left += block.lines[at:end]
        at = end
    if len(left) < len(block.lines):
        out.kept[id(block)] = Paragraph(tuple(left)) if left else None
    pair = bold_pair(left[-1].text) if left else None
    return pair[0] if pair is not None and not pair[1] else None


def _remark(
    found: re.Match[str],
    lines: Sequence[Line],
    items: Sequence[Item],
    remarks: Remarks,
    out: Remarked,
) -> bool:
    """Take one remark with the lines that go on with it; False for one that stays."""
    kind, name = found["kind"].lower(), without_bold(found["name"]).strip(" *")
    texts = [" ".join([found["value"], *(line.text for line in lines[1:])]).strip()]
    if not texts[0]:
        texts = [item_text(item)[0] for item in items]
        out.items.update(map(id, items))
    texts = [text for text in texts if text]
    number = lines[0].number
    if not texts:
        return False
    if kind in ("goal", "purpose"):
        remarks.about += [f"**{name}**: {text}" for text in texts]
    elif kind.startswith(("independent", "checkpoint")):
        remarks.criteria += [CriterionSpec(part=name, text=text, line=number) for text in texts]
    else:
        # What it names may be documents; then it stays as it is.
        remarks.waits += [(text, number) for text in texts]
        return False
    return True


def _bullets(block: Block | None, taken: set[int]) -> list[Item]:
    """The first items of a list that are neither boxes nor tasks; tasks may follow them."""
    if not isinstance(block, ListBlock):
        return []
    return list(takewhile(lambda item: box_of(item) is None and id(item) not in taken, block.items))


def _boxes(block: ListBlock, taken: set[int], remarks: Remarks, out: Remarked, label: str) -> None:
    """Take the boxes that are no tasks as criteria."""
    if is_legend_label(label):
        return
    stack: list[Block | Item] = [block]
    while stack:
        here = stack.pop()
        if isinstance(here, ListBlock):
            stack.extend(reversed(here.items))
        elif isinstance(here, Item) and id(here) not in taken:
            box = box_of(here)
            if box is not None:
                remarks.criteria.append(_criterion(here, box, label))
                out.items.add(id(here))
            stack.extend(reversed(here.children))


def _criterion(item: Item, box: Box, label: str) -> CriterionSpec:
    text = item_text(item)[0]
    details = [item_text(nested)[0] for nested in items_without_boxes(item.children)]
    return CriterionSpec(
        part=label,
        text=f"{box.number} {text}" if box.number else text,
        line=item.line,
        details=tuple(each for each in details if each),
        done=box.done,
        optional=box.optional,
    )
