"""Finds what a plan lost of its file, and what it made up: boxes that became nothing and that no
finding tells, and stated edges of which the text says nothing.

Goes line by line and knows little of Markdown on purpose: what it had from the readers it would
overlook as they do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from orchestrator.operations.converting.convert import Conversion
from orchestrator.plan.model import Edge, Plan, Subtask, Why

_ITEM = r"[\s>]*(?:(?:[-*+]|\d+[.)])\s+)+"
# No digit and no capital but X: `[1]` is a footnote, `[P]` a mark of another kind.
_BOX = re.compile(_ITEM + r"(?:\*\*)?\[(?:\s*|[^\]\dA-WYZ]|\s\S\s)\](?:\\?\*){0,2}(?P<text>\s.*|$)")
# What Markdown takes for no box, and whoever wrote it did: `-[ ] a`, `- [ ]a`, `• [ ] a`.
_NEARLY = re.compile(
    r"[\s>]*(?:[-*+•◦]|\d+[.)]|[A-Za-z][.)](?=\s))\s*\[[ xX]?\](?P<text>[\s\w`\"].*|$)"
)
_FENCE = re.compile(rf"(?:{_ITEM}|[\s>]*)(?P<fence>`{{3,}}(?=[^`]*$)|~{{3,}})")
# What says of boxes that they are neither steps nor criteria.
_TELLING = frozenset(
    {
        "boxes-are-prose", "groups", "legend-skipped", "lost-boxes", "not-a-task", "record-boxes",
        "text-of-no-field", "unowned-boxes",
    }
)  # fmt: skip
_MORE = re.compile(r"\band (?P<count>\d+) more\b|…\)?$")
_NUMBER = r"(?:[A-Za-z]+-?|#)?\d+(?:\.\d+)*[a-h]?"
_CODED = re.compile(r"\s*(?:[-*+]|(\d+)[.)])\s+\[.?\]\s+(?:\*\*)?(#\d+|[A-Z]+-?\d+(?:\.\d+)*)?")
_RANGE = re.compile(rf"({_NUMBER})\W*?(?:[-–—~～]|\.\.|to|through)\W*?({_NUMBER})")
_BY_PLACE = (Why.ORDER, Why.PHASE, Why.MODE)


def text_of(path: Path) -> str:
    """A file's text; a lone carriage return stays what it is, and ends no line."""
    return path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n")


def boxes(text: str) -> dict[int, str]:
    """The words beside each box outside fences, comments and front matter, by its line."""
    found = ((number, _BOX.match(line) or _NEARLY.match(line)) for number, line in _prose(text))
    return {number: box["text"].strip() for number, box in found if box is not None}


def lost_boxes(read: Conversion, text: str) -> list[tuple[int, str]]:
    """The boxes of a file that are no subtask, step or criterion of its plan, and that nothing
    says so of. Without a plan none is lost: an error stands in its place."""
    if read.plan is None:
        return []
    kept = set(_lines_of(read.plan))
    rest = [(line, words) for line, words in boxes(text).items() if line not in kept]
    for each in read.findings:
        if each.code in _TELLING:
            rest = _untold(rest, each.line or 0, each.message)
    return rest


def _lines_of(plan: Plan) -> Iterator[int]:
    for subtask in plan.subtasks:
        yield subtask.line
        yield from (step.line for step in subtask.steps)
        yield from (criterion.line for criterion in subtask.criteria)
        yield from (edge.line for edge in subtask.depends_on if edge.line is not None)


def _untold(rest: list[tuple[int, str]], line: int, message: str) -> list[tuple[int, str]]:
    """The boxes that a finding does not name, nor counts where it names only the first ones."""
    more = _MORE.search(message)
    named = {line, *map(int, re.findall(r"\d+", message[: more.start()] if more else message))}
    for first, last in re.findall(r"(\d+) to (\d+)", message):
        named.update(range(int(first), int(last)))
    left = [box for box in rest if box[0] not in named]
    if more is None:
        return left
    after = [box for box in left if box[0] > max(named)]
    counted = after[: int(more["count"])] if more["count"] else after
    return [box for box in left if box not in counted]


