"""Files of spec-runner: subtasks are headings `### TASK-001: Name`, priority and status below.

`🔴 P0 | ⬜ TODO | Est: 2d` is taken apart here, so are `**Checklist:**`, which lists the steps,
and `**Verifies:**`, which names tests; all other keys and parts are read as in native files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from orchestrator.diagnostics import Span
from orchestrator.document.boxes import plain_text
from orchestrator.document.dialects.native import found_at
from orchestrator.document.headings import Title, document_title
from orchestrator.document.inline import peel_emoji, unwrapped, without_bold
from orchestrator.document.keylines import KeyLine, Value
from orchestrator.document.labels import bold_pair, name_key
from orchestrator.document.model import CriterionSpec
from orchestrator.document.nodes import Dialect, Found, Node, Page, Sign
from orchestrator.document.status import leading_status, status_of, status_words
from orchestrator.document.tree import Block, Heading, Line, ListBlock, Paragraph

NAME = "spec-runner"
_TASK = re.compile(r"(?P<word>[A-Z][A-Z0-9]*)-(?P<number>\d+):\s+(?P<name>\S.*)")
_STATE = re.compile(
    r"(?:[^\w|]*|[^\x00-\x7f]{1,8}\s+)"  # an emoji, or what a wrong encoding made of it
    r"(?P<priority>P\d)\s*\|\s*(?P<status>[^|\s]+(?:\s[^|\s]+)*)(?P<rest>.*)"
)
_WORD = re.compile(r"[A-Za-z_]+(?:-[A-Za-z]+)*")
_ESTIMATE = re.compile(r"~?\d[\d.]*(?:[-–]\d[\d.]*)?\s?[a-z]{1,8}", re.I)
_ASIDE = re.compile(r"\((?P<in>.+)\)|[-–—]\s+(?P<behind>.+)")
_REMARK = re.compile(r"(?P<name>[A-Z][\w ]*):(?P<value>.+)")
_BETWEEN = re.compile(r"\||\s\s+")
_REFERENCE = re.compile(r"(?:\[[A-Z][A-Z0-9]*-\d+[^\]]*\]|[-–—])")
_AMID = re.compile(
    r"\*\*(?P<name>Depends on|Blocks):?\*\*:?\s*"
    r"(?P<ids>\[[A-Z][A-Z0-9]*-\d+[^\]]*\](?:[\s,]*\[[A-Z][A-Z0-9]*-\d+[^\]]*\])*)"
)
_KEYS = frozenset({"depends on", "blocks", "traces to"})


def sign(page: Page) -> Sign | None:
    """How many headings read `TASK-001: …`, in a file where a line below one is of spec-runner."""
    count, known, below = 0, False, False
    for block in page.blocks:
        if isinstance(block, Heading):
            below = block is not page.heading and _title(block) is not None
            count += below
        elif below and isinstance(block, Paragraph):
            known = known or any(map(_is_of_spec_runner, block.lines))
    return Sign(count, f"{count} headings like `### TASK-001: …`") if count and known else None


def find(page: Page) -> Found | None:
    """Those headings, with what stands below each of them."""
    named: dict[int, Title] = {}
    for index, block in enumerate(page.blocks):
        if isinstance(block, Heading) and block is not page.heading:
            title = _title(block)
            if title is not None:
                named[index] = title
    found = found_at(page, named)
    if found is None:
        return None
    milestones = dict(_milestones(page))
    nodes = tuple(_node(page, node, milestones.get(node.span.line)) for node in found.nodes)
    return replace(found, dialect=NAME, nodes=nodes)


def _title(heading: Heading) -> Title | None:
    found = _TASK.match(peel_emoji(without_bold(heading.text))[1])
    if found is None:
        return None
    return replace(
        document_title(found["name"]), prefix=found["word"].lower(), number=found["number"]
    )


def _is_of_spec_runner(line: Line) -> bool:
    if _state(line):
        return True
    pair = bold_pair(line.text)
    return pair is not None and name_key(pair[0]) in _KEYS and bool(_REFERENCE.match(pair[1]))


def _milestones(page: Page) -> Iterator[tuple[int, KeyLine]]:
    """The milestone that each heading stands below, by the heading's line."""
    above: Heading | None = None
    for block in page.blocks:
        if not isinstance(block, Heading):
            continue
        if name_key(block.text).startswith("milestone"):
            above = block
        elif above is not None and block.level <= above.level:
            above = None
        if above is not None:
            value = Value(above.text, Span(above.line, above.column))
            yield block.line, KeyLine("Milestone", (value,), above.line)


def _node(page: Page, node: Node, milestone: KeyLine | None) -> Node:
    blocks, keys = _without_state(node.blocks)
    blocks, checklist = _without_checklist(blocks)
    _tell_traces(page, blocks)
    return replace(
        node,
        blocks=tuple(blocks),
        keys=(*node.keys, *keys, *_amid_lines(blocks), *((milestone,) if milestone else ())),
        elsewhere=tuple(checklist),
        criteria=tuple(_verified(blocks)),
    )


