"""Says of what a BMAD story records as done or reviewed that no step comes of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from orchestrator.diagnostics import Findings
from orchestrator.document.bmadstory.stories import Kind, Section
from orchestrator.document.boxes import box_of
from orchestrator.document.nodes import Page
from orchestrator.document.tree import Paragraph, every_item

_COMPLETED = re.compile(r"(?:\*\*)?✅\s*(?:\*\*)?\[TASK-")
_MAX_LINES = 10


def tell_records(findings: Findings, parts: Sequence[Section]) -> None:
    """Say of boxes that record what was done or reviewed that they are no steps."""
    boxes = [
        box
        for part in parts
        if part.kind is Kind.RECORD
        for box in map(box_of, every_item(part.blocks))
        if box is not None
    ]
    if not boxes:
        return
    lines = [box.line.number for box in boxes]
    findings.accounted.update(lines)
    done = all(box.done for box in boxes)
    tell = findings.info if done else findings.warning
    tell(
        "record-boxes",
        f"boxes of a record or review are no steps: {_lines(lines)}",
        lines[0],
        hint="nothing to do" if done else "move those that are still to be done below Tasks",
    )


def tell_completed(page: Page) -> None:
    """Say of tasks told as completed, without a box, that they are kept as text."""
    lines = [
        block.line
        for block in page.blocks
        if isinstance(block, Paragraph) and _COMPLETED.match(block.lines[0].text)
    ]
    if lines:
        page.source.findings.info(
            "completed-not-read",
            f"tasks that are told as completed and have no box are kept as text: {_lines(lines)}",
            lines[0],
            hint="write `- [x]` in front of one that others depend on",
        )


def _lines(lines: Sequence[int]) -> str:
    more = f" and {len(lines) - _MAX_LINES} more" if len(lines) > _MAX_LINES else ""
    return f"line{'s' if len(lines) > 1 else ''} {', '.join(map(str, lines[:_MAX_LINES]))}{more}"
