"""Which texts refer to subtasks by their form, and which words state that one waits for another;
knows no subtasks and no keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from orchestrator.document.dependencyremarks import remarks, without
from orchestrator.document.inline import masked, without_bold, without_emoji
from orchestrator.document.values import is_none

NUMBER = r"\d+[a-z]?(?:[._]\d+[a-z]?)*"
_MARKED = (
    rf"(?:(?:sub-?)?tasks?[\s_:-]*#?\s*{NUMBER}|#{NUMBER}|[A-Z][A-Z0-9]*-{NUMBER}"
    r"|T\d{2,}[a-z]?)"
)
_REFERENCE = re.compile(rf"(?:{_MARKED}|{NUMBER}$)(?!\w)", re.I)
_MANY = re.compile(
    rf"(?:all\s+(?:of\s+the\s+)?|the\s+)?(?:previous|prior|preceding|earlier)\b"
    rf"|[a-z#\s-]{{0,12}}{NUMBER}\s*(?:-|–|—|\bto\b|\bthrough\b)\s*[a-z#]{{0,12}}\s?\d",
    re.I,
)
_WAITS = r"(?:depends\s+(?:up)?on|dependenc(?:y|ies)(?:\s+on)?|blocked\s+by)"
_BRACKETED = re.compile(
    r"(?:🔒 ?)?[(\[]\s*(?:depends\s+on|blocked\s+by)\s*:?\s+(?P<value>[^\s()\[\]][^()\[\]]*)[)\]]",
    re.I,
)
_SAID = re.compile(rf"\b{_WAITS}\b[\s:*_–—\[-]*(?P<found>{_MARKED}(?!\w))", re.I)
_ID = re.compile(rf"(?:{_MARKED}|{NUMBER})", re.I)
_LONGEST = 400  # of a text so much is looked at
_THINGS = re.compile(r"\b(?:requires|needs)\s*:?\s*$", re.I)  # what a task uses
_SETS_OFF = "([（🔒-–—,;:"
_OTHERS = re.compile(rf"(?<![\w-]){_MARKED}(?!\w)", re.I)


class Said(Struct, frozen=True):
    """A reference in a text, and where it begins."""

    text: str
    at: int


def begins_with_reference(text: str) -> bool:
    """Whether a text is a reference by its form, whatever remark follows: `Task 2 (parser) ✅`."""
    bare = without_bold(without_emoji(text[:_LONGEST])).strip().strip("[")
    return is_none(bare) or begins_with_many(bare) or _REFERENCE.match(bare) is not None


def begins_with_many(text: str) -> bool:
    """Whether a text begins with a range, or with all that stand before."""
    return _MANY.match(text) is not None


def in_brackets(title: str) -> tuple[str, Said | None]:
    """A title without its `(depends on Task 9)`, `(after Task 9)` or `— depends on Task 9`, and
    what that names; but for the first, only what is marked as a task."""
    found = _BRACKETED.search(title)
    if found is None or not begins_with_reference(found["value"]):
        return _set_off(title)
    rest = f"{title[: found.start()].rstrip()} {title[found.end() :].lstrip()}".strip()
    return rest, Said(found["value"].rstrip(), found.start("value"))


def _set_off(title: str) -> tuple[str, Said | None]:
    """The same of what is set off otherwise, by a dash, a comma or other words in brackets."""
    for each in remarks(title, lambda name: _ID.fullmatch(name) is not None):
        set_off = each.whole is not None and title[each.whole[0]] in _SETS_OFF
        things = _THINGS.search(title, 0, each.at) is not None
        if set_off and not things and _OTHERS.match(each.said):
            return without(title, [each]), Said(each.said.rstrip(), each.at)
    return title, None


def waits_for(line: str) -> Iterator[Said]:
    """The references of which running text says that its task depends on them.

    `Task 3 depends on Task 1` speaks of another task.
    """
    shown = masked(line)
    for found in _SAID.finditer(shown):
        if _OTHERS.search(shown, 0, found.start()) is None:
            yield Said(found["found"], found.start("found"))
