"""The way from a file's bytes to its plan, as the program takes it, and what must hold whatever
the bytes are; makes no input of its own.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from msgspec.structs import replace

from orchestrator.diagnostics import Diagnostic, Findings, has_errors
from orchestrator.document.frontmatter import split_front_matter
from orchestrator.document.parse import read
from orchestrator.plan.around import Surroundings
from orchestrator.plan.build import build
from orchestrator.plan.codec import from_json, to_json
from orchestrator.plan.model import Plan

ROOT = "/nowhere"
AROUND = Surroundings(root=ROOT, folder=f"{ROOT}/docs", stem="x", agents=("claude",))
_SLOWEST_S = 1.0
_BOX = re.compile(r"\[[ xX]\]\s+\S")

Converted = tuple[Plan | None, tuple[Diagnostic, ...], str]


def converted(data: bytes, around: Surroundings = AROUND) -> Converted:
    """The plan of a file, all findings, and its text."""
    document, findings, text = read(data, "x.md")
    if has_errors(findings) and not document.subtasks:
        return None, findings, text
    plan, told = build(document, around, findings)
    return plan, told, text


def wrong_with_text(data: bytes) -> list[str]:
    """What does not hold for a task file of these bytes."""
    first, before = _timed(data)
    again, took = _timed(data)
    plan, findings, text = first
    # Once it may also take what Python needs to look for rubbish of a hundred thousand examples.
    slow = min(before, took) > _SLOWEST_S and len(data) <= 20_480
    wrong = [f"took {took:.1f} s"] if slow else []
    if again != first:
        wrong.append("another result the second time")
    wrong += _wrong_places(findings, text)
    if plan is None and not has_errors(findings):
        wrong.append("neither a plan nor an error")
    if plan is not None:
        wrong += _wrong_when_read_back(plan)
        wrong += [f"the box on line {line} is lost" for line in _lost_boxes(plan, findings, text)]
    return wrong


def _timed(data: bytes) -> tuple[Converted, float]:
    began = time.process_time()
    return converted(data), time.process_time() - began


def wrong_with_plan(data: bytes) -> list[str]:
    """What does not hold for a converted plan of these bytes."""
    plan, findings = from_json(data, "x.json", ROOT)
    if plan is None:
        return [] if has_errors(findings) else ["neither a plan nor an error"]
    return list(_wrong_when_read_back(plan))


def _wrong_when_read_back(plan: Plan) -> Iterator[str]:
    try:
        written = to_json(plan)
        written.encode()
        json.loads(written, parse_constant=_refuse)
        back, findings = from_json(written, "x.json", ROOT)
    except ValueError as error:
        yield f"its plan is no JSON: {error}"
        return
    if back is None:
        yield f"its own plan is refused: {findings[0].message}"
    elif replace(back, findings=()) != replace(plan, findings=()):
        yield "its own plan is another one when it is read back"


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no number of JSON")


def _wrong_places(findings: Sequence[Diagnostic], text: str) -> Iterator[str]:
    lines = text.split("\n")
    for one in findings:
        places = [(one.line, one.column), *((other.line, None) for other in one.related)]
        for line, column in places:
            if line is None:
                if column is not None:
                    yield f"{one.code}: a column without a line"
            elif not 1 <= line <= len(lines):
                yield f"{one.code}: line {line} of {len(lines)}"
            elif column is not None and not 1 <= column <= len(lines[line - 1]) + 1:
                yield f"{one.code}: column {column} of line {line}, which has less"
        if not one.message or "\n" in one.message:
            yield f"{one.code}: a message of no or several lines: {one.message!r}"


def _lost_boxes(plan: Plan, findings: Sequence[Diagnostic], text: str) -> list[int]:
    """Lines of check boxes from which nothing of the plan comes, and of which no finding tells."""
    taken = set(map(int, re.findall(r'"line": (\d+)', to_json(replace(plan, findings=())))))
    told: set[int] = set()
    for one in findings:
        if re.search(r"…| and \d+ more", one.message):
            return []
        told.update(map(int, re.findall(r"\d{1,9}", one.message)), {one.line or 0})
        for first, last in re.findall(r"(\d{1,9}) to (\d{1,9})", one.message):
            told.update(range(int(first), min(int(last), text.count("\n") + 1)))
    return [line for item, line in _boxes(text) if not {item, line} & (taken | told)]


def _boxes(text: str) -> list[tuple[int, int]]:
    """The lines of list items that begin with a box, and of the boxes, as a parser of its own
    sees them."""
    _, body = split_front_matter(text, Findings("x.md"))
    parser = MarkdownIt("commonmark", {"maxNesting": 10_000}).disable(["normalize", "inline"])
    tokens = parser.enable("table").parse(body)
    return [
        ((item.map or inline.map)[0] + 1, inline.map[0] + 1)
        for item, paragraph, inline in zip(tokens, tokens[1:], tokens[2:], strict=False)
        if item.type == "list_item_open" and paragraph.type == "paragraph_open"
        if inline.map is not None and _BOX.match(inline.content)
    ]
