"""Walks the segments of a subtask and hands each block to the reader of its kind.

A list item may be a label, a step, a criterion, a command, an expectation or a detail; the
nearest label above it decides, inside a step too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from orchestrator.document import announced
from orchestrator.document.boxes import (
    Box,
    box_of,
    has_boxes,
    is_legend,
    plain_text,
    same_numbering,
    tell_legend,
    tell_odd_mark,
    tell_without_boxes,
)
from orchestrator.document.drafts import CommandDraft, Owner, Place, StepDraft, SubtaskDraft
from orchestrator.document.inline import only_span
from orchestrator.document.keylines import is_italic, plain_keys
from orchestrator.document.keys import tell_trace
from orchestrator.document.labels import (
    Lists,
    Meaning,
    Reads,
    Use,
    is_legend_label,
    meaning_of,
)
from orchestrator.document.lines import item_text, only_line
from orchestrator.document.parts import criteria, steps
from orchestrator.document.parts.attach import attach
from orchestrator.document.parts.expect import read_expect
from orchestrator.document.parts.fences import read_fence
from orchestrator.document.parts.near import near_expectation
from orchestrator.document.parts.nearchecks import tell_near_checks, tell_taken_away
from orchestrator.document.parts.nochecks import belongs_to_checks, counted, tell_part
from orchestrator.document.parts.noruns import tell_idle
from orchestrator.document.parts.output import read_comment, tell_prose, tell_without_block
from orchestrator.document.parts.spans import check_command, command_in, item_command
from orchestrator.document.parts.tables import read_table
from orchestrator.document.parts.untaken import tell_criteria_prose
from orchestrator.document.segments import Segment, segments
from orchestrator.document.tree import (
    Block,
    Fence,
    Html,
    Item,
    Line,
    ListBlock,
    Paragraph,
    Quote,
    Table,
    every_item,
)

_FOLDING = re.compile(
    r"<details\b|</details\b|<summary\b[^>]*>(?P<shown>.*?)(?:</summary>|$)", re.I | re.S
)

_Before = tuple[CommandDraft | None, CommandDraft | None, int]


def walk_subtask(draft: SubtaskDraft, parts: Sequence[Segment], said: str = "") -> None:
    """Read the body and the labelled parts of a subtask; `said` is the text of a box that it is."""
    listing = [part for part in parts if _place(part, None).boxes is Lists.STEPS]
    boxed = any(has_boxes(part.blocks) for part in listing)
    for above, part in zip((parts[0], *parts), parts, strict=False):
        tell_taken_away(draft, above, part)
        outer = Place(None, apart=_body_apart(draft, said)) if part.label is None else None
        place = _place(part, outer, near_expectation(draft, part))
        before = counted(draft)
        if place.boxes is Lists.STEPS:
            boxes = has_boxes(part.blocks) if part.label else boxed
            if part.meaning is not None:
                # In sections of a dialect's own, numbered items may hold boxes of theirs.
                boxes = boxes and has_boxes(_without_numbered(part.blocks))
            numbered = not boxes and _has_numbers(part.blocks)
            plain = place.bullets and not boxes and not numbered
            place = replace(place, ordered=numbered, bullets=plain)
        _blocks(draft, part.blocks, place)
        if place.meaning is not None and place.meaning.reads is Reads.OUTPUT:
            tell_prose(draft, part)
        tell_part(draft, part, place, before)
        tell_idle(draft, part, place, before[0])
        tell_near_checks(draft, part)
    tell_without_block(draft)


def _body_apart(draft: SubtaskDraft, said: str) -> str | None:
    return "in a task written for somebody" if draft.prose else announced.by_step(said)


def _without_numbered(blocks: Sequence[Block]) -> list[Block]:
    """The blocks without numbered items that have no box of their own, and all that is in them."""
    return [
        replace(block, items=tuple(item for item in block.items if box_of(item) is not None))
        if isinstance(block, ListBlock) and block.ordered
        else block
        for block in blocks
    ]


def _has_numbers(blocks: Sequence[Block]) -> bool:
    return any(isinstance(block, ListBlock) and block.ordered for block in blocks)


def _place(part: Segment, outer: Place | None, near: Meaning | None = None) -> Place:
    """The place that a label opens; without one, the body of a subtask or of an item.

    `near` is what the label means here, where its name alone means nothing.
    """
    if part.label is None:
        return outer or Place(None)
    meaning = near or part.meaning or meaning_of(part.label)
    said = announced.by_title(part.label) if meaning.runs is not None else None
    return Place(
        label=part.label,
        boxes=meaning.boxes,
        runs=meaning.runs,
        spans=meaning.runs is not None,
        bullets=meaning.bullets and (outer is None or meaning.boxes is Lists.CRITERIA),
        apart=outer.apart if outer is not None and outer.quoted else said,
        meaning=meaning,
        owner=outer.owner if outer else None,
    )


def _blocks(draft: SubtaskDraft, blocks: Sequence[Block], place: Place, above: str = "") -> None:
    """Read neighbouring blocks; `above` is the line of prose right above the first."""
    unfolded, folds = place, list[str | None]()
    for block in blocks:
        if isinstance(block, Fence):
            apart = announced.by_line(above) or place.apart
            read_fence(draft, block, replace(place, apart=apart))
        elif isinstance(block, ListBlock):
            _list(draft, block, place)
        elif isinstance(block, Table):
            read_table(draft, block, place)
        elif isinstance(block, Html):
            read_comment(draft, block)
            place = replace(place, apart=unfolded.apart or _fold(folds, block.text))
        elif isinstance(block, Quote):
            apart = place.apart or "in a quotation"
            _blocks(draft, block.children, replace(place, apart=apart))
        elif isinstance(block, Paragraph):
            tell_criteria_prose(draft, block, place)
            for line in block.lines:
                _prose_line(draft, line, place)
        above = block.lines[-1].text if isinstance(block, Paragraph) else ""


def _fold(folds: list[str | None], html: str) -> str | None:
    """Go on through what is folded away; the answer is why nothing in it runs, where it is so."""
    for tag in _FOLDING.finditer(html):
        if tag["shown"] is not None:
            folds[-1:] = [announced.by_summary(tag["shown"])]
        elif tag[0].startswith("</"):
            del folds[-1:]
        else:
            folds.append(None)
    return next(filter(None, folds), None)


def _prose_line(draft: SubtaskDraft, line: Line, place: Place) -> None:
    if _expects(place):
        read_expect(draft, line.text, line, bullet=False)
        return
    if belongs_to_checks(place) and command_in(line.text):
        draft.unchecked.append((line.text, line.number))
    if place.owner is not None:
        _detail(draft, place.owner, line.text, line)


def _expects(place: Place) -> bool:
    return place.meaning is not None and place.meaning.reads is Reads.EXPECT


def _list(draft: SubtaskDraft, block: ListBlock, place: Place) -> None:
    legend = place.label is not None and is_legend_label(place.label)
    skipped = [item.line for item in block.items if legend or is_legend(item)]
    if skipped:
        nested = [item.line for item in every_item([block]) if legend and box_of(item) is not None]
        tell_legend(sorted({*skipped, *nested}), draft.source.findings)
    before = draft.commands
    prose: list[Item] = []
    for item in block.items:
        if item.line in skipped:
            continue
        if not _item(draft, item, place, block.ordered):
            prose.append(item)
    if place.owner is None and any(box_of(item) is not None for item in block.items):
        tell_without_boxes(prose, draft.source.findings)
    # Bullets beside the commands of a part are for somebody.
    if place.runs is not None and place.spans and place.owner is None and not place.bullets:
        steps.add_prose(draft, prose, place, ran=draft.commands > before)
    elif belongs_to_checks(place):
        draft.unchecked += [(text, item.line) for item in prose if (text := plain_text(item))]


def _item(draft: SubtaskDraft, item: Item, place: Place, ordered: bool) -> bool:
    """Read an item; False for one that is only prose."""
    box = box_of(item)
    if box is not None and not _expects(place):
        _box(draft, item, box, place)
    elif _expects(place):
        if item.first is not None:
            draft.source.findings.accounted.add(item.first.number)
            read_expect(draft, item_text(item)[0], item.first)
        _children(draft, item, place)
    elif not _command_item(draft, item, place):
        return _prose_item(draft, item, place, ordered)
    return True


def _box(draft: SubtaskDraft, item: Item, box: Box, place: Place) -> None:
    draft.used_lines.update(range(item.line, item.last + 1))
    tell_odd_mark(box, draft.source.findings)
    text, _ = item_text(item)
    alone = place.spans and only_line(item) and not draft.only_marked
    command = item_command(draft, box.text, item.line) if alone else None
    said = announced.by_step(text)
    own = place.runs is Use.ACTION and not said and (command is not None or _has_fence(item))
    if command is None and place.label is None and only_span(box.text):
        _tell_span(draft, box)
    before = _begin(draft)
    owner: Owner
    if place.boxes is Lists.STEPS or same_numbering(box.number, draft.number) or own:
        owner = steps.from_box(draft, box, text)
        inner = _in_step(place, owner)
    else:
        owner = criteria.from_box(draft, box, text, place)
        inner = replace(place, owner=owner, ordered=False, bullets=False)
    if command is not None and place.runs is not None and not place.quoted:
        attach(draft, command, place.runs, inner)
    _owned(draft, item, replace(inner, apart=inner.apart or said), before)


def _tell_span(draft: SubtaskDraft, box: Box) -> None:
    draft.source.findings.info(
        "span-not-run",
        "this step is one code span under no label; it is for somebody, it never runs",
        box.line.number,
        box.line.column,
        hint="put it below a line `**Run**:`, or nest a block in it",
    )


def _begin(draft: SubtaskDraft) -> _Before:
    """A step or criterion begins: what is expected in it is of its own commands."""
    before = draft.last, draft.fresh, draft.examples
    draft.last = draft.fresh = None
    return before


def _in_step(place: Place, owner: Owner) -> Place:
    """The place inside a step: its blocks are its actions, unless a label says otherwise."""
    listed = place.boxes is Lists.STEPS
    return Place(
        label=place.label,
        boxes=place.boxes,
        runs=Use.ACTION if listed else place.runs,
        # Nested bullets are details: a span among them may be a file as well as a command.
        spans=place.spans and place.runs is Use.CHECK,
        prose=True,
        apart=place.apart,
        owner=owner,
    )


def _owned(draft: SubtaskDraft, item: Item, inner: Place, before: _Before) -> None:
    """Read what is nested in a step or criterion."""
    _children(draft, item, inner)
    if draft.last is None:
        # Nothing ran in it: what follows may be about the command before it.
        draft.last, fresh, examples = before
        draft.fresh = fresh if examples == draft.examples else None
    if isinstance(inner.owner, StepDraft):
        steps.finish(draft, inner.owner)


def _children(draft: SubtaskDraft, item: Item, place: Place, above: str = "") -> None:
    """Read an item's blocks after its text, label by label."""
    _, rest = item_text(item)
    first = 1 if item.first is not None else 0
    blocks: list[Block] = [Paragraph(rest)] if rest else []
    blocks += item.children[first:]
    for part in segments(blocks, item.line, keys=False):
        inner = _place(part, place, near_expectation(draft, part))
        before = counted(draft)
        _blocks(draft, part.blocks, inner, above if part.label is None else "")
        if part.label is not None:
            tell_part(draft, part, inner, before)
            tell_idle(draft, part, inner, before[0])
            tell_near_checks(draft, part)


