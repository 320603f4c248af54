"""Which dialect a file is of: the one that most of its lines speak for, or the one asked for.

A file that nothing speaks for is taken by the first of the ways that finds anything: headings
below a heading such as Tasks, check boxes, its title.
"""

from __future__ import annotations

from orchestrator.document.dialects import DIALECTS
from orchestrator.document.dialects.checklist import CHECKLIST, checklist
from orchestrator.document.dialects.native import NATIVE, headings_below, lone_title, task_headings
from orchestrator.document.nodes import Dialect, Found, Page

_BY_SHAPE = (task_headings, headings_below, checklist, lone_title)


def subtasks_of(page: Page, asked: str | None = None) -> Found | None:
    """The subtasks of a page, by the dialect of that name or else the one that it is of; None
    where there are none. Says which was taken, and why, unless it is the native one and nothing
    speaks for another."""
    asked = asked or _said(page)
    if asked is not None:
        return _named(asked).find(page)
    signs = [(sign, dialect) for dialect in DIALECTS if (sign := dialect.sign(page)) is not None]
    for sign, dialect in sorted(signs, key=lambda each: -each[0].votes):
        found = dialect.find(page)
        if found is not None:
            others = [other.name for _, other in signs if other is not dialect]
            if dialect is not NATIVE:
                _tell(page, dialect, sign.why)
            elif others:
                _tell(page, dialect, f"{sign.why}; no more speaks for {' and '.join(others)}")
            return found
    found = next((found for find in _BY_SHAPE if (found := find(page)) is not None), None)
    if found is not None and found.dialect == CHECKLIST.name:
        _tell(page, CHECKLIST, _shape(found))
    return found


def names() -> tuple[str, ...]:
    """The names of all dialects."""
    return tuple(dialect.name for dialect in DIALECTS)


def _said(page: Page) -> str | None:
    """The dialect that the front matter names."""
    name = page.front.own.get("dialect")
    if name is None or name in names():
        return name
    page.source.findings.warning(
        "unknown-dialect",
        f"there is no dialect “{name[:40]}”; the file is read as what it looks like",
        hint=f"use one of {', '.join(names())}",
    )
    return None


def _named(name: str) -> Dialect:
    return next(dialect for dialect in DIALECTS if dialect.name == name)


def _shape(found: Found) -> str:
    """What a checklist has, for which no line of its own speaks."""
    count = sum(node.item for node in found.nodes)
    return f"{count} check box{'es' if count > 1 else ''}" if count else "its lists of steps"


def _tell(page: Page, dialect: Dialect, why: str) -> None:
    page.source.findings.info(
        "dialect",
        f"read as {dialect.name}: {why}",
        page.heading.line if page.heading else 1,
        hint="--dialect NAME reads it as another",
    )
