"""The `tasks.md` of Kiro and of cc-sdd: numbered check boxes with `_Requirements: 1.1_` below them.

The innermost numbered boxes are the subtasks; those around them are groups. Waves order them
where there are any, else the order in which they are written.
"""

from __future__ import annotations

import re

from orchestrator.document.boxes import box_of, plain_text
from orchestrator.document.dialects.native import sign as native_sign
from orchestrator.document.keylines import is_italic, plain_keys
from orchestrator.document.labels import name_key
from orchestrator.document.nodes import Dialect, Found, Page, Sign
from orchestrator.document.numberlists.details import holds
from orchestrator.document.numberlists.numbered import boxes_within, is_parallel
from orchestrator.document.numberlists.reader import is_trace, read_tasks
from orchestrator.document.numberlists.waves import count_waves
from orchestrator.document.tree import Line, every_item

NAME = "kiro"
_NUMBERED = re.compile(
    r"\[[^\[\]]?\](?P<mark>\\?\*)?\s+(?:\*\*)?(?P<number>\d+(?:\.\d+)*)(?P<star>\\?\*(?!\*))?"
)
_OWN_KEYS = frozenset({"depends", "boundary"})
_FOLDER = re.compile(r"(?:^|[/\\])\.kiro[/\\]")


def sign(page: Page) -> Sign | None:
    """How many lines are such as only these files have, and how many boxes are numbered alike."""
    if native_sign(page) is not None:
        return None
    numbers: list[str | None] = []
    marks = dotted = 0
    for item, box, around in boxes_within(page.blocks):
        found = _NUMBERED.match(item.first.text) if item.first is not None else None
        number = found["number"] if found else None
        numbers.append(number)
        marks += sum(_is_own(line) for line in box.rest)
        if found is None or number is None:
            continue
        dotted += "." in number
        outer = numbers[around] if around is not None else None
        marks += outer is not None and "." not in outer and number.startswith(f"{outer}.")
        marks += bool(found["mark"] or found["star"]) or is_parallel(plain_text(item))
    if not any(numbers):
        return None
    bullets = (each.first for each in every_item(page.blocks) if box_of(each) is None)
    marks += sum(_is_own(line) for line in bullets if line is not None)
    marks += count_waves(page.blocks)
    marks += _FOLDER.search(page.source.path) is not None
    why = f"lines such as `_Requirements: 1.1_`, or `- [ ] 1.1` in `- [ ] 1.` ({marks})"
    return Sign(marks + dotted, why) if marks else None


def find(page: Page) -> Found | None:
    """The innermost numbered boxes, each with what orders it."""
    return read_tasks(page, NAME)


def _is_own(line: Line) -> bool:
    """Whether a line is one that is seen below such boxes alone."""
    if holds(line.text):
        return True
    keys = plain_keys(line) if is_italic(line.text) else []
    return any(name_key(key.name) in _OWN_KEYS or is_trace(key) for key in keys)


KIRO = Dialect(NAME, sign, find)
