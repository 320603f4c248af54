"""Says why a file holds no subtask: what would have been one, and what came close."""

from __future__ import annotations

import re

from orchestrator.document.boxes import box_of, split_number
from orchestrator.document.inline import peel_emoji, without_bold
from orchestrator.document.labels import name_key
from orchestrator.document.nodes import Page
from orchestrator.document.tree import Heading, ListBlock, every_block, every_item

_CLOSE = re.compile(
    r"(?:sub-?tasks?|tasks?|phase|step|stage|milestone|story|todo|p\d|priority)\b|\d+(?:\.\d+)*[.):]",
    re.I,
)
_MAX_SHOWN = 5


def tell_no_subtask(page: Page) -> None:
    """Add the error, on the line that came closest."""
    close = _close_headings(page) + _close_items(page)
    boxes = [item.line for item in every_item(page.blocks) if box_of(item) is not None]
    if boxes:
        close.append((boxes[0], "every box stands under a heading of criteria"))
    close.sort(key=lambda one: one[0])
    message = (
        "no subtask in this file: no heading like `### Task 1: Title`, no headings under "
        "`Tasks`, `Implementation Tasks`, `Workflow`, `Steps` or `Phases`, no `- [ ]` box"
    )
    if close:
        shown = "; ".join(f"{what} (line {line})" for line, what in close[:_MAX_SHOWN])
        more = f"; and {len(close) - _MAX_SHOWN} more" if len(close) > _MAX_SHOWN else ""
        message += f". Close to one: {shown}{more}"
    page.source.findings.error(
        "no-subtask",
        message,
        close[0][0] if close else (page.heading.line if page.heading else 1),
        1,
        hint="write a heading `### Task 1: Title` for each subtask, or `- [ ]` items",
    )


def _close_headings(page: Page) -> list[tuple[int, str]]:
    found = []
    for block in page.blocks:
        if not isinstance(block, Heading) or block is page.heading:
            continue
        text = peel_emoji(without_bold(block.text))[1]
        if _CLOSE.match(text):
            mark = "#" * block.level
            shown = f"`{mark} {text[:60]}` is a heading but not `Task 1: …`"
            if name_key(text) in ("tasks", "implementation tasks", "steps", "phases", "workflow"):
                shown = f"`{mark} {text[:60]}` has no headings below it"
            found.append((block.line, shown))
    return found


def _close_items(page: Page) -> list[tuple[int, str]]:
    """Items like `- T001: Create …`, which only lack their box."""
    found = []
    for block in every_block(page.blocks):
        for item in block.items if isinstance(block, ListBlock) else ():
            text = item.first.text if item.first else ""
            number, _ = split_number(text)
            if re.match(r"(?:T\d{2,}|task\s+\d)", text, re.I) and (number or ":" in text):
                found.append((item.line, f"`- {text[:60]}` is a bullet without `[ ]`"))
    return found
