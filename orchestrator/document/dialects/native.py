"""The native dialect: subtasks are headings such as `### Task 1: Build`.

Failing those, the headings directly under Tasks, Workflow, Steps and the like; failing
everything, the title itself if it reads like one.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from msgspec.structs import replace

from orchestrator.diagnostics import Span
from orchestrator.document.headings import Title, document_title, plain_title, task_title
from orchestrator.document.keylines import KeyLine, Value
from orchestrator.document.labels import is_container
from orchestrator.document.nodes import Dialect, Found, Node, Page, Sign
from orchestrator.document.referring import in_brackets
from orchestrator.document.tree import Block, Heading

NAME = "native"
_UNNUMBERED = re.compile(r"(?:sub-?)?task:\s+(?=\S)", re.I)


def sign(page: Page) -> Sign | None:
    """How many headings read `Task 1: …`."""
    count = sum(
        isinstance(block, Heading)
        and block is not page.heading
        and task_title(block.text) is not None
        for block in page.blocks
    )
    return Sign(count, f"{count} headings like `### Task 1: …`") if count else None


def subtasks(page: Page) -> Found | None:
    """What the first of the ways finds in which native files name their subtasks."""
    return task_headings(page) or headings_below(page) or lone_title(page)


def task_headings(page: Page) -> Found | None:
    """Headings of any level that read `Task 1: …`, `T014 …` or `TASK-001: …`."""
    named: dict[int, Title] = {}
    for index, block in enumerate(page.blocks):
        if isinstance(block, Heading) and block is not page.heading:
            title = task_title(block.text)
            if title is not None:
                named[index] = title
    return found_at(page, named)


def headings_below(page: Page) -> Found | None:
    """Headings whose nearest heading above of a higher level is one of the containers."""
    named: dict[int, Title] = {}
    path: list[tuple[Heading, bool]] = []
    for index, block in enumerate(page.blocks):
        if not isinstance(block, Heading) or block is page.heading:
            continue
        while path and path[-1][0].level >= block.level:
            path.pop()
        inside = any(container for _, container in path)
        if path and path[-1][1] and not any(container for _, container in path[:-1]):
            named[index] = plain_title(block.text)
        path.append((block, not inside and is_container(block.text)))
    return found_at(page, named)


def lone_title(page: Page) -> Found | None:
    """The title itself, such as `Task 3: Build` or `Task: Build`, where nothing else can be one."""
    heading = page.heading
    if heading is None:
        return None
    title = document_title(heading.text)
    unnumbered = _UNNUMBERED.match(title.text)
    if task_title(heading.text) is None and unnumbered is None:
        return None
    if unnumbered is not None:
        title = replace(title, text=title.text[unnumbered.end() :])
    index = next(at for at, block in enumerate(page.blocks) if block is heading)
    return found_at(page, {index: title})


def found_at(page: Page, named: dict[int, Title]) -> Found | None:
    """The subtasks whose headings are the blocks of these indices, each up to the next."""
    if not named:
        return None
    nodes: list[Node] = []
    owned: set[int] = set()
    for index, title in named.items():
        end = _end(page.blocks, index, named.__contains__)
        owned.update(range(index, end))
        nodes.append(_node(page, index, end, title))
    outside = tuple(block for at, block in enumerate(page.blocks) if at not in owned)
    return Found(NAME, tuple(nodes), outside)


def _end(blocks: tuple[Block, ...], start: int, is_subtask: Callable[[int], bool]) -> int:
    """Where a subtask ends: at the next one, or at a heading of its own level or higher."""
    heading = blocks[start]
    assert isinstance(heading, Heading)
    for at in range(start + 1, len(blocks)):
        block = blocks[at]
        if isinstance(block, Heading) and (is_subtask(at) or block.level <= heading.level):
            return at
    return len(blocks)


def _node(page: Page, start: int, end: int, title: Title) -> Node:
    heading = page.blocks[start]
    assert isinstance(heading, Heading)
    following = page.blocks[end].line - 1 if end < len(page.blocks) else len(page.source.lines)
    text, said = in_brackets(title.text)
    keys = []
    if said is not None:
        title = replace(title, text=text)
        span = Span(heading.line, page.source.column(heading.line, said.text))
        keys.append(KeyLine("Depends on", (Value(said.text, span),), heading.line))
    return Node(
        title=title,
        span=Span(heading.line, heading.column),
        blocks=page.blocks[start + 1 : end],
        last=following,
        optional=title.optional,
        keys=tuple(keys),
    )


NATIVE = Dialect(NAME, sign, subtasks)