def _without_state(blocks: Sequence[Block]) -> tuple[list[Block], list[KeyLine]]:
    """The blocks without the line right below the heading, and what that says."""
    first = blocks[0] if blocks else None
    keys = _state(first.lines[0]) if isinstance(first, Paragraph) else []
    if not keys or not isinstance(first, Paragraph):
        return list(blocks), []
    rest = [Paragraph(first.lines[1:])] if first.lines[1:] else []
    return [*rest, *blocks[1:]], keys


def _state(line: Line) -> list[KeyLine]:
    """The keys of `🔴 P0 | ⬜ TODO | Est: 2d`; [] for any other line. What stands behind a known
    status need have no name, as in `| 2d`."""
    found = _STATE.fullmatch(line.text)
    if found is None:
        return []
    status, behind = _status(found["status"])
    if not status:
        return []
    keys = [_key("Priority", found["priority"], line), _key("Status", status, line)]
    aside = _ASIDE.fullmatch(behind)
    pieces = [aside["in"] or aside["behind"] if aside else behind, *_BETWEEN.split(found["rest"])]
    unnamed: list[str] = []
    for piece in filter(None, (piece.strip() for piece in pieces)):
        remark = _REMARK.fullmatch(piece)
        if remark is not None:
            keys.append(_key(remark["name"], remark["value"].strip(), line))
        elif status_of(status) is None or (piece == behind and not aside):
            return []
        elif _ESTIMATE.fullmatch(piece):
            keys.append(_key("Est", piece, line))
        else:
            unnamed.append(piece)
    return [*keys, _key("Remark", ", ".join(unnamed), line)] if unnamed else keys


def _status(text: str) -> tuple[str, str]:
    """A status as written, `🔄 IN PROGRESS` or one that nobody knows, and what is behind it."""
    words = status_words(text)
    known = leading_status([word.lower() for word in words])
    said = words[: known[1] if known else 1]
    found = re.match(r".*?" + r"\s".join(map(re.escape, said)), text)
    if not found or not said or not (known or _WORD.fullmatch(said[0])):
        return "", text
    return found[0], text[found.end() :].strip()


def _key(name: str, value: str, line: Line) -> KeyLine:
    span = Span(line.number, line.column + max(line.text.find(value), 0))
    return KeyLine(name, (Value(value, span),), line.number)


def _amid_lines(blocks: Sequence[Block]) -> Iterator[KeyLine]:
    """Dependencies behind other words of a line, which count wherever they stand in it."""
    for block in blocks:
        for line in block.lines if isinstance(block, Paragraph) else ():
            for found in _AMID.finditer(line.text) if bold_pair(line.text) is None else ():
                span = Span(line.number, line.column + found.start("ids"))
                yield KeyLine(found["name"], (Value(found["ids"].strip(), span),), line.number)


def _without_checklist(blocks: Sequence[Block]) -> tuple[list[Block], list[Block]]:
    """The blocks without the lists below `**Checklist:**`, and those lists as steps."""
    kept: list[Block] = []
    steps: list[Block] = []
    for index, block in enumerate(blocks):
        above = blocks[index - 1] if index else None
        if isinstance(block, ListBlock) and above is not None and _is_checklist(above):
            steps += [Heading(4, "Tasks", block.line, block.line, block.column), block]
        else:
            kept.append(block)
    return kept, steps


def _is_checklist(block: Block) -> bool:
    if isinstance(block, Heading):
        return name_key(block.text) == "checklist"
    pair = bold_pair(block.lines[-1].text) if isinstance(block, Paragraph) else None
    return pair is not None and name_key(pair[0]) == "checklist" and not pair[1]


def _verified(blocks: Sequence[Block]) -> Iterator[CriterionSpec]:
    """A criterion for each test that `**Verifies:**` names, on its line or in the list below."""
    for index, block in enumerate(blocks):
        for line in block.lines if isinstance(block, Paragraph) else ():
            pair = bold_pair(line.text)
            if pair is None or name_key(pair[0]) != "verifies":
                continue
            named = [(text, line.number) for text in pair[1].split(",")]
            following = blocks[index + 1] if index + 1 < len(blocks) else None
            if not pair[1] and isinstance(following, ListBlock):
                named = [(plain_text(item), item.line) for item in following.items]
            for text, number in named:
                if text.strip():
                    yield CriterionSpec(part=pair[0], text=unwrapped(text), line=number)


def _tell_traces(page: Page, blocks: Sequence[Block]) -> None:
    for block in blocks:
        for line in block.lines if isinstance(block, Paragraph) else ():
            pair = bold_pair(line.text)
            if pair is not None and name_key(pair[0]) == "traces to":
                page.source.findings.often(
                    "trace-ignored",
                    f"`{pair[0]}` makes no edge: it names documents or requirements, not tasks",
                    line.number,
                    hint="write `**Depends on:** …` for tasks that must come first",
                )


SPEC_RUNNER = Dialect(NAME, sign, find)