def _prose(text: str) -> Iterator[tuple[int, str]]:
    """The numbered lines that are no code, no comment and no front matter."""
    lines = text.removeprefix("\ufeff").split("\n")
    first = _after_front_matter(lines)
    fence, comment = "", False
    for number, line in enumerate(lines[first:], start=first + 1):
        opening = _FENCE.match(line)
        if fence:
            closing = line.strip(" \t\r>")
            if set(closing) == {fence[0]} and len(closing) >= len(fence):
                fence = ""
        elif comment:
            comment = "-->" not in line
        elif opening is not None:
            fence = opening["fence"]
        else:
            yield number, line
            comment = "<!--" in line and "-->" not in line.rpartition("<!--")[2]


def _after_front_matter(lines: Sequence[str]) -> int:
    if lines[0].rstrip() == "---":
        ends = (at for at, line in enumerate(lines[1:], start=2) if line.rstrip() in ("---", "..."))
        return next(ends, 0)
    return 0


def unstated_edges(read: Conversion, text: str) -> list[tuple[str, Edge]]:
    """The edges that are said to be stated, by the ids of their subtasks, where neither the line
    nor the block in which it stands names the other end."""
    if read.plan is None:
        return []
    subtasks = {subtask.id: subtask for subtask in read.plan.subtasks}
    lines = text.split("\n")
    return [
        (subtask.id, edge)
        for subtask in read.plan.subtasks
        for edge in subtask.depends_on
        if edge.why not in _BY_PLACE
        for near in [_near(text, edge.line)]
        for other in [subtasks[edge.id] if edge.why is not Why.REVERSE else subtask]
        if not _names(near, other, read.plan.subtasks)
        and not _has_code(near, lines[other.line - 1] if other.line <= len(lines) else "")
    ]


def _has_code(text: str, line: str) -> bool:
    """Whether a text has what the line of a subtask is called there: `P0.1` of `- [ ] P0.1 Dig`,
    `2` of `2. [ ] Sow`."""
    found = _CODED.match(line)
    codes = filter(None, found.groups()) if found is not None else ()
    return any(re.search(rf"(?<![\w.#-]){re.escape(code)}(?!\w|[.-]\d)", text) for code in codes)


def _near(text: str, number: int | None) -> str:
    """The line; where it stands in a block, or opens one, all of the block."""
    lines = text.split("\n")
    fence, start = "", 0
    for at, line in enumerate(lines, start=1):
        opening = _FENCE.match(line)
        if not fence and opening is not None:
            fence, start = opening["fence"], at
        elif fence and set(line.strip()) == {fence[0]} and len(line.strip()) >= len(fence):
            if number is not None and start <= number <= at:
                return "\n".join(lines[start - 1 : at])
            fence = ""
    return lines[number - 1] if number is not None else ""


def _names(text: str, subtask: Subtask, of: Sequence[Subtask]) -> bool:
    """Whether a text has a subtask's number, id or title, those of its group, or a range of
    numbers around it."""
    group = subtask.metadata.get("Group", "").split(" / ")
    names = filter(str.strip, map(_words, (subtask.title, subtask.id, *group)))
    if any(name in _words(text) for name in names):
        return True
    numbers = {_plain(number) for number in re.findall(_NUMBER, text)}
    if any(_within(subtask, number) for number in numbers):
        return True
    ranges = (found.groups() for found in _RANGE.finditer(text))
    return any(subtask in _between(first, last, of) for first, last in ranges)


def _between(first: str, last: str, of: Sequence[Subtask]) -> Sequence[Subtask]:
    starts = [at for at, each in enumerate(of) if _within(each, _plain(first))]
    ends = [at for at, each in enumerate(of) if _within(each, _plain(last))]
    return of[starts[0] : ends[-1] + 1] if starts and ends else ()


def _within(subtask: Subtask, number: str) -> bool:
    """Whether a number is a subtask's own, or that of a group around it, or the last of its own:
    in its own file `3.1` is called `1`."""
    own = _plain(subtask.number or "")
    return own == number or own.startswith(f"{number}.") or own.endswith(f".{number}")


def _plain(number: str) -> str:
    digits = number.lower().lstrip("abcdefghijklmnopqrstuvwxyz#-_")
    return ".".join(part.lstrip("0") or "0" for part in digits.split("."))


def _words(text: str) -> str:
    """The words of a text, each between blanks."""
    words = re.sub(r"[\W_]+", " ", text.lower()).strip()
    return f" {words} "
