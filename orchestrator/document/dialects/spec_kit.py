"""spec-kit's `tasks.md`: `- [ ] T014 [P] [US1] Build it (depends on T012)`, phase by phase.

Phases are barriers, unless the dependency section says on what one depends. In a phase each run
of neighbouring `[P]` tasks goes together, the rest in the order in which it is written.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from orchestrator.diagnostics import Findings, Span
from orchestrator.document.boxes import explains_box, is_legend, tell_legend, tell_odd_mark
from orchestrator.document.dialects.checklist import without_items
from orchestrator.document.keylines import KeyLine, Value
from orchestrator.document.nodes import After, Dialect, Found, Group, Node, Page, Sign
from orchestrator.document.speckit.boldphases import phase_boxes, with_phases
from orchestrator.document.speckit.dependencysection import Said
from orchestrator.document.speckit.phaseremarks import (
    Remarked,
    is_checkpoint,
    lists_criteria,
    read_remarks,
)
from orchestrator.document.speckit.taskorder import dependencies, placed_tasks, positions
from orchestrator.document.speckit.tasksections import (
    Section,
    Task,
    Tasks,
    begins_section,
    sections_of,
    tasks_of,
)
from orchestrator.document.speckit.tlines import ids_in, names_tasks
from orchestrator.document.tree import Block, Heading, Paragraph, every_item

NAME = "spec-kit"
_NOT_DONE = re.compile(
    r"\*\*\W*(?:not\s+(?:yet\s+)?(?:run|done|verified|executed|started|implemented|tested)"
    r"|deferred|skipped|blocked|pending|todo)\b",
    re.I,
)
_MAX_SAID = 100_000  # dependencies of tasks that lines outside of tasks state


def sign(page: Page) -> Sign | None:
    """How many tasks are named `T001`; as headings they count where phases stand above them."""
    if not any(map(names_tasks, page.source.lines)):
        return None
    tasks = tasks_of(with_phases(page)).tasks
    numbered = [task for task in tasks if task.line.title.number is not None]
    count = len(numbered)
    if count == 1 and numbered[0].item is not None and numbered[0].line.box is None:
        return None  # one bullet that begins with an id may be a remark
    if any(task.item is None for task in numbered):
        count += sum(begins_section(task.path) is not None for task in numbered)
        count += sum(task.line.title.parallel for task in numbered)
    return Sign(count, f"{len(numbered)} tasks like `- [ ] T001 …`") if count else None


def find(page: Page) -> Found | None:
    """Every task line, in the order that phases, marks and dependencies give."""
    page = with_phases(page)
    found = tasks_of(page)
    if not found.tasks:
        return None
    sections = sections_of(found)
    phases = list(phase_boxes([entry.block for entry in found.others]))
    taken = {id(task.item) for task in found.tasks if task.item is not None}
    lines = sorted(task.line.span.line for task in found.tasks)
    taken |= {id(item) for item, _ in phases}
    out = _read_remarks(found, sections, taken)
    said = dependencies(found, sections)
    nodes = _nodes(page, found, sections, taken)
    _add_said(nodes, said, page.source.findings)
    placed = placed_tasks(page, found, sections, nodes, said)
    return Found(
        NAME,
        tuple(
            replace(node, after=tuple(After(*each) for each in after))
            for node, after in zip(nodes, placed.after, strict=True)
        ),
        tuple(_outside(page, found, said, out, taken | out.items)),
        ordered=True,
        groups=tuple(
            Group(box.text, item.line, tuple(_between(lines, item.line, item.last)))
            for item, box in phases
        ),
    )


def _between(lines: Sequence[int], first: int, last: int) -> Sequence[int]:
    return lines[bisect_left(lines, first) : bisect_right(lines, last)]


def _read_remarks(found: Tasks, sections: Sequence[Section], taken: set[int]) -> Remarked:
    """Give each phase what is said of it; boxes of success criteria go to the last of all."""
    by_line = {each.line: each for each in sections}
    stretches: dict[int, list[Block]] = {}
    out = Remarked()
    for entry in found.others:
        head = begins_section(entry.path) or _first_of(entry.path, by_line)
        if head is not None and head.line in by_line:
            stretches.setdefault(head.line, []).append(entry.block)
        elif entry.path and lists_criteria(entry.path[-1].text):
            stretches.setdefault(0, []).append(entry.block)
    for line, blocks in stretches.items():
        section = by_line.get(line, sections[-1])
        label = section.heading.text if section.heading is not None else "Tasks"
        read_remarks(blocks, taken, section.remarks, out, label)
    for section in sections:
        for task in (found.tasks[index] for index in section.tasks):
            if task.item is None:
                ends = [block for block in task.blocks if is_checkpoint(block)]
                read_remarks(ends, taken, section.remarks, out, "")
                task.blocks = tuple(_left(task.blocks, out))
    return out


def _left(blocks: Iterable[Block], out: Remarked) -> Iterator[Block]:
    """The blocks as far as no remark of a phase has taken them."""
    for block in blocks:
        kept = out.kept.get(id(block), block)
        if kept is not None:
            yield kept


def _first_of(path: Sequence[Heading], by_line: dict[int, Section]) -> Heading | None:
    return next((heading for heading in path if heading.line in by_line), None)


def _nodes(page: Page, found: Tasks, sections: Sequence[Section], taken: set[int]) -> list[Node]:
    for task in found.tasks:
        if task.line.vague:
            page.source.findings.often(
                "vague-dependency",
                "speaks of a dependency in a way that makes no edge",
                task.line.span.line,
                hint="write `(depends on T012)` if it waits for that",
            )
    legends = [
        item.line
        for item in every_item([entry.block for entry in found.others])
        if is_legend(item) and not explains_box(item)
    ]
    if legends:
        tell_legend(legends, page.source.findings)
    nodes = [_node(page, task, taken) for task in found.tasks]
    for section in sections:
        last, remarks = section.tasks[-1], section.remarks
        nodes[last] = replace(
            nodes[last],
            criteria=(*nodes[last].criteria, *remarks.criteria),
            about="\n".join(remarks.about),
        )
    return nodes


def _node(page: Page, task: Task, taken: set[int]) -> Node:
    line, blocks, last = task.line, task.blocks, task.last
    nested = [item.line for item in every_item(blocks) if id(item) in taken]
    if nested:
        blocks, last = tuple(without_items(blocks, taken)), min(nested) - 1
    if line.box is not None:
        tell_odd_mark(line.box, page.source.findings)
    title, done = line.title, line.done
    text = page.source.raw(line.span.line, last)
    if done and _NOT_DONE.search(text):
        done, title = False, replace(title, status=None)
        page.source.findings.often(
            "tick-doubted",
            "is ticked, but says that it was not done; the tick does not count",
            line.span.line,
            hint="untick it, or say what was done",
        )
    return Node(
        title=title,
        span=line.span,
        blocks=blocks,
        last=last,
        item=task.item is not None,
        done=done,
        optional=line.optional,
        keys=line.keys,
    )


def _add_said(nodes: list[Node], said: Said, findings: Findings) -> None:
    """Give the nodes what the dependency section states of single tasks; tell what it says in
    vain."""
    first, left = positions(nodes), _MAX_SAID
    for later, earlier, line in said.of_tasks:
        indices = ids_in(later, first)[:left]
        left -= len(indices)
        if not indices or not ids_in(earlier, first):
            said.unread.append(line)
            continue
        key = KeyLine("Depends on", (Value(earlier, Span(line)),), line)
        for index in indices:
            nodes[index] = replace(nodes[index], keys=(*nodes[index].keys, key))
    for name, line in dict.fromkeys(said.unknown):
        findings.warning(
            "unknown-phase",
            f"waits for {name}, which is not in this file; so nothing comes of that",
            line,
            hint="correct the number, or remove it if that is done already",
        )
    for line in sorted(set(said.unread)):
        findings.often(
            "dependency-prose",
            "says of the order what is no edge: it names no tasks or phases in a form that is read",
            line,
            hint="write `- **US2**: depends on US1`, or `(depends on T012)` behind a task",
        )


def _outside(
    page: Page, found: Tasks, said: Said, out: Remarked, taken: set[int]
) -> Iterable[Block]:
    """The blocks that are no task's, without what phases and dependencies have taken."""
    headed = [(task.line.span.line, task.last) for task in found.tasks if task.item is None]
    owned = {line for first, last in headed for line in range(first, last + 1)}
    kept: list[Block] = []
    for block in _left((each for each in page.blocks if each.line not in owned), out):
        if id(block) in said.blocks:
            continue
        if not isinstance(block, Paragraph):
            kept.append(block)
        elif lines := tuple(line for line in block.lines if line.number not in said.lines):
            kept.append(Paragraph(lines))
    return without_items(kept, taken)


SPEC_KIT = Dialect(NAME, sign, find)