def _command_item(draft: SubtaskDraft, item: Item, place: Place) -> bool:
    """An item that is nothing but a command, where commands of one span count."""
    use = place.runs
    if not place.spans or use is None or place.quoted or draft.only_marked:
        return False
    read = check_command if belongs_to_checks(place) else item_command
    command = read(draft, item_text(item)[0], item.line)
    if command is None:
        return False
    draft.used_lines.update(range(item.line, item.last + 1))
    if place.bullets and place.boxes is Lists.CRITERIA:
        owner = criteria.from_item(draft, item, place)
        place = replace(place, owner=owner, bullets=False)
    attach(draft, command, use, place)
    _children(draft, item, place)
    return True


def _prose_item(draft: SubtaskDraft, item: Item, place: Place, ordered: bool) -> bool:
    """A step or criterion without a box, a detail of one, or just prose."""
    listed = not place.quoted and ((ordered and place.ordered) or place.bullets)
    if listed:
        before = _begin(draft)
        if place.boxes is Lists.STEPS:
            draft.used_lines.update(range(item.line, item.last + 1))
            inner = _in_step(place, steps.from_item(draft, item, item_text(item)[0]))
        else:
            owner = criteria.from_item(draft, item, place)
            inner = replace(place, owner=owner, bullets=False, ordered=False)
        said = inner.apart or announced.by_step(item_text(item)[0])
        _owned(draft, item, replace(inner, apart=said), before)
        return True
    commands = draft.commands
    text, _ = item_text(item)
    if place.owner is not None and text:
        _detail(draft, place.owner, text, item.first)
    _children(draft, item, replace(place, prose=False, ordered=False), text)
    ran = draft.commands > commands
    if place.prose and isinstance(place.owner, StepDraft) and text and not ran:
        place.owner.prose.append((text, item.line))
    return ran


def _detail(draft: SubtaskDraft, owner: Owner, text: str, line: Line | None) -> None:
    """Add a detail; one that is a trace of requirements makes no edge, which is told."""
    owner.details.append(text)
    for key in plain_keys(line) if line is not None and is_italic(text) else ():
        tell_trace(draft.source.findings, key)


def _has_fence(item: Item) -> bool:
    return any(isinstance(block, Fence) for block in item.children)
