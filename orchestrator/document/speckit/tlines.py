"""The task lines of spec-kit, `- [ ] T014 [P] [US1] Build it (depends on T012)`: what one says.

Knows neither phases nor order; whether the ids that are named exist is asked elsewhere.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from orchestrator.diagnostics import Span
from orchestrator.document.boxes import Box, box_of, is_legend
from orchestrator.document.headings import Title, plain_title
from orchestrator.document.inline import without_bold
from orchestrator.document.keylines import KeyLine, Value
from orchestrator.document.lines import item_text
from orchestrator.document.ownwords import denied, said_itself
from orchestrator.document.tree import Item, Line, Paragraph, every_item

ID = r"T-?\d{2,6}[a-z]?(?:\.\d+)*(?!\w)"
RANGE = rf"{ID}(?:\s*(?:[-–—]|\.\.\.?|\bto\b|\bthrough\b)\s*T?-?\d+[a-z]?(?!\w))?"
IDS = rf"(?:tasks?\s+)?{RANGE}(?:\s*(?:[,;&+/]|\band\b)(?:\s*and\b)?\s*(?:tasks?\s+)?{RANGE})*"
"""A list of ids and ranges, as `T012, T034–T038 and T041`."""

_ENDS = re.compile(
    r"T-?(?P<first>\d{2,6}[a-z]?(?:\.\d+)*)(?:\s*(?:[-–—]|\.\.\.?|\bto\b|\bthrough\b)\s*T?-?"
    r"(?P<last>\d+[a-z]?))?"
)
_BOX = re.compile(r"\[\s*[^\]\s]?\s*\](?:\\?\*)?\s+")
_LINE = re.compile(
    r"(?:~~)?(?P<bold>\*\*|__|`)?\[?T-?(?P<number>\d{2,6}[a-z]?(?:\.\d+)*)\]?"
    r"(?P<end>(?:\*\*|__|`)?\s*[:.)](?=\s|\*|$)(?:\*\*|__)?|(?:\*\*|__|`)?\s+[-–—](?=\s)"
    r"|\*\*(?=\s|$)|__(?=\s|$)|`(?=\s|$)|(?=\s))\s*"
)
_FIRST_TAGS = re.compile(
    r"(?:\*{0,2}[\[(](?:P|US[\s-]?\d[^\[\]()]{0,30})[\])]\*{0,2}\s+)+(?=(?:\*\*|__|`)?\[?T-?\d)"
)
_TAGS = re.compile(r"(?:\s*\*{0,2}[\[(][^\[\]()]{1,40}[\])]\*{0,2}(?![(\w]))+")
_LAST_TAGS = re.compile(r"(?:\s+\[(?:P|US-?\d[^\[\]]{0,30})\])+\s*$")
_TAG = re.compile(r"[\[(](?P<tag>[^\[\]()]+)[\])]")
_STORY = re.compile(r"US[\s-]?\d+|(?:user\s+)?story\s*\d+", re.I)
# What an item without a box goes on with when it only mentions a task: `T004 (Jest) and T005`.
_MENTION = re.compile(
    r"[(\[]?(?:and|or|can|must|may|should|is|are|was|to|then|before|after|blocks?|unblocks?|depends?"
    r"|requires?|needs?|alongside|with|in|once)\b|\W*[→⟶⇒+,/&|∥<>=–—-]|\((?!P\)|US)|[^\w\s`*\[(\"'~]",
    re.I,
)
_STATED = re.compile(
    rf"(?P<before>[(\[]\s*|(?:^|\s)[-–—]\s+|[;,.]\s+)?"
    rf"(?:(?P<depends>depends?\s+(?:only\s+|also\s+)?(?:up)?on|blocked\s+by)"
    rf"|(?P<loose>dependency|dependencies|depends|deps?|requires|needs|after)|(?P<blocks>blocks))"
    rf"\b\s*:?\s*(?P<ids>{IDS})(?P<after>\s*[)\]])?",
    re.I,
)
_KEYED = re.compile(
    rf"[*_`]*(?:(?P<depends>depends\s+on|depends|dependency|dependencies|requires|needs|after"
    rf"|blocked\s+by)|(?P<blocks>blocks))[*_`]*\s*:[*_`\s]*(?P<ids>{IDS})",
    re.I,
)
_OF_HEADING = re.compile(rf"\bdepends?\s+(?:only\s+)?on:?\s+(?P<ids>{IDS})", re.I)
_ANY = re.compile(r"\bT-?\d{2}")
_VAGUE = re.compile(r"\b(?:depends\s+on|blocked\s+by)\b", re.I)
_OF_ANOTHER = re.compile(rf"{ID}\S*\s+(?:also\s+|each\s+)?$")
_ENDS_REMARK = re.compile(r"\s*(?:$|[.;]|[-–—]\s|\()")
_MAX_BEFORE = 40  # characters looked at before a dependency, for whose it is


def ids_in(text: str, first: Mapping[str, int]) -> list[int]:
    """The tasks that a list of ids and ranges names, ranges by document order; `first` gives
    the place of each id. Those that are not there are left out."""
    found: list[int] = []
    for each in _ENDS.finditer(text):
        begin, end = (first.get(f"T{_number(each[name])}") for name in ("first", "last"))
        if each["last"] is None:
            found += [begin] if begin is not None else []
        elif begin is not None and end is not None:
            found += range(min(begin, end), max(begin, end) + 1)
    return found


def ids_after(heading: str) -> str | None:
    """The ids of a heading such as `API layer (depends on T005, T018–T020)`."""
    found = _OF_HEADING.search(said_itself(heading))
    return found["ids"] if found is not None and not denied(heading, found.start()) else None


def _number(text: str | None) -> str:
    return (text or "").replace(".", "_")


def names_tasks(line: str) -> bool:
    """Whether there may be a task on a line at all."""
    return _ANY.search(line) is not None


class TaskLine(Struct, frozen=True):
    """A task as one line says it: `keys` are its dependencies and its story, `rest` what stands
    from its first label on, `vague` whether it depends on something that is no id."""

    title: Title
    span: Span
    done: bool
    optional: bool
    keys: tuple[KeyLine, ...]
    rest: tuple[Line, ...]
    vague: bool
    box: Box | None = None


def task_line(item: Item, *, bare: bool) -> TaskLine | None:
    """What an item says as a task, None if it is none; `bare` is whether one without a box may
    be one."""
    first = item.first
    if first is None or is_legend(item):
        return None
    box = box_of(item)
    begins = _BOX.match(first.text) if box is not None else None
    start = begins.end() if begins else 0
    tags = _FIRST_TAGS.match(first.text, start) if begins else None
    found = _LINE.match(first.text, tags.end() if tags else start)
    if found is None or (box is None and not (bare and _names_task(first.text, found))):
        return None
    rest = item_text(item)[1]
    paragraph = item.children[0]
    assert isinstance(paragraph, Paragraph)
    lines = list(paragraph.lines[: len(paragraph.lines) - len(rest)])
    head = first.text[found.end() :]
    if found["bold"] and not re.search(r"\*\*|__|`", found["end"]):
        head = head.replace(found["bold"], "", 1)
    offset = first.text.rfind(head) if head else 0
    lines[0] = Line(head, first.number, first.column + offset)
    said = _said(lines, tags[0] if tags else "")
    title = _title(found["number"], said)
    status = "completed" if box and box.done else "in_progress" if box and box.mark == "-" else None
    return TaskLine(
        title=replace(title, status=status or title.status),
        span=Span(item.line, first.column),
        done=box is not None and box.done,
        optional=title.optional or (box is not None and box.optional),
        keys=(*said.keys, *_below(item)),
        rest=rest,
        vague=said.vague,
        box=box,
    )


def heading_line(text: str, line: int, column: int) -> TaskLine | None:
    """What a heading `T014 [P] Build it` says as a task, None if it is none."""
    found = _LINE.match(text)
    if found is None:
        return None
    head = without_bold(text[found.end() :]) if found["bold"] else text[found.end() :]
    said = _said([Line(head, line, column)])
    title = _title(found["number"], said)
    span = Span(line, column)
    return TaskLine(title, span, False, title.optional, said.keys, (), said.vague)


class _Said(Struct):
    text: str
    parallel: bool
    keys: tuple[KeyLine, ...]
    vague: bool


def _names_task(text: str, found: re.Match[str]) -> bool:
    """Whether an item without a box is a task, and no remark about one."""
    rest = text[found.end() :]
    return bool(rest.strip()) and (":" in found["end"] or _MENTION.match(rest) is None)


def _title(number: str, said: _Said) -> Title:
    title = plain_title(f"T0: {said.text}")
    parallel = said.parallel or title.parallel
    return replace(title, prefix="T", number=number.replace(".", "_"), parallel=parallel)


def _said(lines: list[Line], first: str = "") -> _Said:
    """The text without marks and dependencies, and what they said; `first` are marks that stand
    before the id."""
    text = " ".join(line.text for line in lines)
    keys = list(_stated(text, lines))
    vague = not keys and _is_vague(text)
    text = _without_stated(text)
    tags = _TAGS.match(text)
    last = _LAST_TAGS.search(text[-120:])
    marks = f"{first} {tags[0] if tags else ''} {last[0] if last else ''}"
    known, parallel, story = [], False, None
    for tag in _TAG.finditer(marks):
        if tag["tag"].strip() == "P":
            parallel = True
        elif _STORY.match(tag["tag"].strip()):
            story = f"{story}, {tag['tag']}" if story else tag["tag"]
        else:
            known.append(tag[0])
    if last:
        text = text[: len(text) - len(last[0])]
    if tags:
        text = f"{' '.join(known)} {text[tags.end() :]}" if known else text[tags.end() :]
    if story:
        span = Span(lines[0].number, lines[0].column)
        keys.append(KeyLine("Story", (Value(story.strip(), span),), lines[0].number))
    return _Said(" ".join(text.split()), parallel, tuple(keys), vague)


def _counting(text: str) -> Iterator[re.Match[str]]:
    """The dependencies that a task's text states of itself; none that it denies."""
    for found in _STATED.finditer(said_itself(text)):
        word = found.start("ids") if found["before"] is None else found.start()
        before = text[max(found.start() - _MAX_BEFORE, 0) : found.start()]
        marked = found["before"] is not None or found.start() == 0
        of_another = found["before"] is None and word and _OF_ANOTHER.search(before)
        no = found["before"] is None and denied(text, found.start())
        if (found["depends"] or marked) and not (of_another or no):
            yield found


