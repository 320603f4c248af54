"""The `tasks.md` of an OpenSpec change: boxes `- [ ] 1.1 …` below headings `## 1. …`.

Each box is a subtask; they run in the order in which they are written, but for what they state.
"""

from __future__ import annotations

import re

from orchestrator.document.dialects.native import sign as native_sign
from orchestrator.document.nodes import Dialect, Found, Page, Sign
from orchestrator.document.numberlists.reader import read_tasks
from orchestrator.document.tree import Heading, ListBlock

NAME = "openspec"
_GROUP = re.compile(r"(?P<number>\d+)[.)]\s+\S")
_BOX = re.compile(r"\[[^\[\]]?\]\s+(?:\*\*)?(?P<group>\d+)\.\d+")
_FOLDER = re.compile(r"(?:^|[/\\])openspec[/\\]")


def sign(page: Page) -> Sign | None:
    """How many boxes are numbered after the heading above them; in a folder `openspec/`, how
    many are numbered so at all."""
    if native_sign(page) is not None:
        return None
    anywhere = _FOLDER.search(page.source.path) is not None
    group: str | None = None
    count = 0
    for block in page.blocks:
        if isinstance(block, Heading):
            found = _GROUP.match(block.text)
            group = found["number"] if found else None
        for item in block.items if isinstance(block, ListBlock) else ():
            box = _BOX.match(item.first.text) if item.first is not None else None
            count += box is not None and (anywhere or box["group"] == group)
    return Sign(count, f"boxes `- [ ] 1.1` below headings `## 1. …` ({count})") if count else None


def find(page: Page) -> Found | None:
    """The innermost boxes, each with what orders it."""
    return read_tasks(page, NAME)


OPENSPEC = Dialect(NAME, sign, find)
