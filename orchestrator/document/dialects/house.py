"""The house style of 2025: subtasks are headings `## 🎯 TASK #001: Name`, each with a test loop.

All below such a heading is read as in native files; only what makes them known is here.
"""

from __future__ import annotations

import re

from msgspec.structs import replace

from orchestrator.document.dialects.native import task_headings
from orchestrator.document.inline import peel_emoji, without_bold
from orchestrator.document.labels import name_key
from orchestrator.document.nodes import Dialect, Found, Page, Sign
from orchestrator.document.tree import Heading

NAME = "house"
_TASK = re.compile(r"TASK #\d")
_LOOP = frozenset({"test loop", "tests to run", "post test processing", "evaluation results"})


def sign(page: Page) -> Sign | None:
    """How many headings read `TASK #001: …`, in a file where one wears 🎯 or tests in a loop."""
    headings = [block for block in page.blocks if isinstance(block, Heading)]
    count = sum(_names_task(heading) for heading in headings if heading is not page.heading)
    if not count or not any(map(_is_of_the_style, headings)):
        return None
    return Sign(count, f"{count} headings like `## 🎯 TASK #001: …`")


def find(page: Page) -> Found | None:
    """The headings that native files have too."""
    found = task_headings(page)
    return replace(found, dialect=NAME) if found is not None else None


def _names_task(heading: Heading) -> bool:
    return _TASK.match(peel_emoji(without_bold(heading.text))[1]) is not None


def _is_of_the_style(heading: Heading) -> bool:
    return (_names_task(heading) and "🎯" in heading.text) or name_key(heading.text) in _LOOP


HOUSE = Dialect(NAME, sign, find)