def _is_vague(text: str) -> bool:
    """Whether a text speaks of a dependency that it does not deny."""
    return any(not denied(text, found.start()) for found in _VAGUE.finditer(said_itself(text)))


def _stated(text: str, lines: list[Line]) -> Iterator[KeyLine]:
    starts = [0]
    for line in lines[:-1]:
        starts.append(starts[-1] + len(line.text) + 1)
    for found in _counting(text):
        at = bisect_right(starts, found.start("ids")) - 1
        line = lines[at]
        span = Span(line.number, line.column + found.start("ids") - starts[at])
        yield _key(bool(found["blocks"]), found["ids"], span)


def _without_stated(text: str) -> str:
    """The text without the remarks that say nothing else than a dependency."""
    out, at = [], 0
    for found in _counting(text):
        opened = (found["before"] or "").strip()
        whole = opened in ("(", "[") and found["after"]
        tail = opened in ("-", "–", "—") and _ENDS_REMARK.match(text, found.end())
        if whole or (tail and not found["after"]):
            out.append(text[at : found.start()].rstrip())
            at = found.end()
    return "".join(out) + text[at:]


def _below(item: Item) -> Iterator[KeyLine]:
    """Dependencies that nested bullets state: `- depends on: T012`."""
    for nested in every_item(item.children[1:]):
        first = nested.first
        found = _KEYED.match(first.text) if first is not None else None
        if found is None or first is None or found.end() < len(first.text.rstrip(" .*_`")):
            continue
        span = Span(first.number, first.column + found.start("ids"))
        yield _key(bool(found["blocks"]), found["ids"], span)


def _key(blocks: bool, ids: str, span: Span) -> KeyLine:
    name = "Blocks" if blocks else "Depends on"
    return KeyLine(name, (Value(re.sub(r"\s*/\s*", ", ", ids), span),), span.line)
