"""What stands outside every subtask: settings, prose, and boxes and blocks that own nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from orchestrator.document.boxes import box_of, explains_box, plain_text, tell_legend
from orchestrator.document.fields import without_fields
from orchestrator.document.headings import task_title
from orchestrator.document.inline import unwrapped
from orchestrator.document.keylines import KeyLine
from orchestrator.document.labels import is_legend_label, name_key
from orchestrator.document.model import Fields
from orchestrator.document.nodes import Found, Page
from orchestrator.document.parts.fences import tell_outside
from orchestrator.document.parts.untaken import is_listed_box, tell_lost_boxes
from orchestrator.document.segments import Segment, segments
from orchestrator.document.tree import (
    Block,
    Fence,
    Heading,
    Html,
    ListBlock,
    Paragraph,
    Quote,
    every_block,
    every_item,
)
from orchestrator.document.unowned import tell_unowned

_MAX_LINES = 20


class Outside(Struct, frozen=True):
    """The document's own content; `apart` are the lines of the block that says `fields`."""

    objective: str | None
    requirements: tuple[str, ...]
    description: str
    keys: tuple[KeyLine, ...]
    parts: tuple[Segment, ...]
    fields: Fields | None
    apart: frozenset[int]


def read_outside(page: Page, found: Found | None) -> Outside:
    """Read what no subtask owns, and tell boxes and blocks that nothing will come of."""
    outside = found.outside if found else page.blocks
    outside, fields, apart = without_fields(outside, page.source.findings)
    blocks = page.without_title(outside)
    parts = segments(blocks, page.heading.line if page.heading else 1, keys=True)
    if found is not None:
        _tell_boxes(page, parts)
        _tell_groups(page, found)
        tell_lost_boxes(page.source, parts)
        titled = _title_is_no_subtask(page)
        told = tell_unowned(page, found)
        for block in every_block(blocks):
            if isinstance(block, Fence) and block.line not in told:
                tell_outside(page.source, block, titled)
    keys = [key for part in parts for key in part.keys]
    objective, requirements = None, tuple[str, ...]()
    for part in parts:
        name = name_key(part.label or "")
        if name in ("objective", "objectives", "goal") and objective is None:
            objective = _first_text(part.blocks)
        elif name == "requirements" and not requirements:
            requirements = tuple(_bullets(part.blocks))
    stated = next((key for key in keys if name_key(key.name) == "objective"), None)
    if stated is not None:
        objective = unwrapped("; ".join(value.text for value in stated.values))
        keys.remove(stated)
    return Outside(
        objective=objective,
        requirements=requirements,
        description=_description(page, parts[0]),
        keys=tuple(keys),
        parts=tuple(parts[1:]),
        fields=fields,
        apart=apart,
    )


def _title_is_no_subtask(page: Page) -> str | None:
    """Why a title that reads like a subtask is none, where other first-level headings are."""
    heading = page.heading
    if heading is None or task_title(heading.text) is None:
        return None
    others = [
        block
        for block in page.blocks
        if isinstance(block, Heading) and block.level == 1 and block is not heading
    ]
    if not any(task_title(other.text) for other in others):
        return None
    return f"the first heading (line {heading.line}) is the title of the file, not a subtask"


def _tell_boxes(page: Page, parts: Sequence[Segment]) -> None:
    lines: list[int] = []
    for part in parts:
        boxes = [item.line for item in every_item(part.blocks) if box_of(item) is not None]
        legend = [item.line for item in every_item(part.blocks) if explains_box(item)]
        if part.label is None or not is_legend_label(part.label):
            lines += [*boxes, *_in_html(part.blocks)]
        else:
            legend = sorted({*boxes, *legend})
        if legend:
            tell_legend(legend, page.source.findings)
    if not lines:
        return
    lines.sort()
    page.source.findings.accounted.update(lines)
    page.source.findings.warning(
        "unowned-boxes",
        f"boxes that belong to no subtask, on {_shown(lines)}",
        lines[0],
        hint="move them below a subtask's heading, or make them plain bullets",
    )


def _tell_groups(page: Page, found: Found) -> None:
    """Say which boxes are no subtasks, because those in them are."""
    lines = [group.line for group in found.groups]
    if lines:
        page.source.findings.accounted.update(lines)
        page.source.findings.info(
            "groups",
            f"boxes around subtasks are groups, not subtasks themselves, on {_shown(lines)}",
            lines[0],
            hint="nothing to do: `tick` ticks each once all that it requires is COMPLETE",
        )


def _shown(lines: Sequence[int]) -> str:
    """Lines in words: the first of them, and how many more there are."""
    more = f" and {len(lines) - _MAX_LINES} more" if len(lines) > _MAX_LINES else ""
    first = ", ".join(map(str, lines[:_MAX_LINES]))
    return f"line{'s' if len(lines) > 1 else ''} {first}{more}"


def _in_html(blocks: Sequence[Block]) -> Iterator[int]:
    """Lines of boxes that an HTML element right above them hides from the parser."""
    for block in every_block(blocks):
        if isinstance(block, Html) and not block.comment:
            for number, line in enumerate(block.text.split("\n"), start=block.line):
                if is_listed_box(line):
                    yield number


def _first_text(blocks: Sequence[Block]) -> str | None:
    for block in blocks:
        if isinstance(block, Paragraph):
            return " ".join(line.text for line in block.lines)
        if isinstance(block, ListBlock):
            return "; ".join(_bullets(blocks)) or None
    return None


def _bullets(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, ListBlock):
            for item in block.items:
                box = box_of(item)
                text = box.text if box else plain_text(item)
                if text:
                    yield text


def _description(page: Page, body: Segment) -> str:
    texts = [
        page.source.raw(block.line, block.last)
        for block in body.blocks
        if isinstance(block, Paragraph | Quote | ListBlock)
    ]
    return "\n\n".join(texts)
