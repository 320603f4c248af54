"""The tasks of an xc file as they stand in its text: attributes, code blocks, prose.

What a line or a block is, by xc's own rules; what follows from it, and what is told of it, the
dialect decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from orchestrator.document.source import Source
from orchestrator.document.tree import Block, Fence, Heading, Html, every_block

MARKER = "<!-- xc-heading -->"
CALLERS_FOLDER = "$PWD"
_TITLE = "tasks"
_TRIMMED = "_*` "
_NAMES = {
    "req": "requires",
    "requires": "requires",
    "env": "env",
    "environment": "env",
    "dir": "directory",
    "directory": "directory",
    "inputs": "inputs",
    "run": "run",
    "rundeps": "rundeps",
    "rundependencies": "rundeps",
    "interactive": "interactive",
}
_WORDS = {
    "run": ("always", "once"),
    "rundeps": ("sync", "async"),
    "interactive": ("true", "false"),
}
_INPUT = re.compile(r"[A-Za-z_][\w-]*", re.ASCII)
_VARIABLE = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_BULLET = re.compile(r"\s*[-+]\s+")


class Attribute(Struct, frozen=True):
    """A line such as `**Requires:** build, test`: what it sets, its name and value as written.

    `pieces` are the parts of the value between commas. `fits` is whether the value has the shape
    that xc asks for; prose such as `Run: make` has not.
    """

    kind: str
    name: str
    value: str
    pieces: tuple[str, ...]
    line: int
    column: int
    fits: bool


class XcTask(Struct, frozen=True):
    """A task: its heading, the blocks below it, and what is in them. `scripts` are its code
    blocks, of which xc takes one; `bullets` are lines that only lack the right bullet to be an
    attribute."""

    name: str
    heading: Heading
    blocks: tuple[Block, ...]
    last: int
    attributes: tuple[Attribute, ...]
    bullets: tuple[Attribute, ...]
    scripts: tuple[Fence, ...]

    def pieces(self, kind: str) -> list[tuple[str, Attribute]]:
        """The parts of all values of a kind, in order, each with its line."""
        return [
            (piece, each)
            for each in self.attributes
            if each.kind == kind and each.fits
            for piece in each.pieces
        ]

    def said(self, kind: str) -> Attribute | None:
        """The last attribute of a kind that has its shape."""
        fitting = [each for each in self.attributes if each.kind == kind and each.fits]
        return fitting[-1] if fitting else None


class Section(Struct, frozen=True):
    """The part of a file that holds its tasks; `marked` is whether a comment says so, `others`
    are headings of sections that would have been one, had they come first."""

    heading: Heading
    marked: bool
    tasks: tuple[XcTask, ...]
    others: tuple[Heading, ...]


def section_of(source: Source, blocks: Sequence[Block]) -> Section | None:
    """The first section called Tasks, or the first after the marker, whichever comes first."""
    found = [at for at, block in enumerate(blocks) if isinstance(block, Heading)]
    found = [at for at in found if _is_called_tasks(blocks[at]) or _is_marked(blocks, at)]
    if not found:
        return None
    first = found[0]
    heading = blocks[first]
    assert isinstance(heading, Heading)
    end = _end(blocks, first, heading.level)
    starts = [at for at in range(first + 1, end) if _level(blocks[at]) == heading.level + 1]
    tasks = []
    for start, stop in pairwise([*starts, end]):
        following = blocks[stop].line - 1 if stop < len(blocks) else len(source.lines)
        tasks.append(_task(source, blocks[start], tuple(blocks[start + 1 : stop]), following))
    others = [blocks[at] for at in found[1:] if at >= end]
    return Section(
        heading,
        _is_marked(blocks, first),
        tuple(tasks),
        tuple(each for each in others if isinstance(each, Heading)),
    )


def _is_called_tasks(block: Block) -> bool:
    return isinstance(block, Heading) and block.text.strip().lower() == _TITLE


def _is_marked(blocks: Sequence[Block], at: int) -> bool:
    """Whether the marker stands on the line right above the heading."""
    above = blocks[at - 1] if at else None
    if not isinstance(above, Html) or above.last != blocks[at].line - 1:
        return False
    return above.text.rstrip().rpartition("\n")[2] == MARKER


def _level(block: Block) -> int | None:
    return block.level if isinstance(block, Heading) else None


def _end(blocks: Sequence[Block], start: int, level: int) -> int:
    """Where a section ends: at the next heading of its own level or higher."""
    for at in range(start + 1, len(blocks)):
        other = _level(blocks[at])
        if other is not None and other <= level:
            return at
    return len(blocks)


def _task(source: Source, heading: Block, blocks: tuple[Block, ...], last: int) -> XcTask:
    assert isinstance(heading, Heading)
    inner = list(every_block(blocks))
    hidden = {
        number
        for block in inner
        if isinstance(block, Fence | Html)
        for number in range(block.line, block.last + 1)
    }
    read = [
        attribute
        for number in range(heading.last + 1, last + 1)
        if number not in hidden
        if (attribute := attribute_of(source.lines[number - 1], number)) is not None
    ]
    bullets = [
        attribute
        for number in range(heading.last + 1, last + 1)
        if number not in hidden and (found := _BULLET.match(source.lines[number - 1]))
        if (attribute := attribute_of(source.lines[number - 1][found.end() :], number)) is not None
    ]
    return XcTask(
        name=heading.text.strip().strip(_TRIMMED),
        heading=heading,
        blocks=blocks,
        last=last,
        attributes=tuple(read),
        bullets=tuple(each for each in bullets if each.fits),
        scripts=tuple(block for block in inner if isinstance(block, Fence) and _is_script(block)),
    )


def _is_script(fence: Fence) -> bool:
    """Whether xc takes the block: three backticks at the start of the line, and code below."""
    opened = fence.info is not None and fence.mark.startswith("`") and fence.column == 1
    return opened and bool(fence.content.strip())


def attribute_of(text: str, line: int) -> Attribute | None:
    """The attribute that a line is, in whichever spelling; None for any other line."""
    before, colon, value = text.partition(":")
    name = before.strip(_TRIMMED)
    kind = _NAMES.get(name.lower()) if colon else None
    if kind is None:
        return None
    shown = value.strip(_TRIMMED)
    column = text.find(shown, len(before)) + 1 if shown else len(before) + 1
    pieces = tuple(each for part in value.split(",") if (each := part.strip(_TRIMMED)))
    fits = _fits(kind, shown, pieces)
    return Attribute(kind, name, shown, pieces, line, column, fits)


def _fits(kind: str, value: str, pieces: Sequence[str]) -> bool:
    if kind in _WORDS:
        return value.lower() in _WORDS[kind]
    if kind == "env":
        return any("=" in piece for piece in pieces)
    if kind == "inputs":
        return bool(pieces) and all(map(_INPUT.fullmatch, pieces))
    return bool(value)


def shapes(kind: str) -> str:
    """What xc asks for as the value of an attribute of this kind, in words."""
    if kind in _WORDS:
        return " or ".join(f"`{word}`" for word in _WORDS[kind])
    return {
        "env": "`NAME=value`, with commas between them",
        "inputs": "names of variables, with commas between them",
        "requires": "names of tasks, with commas between them",
        "directory": "a folder",
    }[kind]


def variable_of(name: str) -> str | None:
    """The name as a shell can have it, so that `server-name` is `server_name`; None where it
    cannot."""
    found = name.strip().replace("-", "_")
    return found if _VARIABLE.fullmatch(found) else None


def description_of(source: Source, task: XcTask) -> str:
    """The lines that are neither an attribute nor the script, paragraphs apart."""
    taken = {each.line for each in task.attributes if each.fits}
    for fence in task.scripts[:1]:
        taken.update(range(fence.line, fence.last + 1))
    kept: list[str] = []
    for number in _lines(task):
        line = source.lines[number - 1].rstrip() if number not in taken else ""
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).strip("\n")


def _lines(task: XcTask) -> Iterator[int]:
    yield from range(task.heading.last + 1, task.last + 1)
