"""task-master's files of one task, which begin with `# Task ID: 1`.

In its text files every field is a heading of the first level, `# Dependencies: 2, 3`; below
`# Subtasks:` each is a heading `## 1. Title [pending]` with fields of the third level. In its
Markdown files fields are bold, `**Status:** done`, and subtasks are headings `### 1.2. Title`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from msgspec import Struct
from msgspec.structs import replace

from orchestrator.diagnostics import Span
from orchestrator.document.headings import Title
from orchestrator.document.keylines import KeyLine, Value
from orchestrator.document.nodes import Dialect, Found, Node, Page, Sign
from orchestrator.document.source import Source
from orchestrator.document.taskmaster.fields import NAME, Depends, Entry, Text, is_id, link, spec_of
from orchestrator.document.tree import Block, Heading, Paragraph

_FIELD = re.compile(
    r"(?P<name>Task ID|Title|Status|Dependencies|Priority|Description|Details|Test Strategy"
    r"|Subtasks):(?:\s+(?P<value>\S.*))?"
)
_SUBTASK = re.compile(r"(?P<id>\d+)\.\s+(?P<title>\S.*?)(?:\s+\[(?P<status>[^\[\]]+)\])?")
# As its Markdown files have them, always in this order; what stands out of it is text.
_BOLD_ORDER = ("Title", "Status", "Dependencies", "Priority", "Description", "Details",
               "Test Strategy")  # fmt: skip
_BOLD = re.compile(rf"\*\*(?P<name>{'|'.join(_BOLD_ORDER)}):\*\*(?:\s+(?P<value>\S.*))?")
_BOLD_SUBTASK = re.compile(r"(?P<task>\S+)\.(?P<id>\d+)\.\s+(?P<title>\S.*)")
_NOTHING = frozenset({"No details provided.", "No test strategy provided."})
_REMARK = re.compile(r"\([^()]*\)")
_ID = re.compile(r"\d+(?:\.\d+)*")
_DONE = re.compile(r"✅|✓|✔|\b(?:done|completed?)\b", re.I)
_ID_FIELD = "Task ID"
_TEXTS = {"Description": "description", "Details": "details", "Test Strategy": "strategy"}
_OF_ONE_LINE = frozenset({_ID_FIELD, "Title", "Status", "Dependencies", "Priority", "Subtasks"})


class _Mark(Struct, frozen=True):
    """What opens a field or a subtask: its name, what stands beside it, its line, the last line
    that is its, and whether it is of a Markdown file."""

    name: str
    value: str
    line: int
    last: int
    bold: bool = False


def sign(page: Page) -> Sign | None:
    """How many headings or bold lines are fields, where one is the id and another is not."""
    names = [found["name"] for block in page.blocks if (found := _field(block, 1))]
    if _ID_FIELD not in names:
        return None
    bold = sum(mark.bold and mark.name in _BOLD_ORDER for mark in _marks(page))
    if len(names) + bold == 1:
        return None
    what = (
        "fields below `# Task ID: 1`"
        if bold
        else "headings that are fields, such as `# Task ID: 1`"
    )
    return Sign(len(names) + bold, f"{len(names) + bold} {what}")


def task_master(page: Page) -> Found | None:
    """Each task and each of its subtasks; an id that no heading here has is of another file."""
    entries: list[Entry] = []
    lasts: list[int] = []
    for mark in _marks(page):
        _take(page.source, mark, entries, lasts)
    if not entries:
        return None
    findings = page.source.findings
    links = link(entries, findings)
    tasks = {entry.id for entry in entries if entry.parent is None}
    external: list[KeyLine] = []
    for entry, each in links.missing:
        if each.id.partition(".")[0] in tasks or entry.parent is not None:
            findings.error(
                "unknown-reference",
                f"there is no task {each.id}, on which {entry.id} depends",
                each.line,
                hint="correct the id, or remove it",
            )
        else:
            text = f"Task {each.id}{' ✅' if each.satisfied else ''}"
            external.append(KeyLine("Dependencies", (Value(text, Span(each.line)),), each.line))
    nodes = tuple(
        Node(
            title=Title(text=entry.title, number=entry.id),
            span=Span(entry.line),
            blocks=(),
            last=last,
            spec=spec_of(entry, after, findings),
        )
        for entry, after, last in zip(entries, links.after, lasts, strict=True)
    )
    outside = tuple(block for block in page.blocks if block.line < entries[0].line)
    keys = (*page.front.keys, *external)
    return Found(NAME, nodes, outside, ordered=True, keys=keys, title=_title(entries))


def _title(entries: Sequence[Entry]) -> Title:
    """The document's: that of its one task."""
    if sum(entry.parent is None for entry in entries) == 1:
        return Title(text=entries[0].title, number=entries[0].id)
    return Title(text="Tasks")


def _field(block: Block, level: int) -> re.Match[str] | None:
    if not isinstance(block, Heading) or block.level != level:
        return None
    return _FIELD.fullmatch(block.text)


def _marks(page: Page) -> Iterator[_Mark]:
    """What means something where it stands, each with the lines up to the next."""
    opened = list(_bold_marks(page) or _headings(page))
    ends = [*(mark.line - 1 for mark in opened[1:]), len(page.source.lines)]
    for mark, last in zip(opened, ends, strict=False):
        yield replace(mark, last=last)


def _bold_marks(page: Page) -> list[_Mark]:
    """Those of a Markdown file, [] in a text file."""
    opened: list[_Mark] = []
    task, place, listing = "", 0, False  # `place` is that of the next field that may stand here
    for block, following in zip_longest(page.blocks, page.blocks[1:]):
        field = _field(block, 1)
        inner = None
        if isinstance(block, Heading) and listing and block.level == 3:
            inner = _BOLD_SUBTASK.fullmatch(block.text)
        if field and field["name"] == _ID_FIELD and _begins_bold(following):
            task, place, listing = (field["value"] or "").strip(), 0, False
            opened.append(_Mark(_ID_FIELD, task, block.line, 0, True))
        elif isinstance(block, Heading) and block.level == 2 and block.text == "Subtasks" and task:
            listing = True
            opened.append(_Mark("Subtasks", "", block.line, 0, True))
        elif inner and inner["task"] == task:
            place = 1  # it has its title
            opened.append(_Mark("subtask", f"{inner['id']}. {inner['title']}", block.line, 0, True))
        for line in block.lines if isinstance(block, Paragraph) and task else ():
            found = _BOLD.fullmatch(line.text)
            if found and _BOLD_ORDER.index(found["name"]) >= place:
                place = _BOLD_ORDER.index(found["name"]) + 1
                opened.append(_Mark(found["name"], found["value"] or "", line.number, 0, True))
    return opened


def _begins_bold(block: Block | None) -> bool:
    if not isinstance(block, Paragraph):
        return False
    found = _BOLD.fullmatch(block.lines[0].text)
    return found is not None and found["name"] == "Title"


def _headings(page: Page) -> Iterator[_Mark]:
    """Those of a text file."""
    began = listing = False  # whether a task has begun, and whether its subtasks are listed
    for block in page.blocks:
        if not isinstance(block, Heading):
            continue
        found = _field(block, 1)
        inner = _SUBTASK.fullmatch(block.text) if listing and block.level == 2 else None
        below = _field(block, 3) if listing else None
        if found and (began or found["name"] == _ID_FIELD):
            began, listing = True, found["name"] == "Subtasks"
            yield _Mark(found["name"], found["value"] or "", block.line, 0)
        elif inner:
            yield _Mark("subtask", block.text, block.line, 0)
        elif below:
            yield _Mark(below["name"], below["value"] or "", block.line, 0)


def _take(source: Source, mark: _Mark, entries: list[Entry], lasts: list[int]) -> None:
    """Begin an entry, or add a field to the last one."""
    described = mark.bold and mark.name == "Dependencies" and entries and entries[-1].parent
    if described:
        entries[-1].description = _text(source, replace(mark, value=""))
    elif mark.name in _OF_ONE_LINE:
        _tell_below(source, mark)
    if mark.name == _ID_FIELD:
        id_ = mark.value.strip()
        if not is_id(id_):
            source.findings.error(
                "bad-id",
                f"“{id_[:40]}” cannot be the id of a task",
                mark.line,
                hint="write a number",
            )
        entries.append(Entry(id=id_, line=mark.line))
        lasts.append(mark.last)
        return
    if mark.name == "subtask":
        found = _SUBTASK.fullmatch(mark.value)
        assert found is not None
        task = entries[-1].parent or entries[-1].id
        id_ = f"{task}.{found['id']}"
        entry = Entry(id=id_, parent=task, line=mark.line, title=found["title"])
        if mark.bold:
            entry.title = mark.value.partition(". ")[2]  # brackets at its end are its own
        else:
            entry.status = found["status"]
        entry.description = _text(source, replace(mark, value=""))
        entries.append(entry)
        lasts.append(mark.last)
        return
    lasts[-1] = mark.last
    _set(source, mark, entries[-1])


def _tell_below(source: Source, mark: _Mark) -> None:
    """Say of text below a field of one line that nothing comes of it."""
    lines = [at + 1 for at in range(mark.line, mark.last) if source.lines[at].strip()]
    if lines:
        source.findings.accounted.update(lines)
        until = f" to {lines[-1]}" if len(lines) > 1 else ""
        source.findings.warning(
            "text-of-no-field",
            f"nothing comes of the text below `{mark.name}`, line {lines[0]}{until}",
            lines[0],
            hint="move it below `Details:`",
        )


def _set(source: Source, mark: _Mark, entry: Entry) -> None:
    if mark.name == "Title":
        entry.title = mark.value
    elif mark.name == "Status":
        entry.status = mark.value or None
    elif mark.name == "Priority":
        entry.priority = mark.value or None
    elif mark.name == "Dependencies":
        entry.depends = list(_depends(mark))
    elif mark.name in _TEXTS:
        name = _TEXTS[mark.name]
        if getattr(entry, name).text:
            source.findings.warning(
                "duplicate-key",
                f"`{mark.name}` is given twice; the one on line {mark.line} counts",
                mark.line,
                hint="remove one of them",
            )
        setattr(entry, name, _text(source, mark))


def _depends(mark: _Mark) -> Iterator[Depends]:
    for piece in mark.value.split(","):
        found = _ID.search(_REMARK.sub("", piece))
        if found is not None:
            yield Depends(found.group(), mark.line, _DONE.search(piece) is not None)


def _text(source: Source, mark: _Mark) -> Text:
    """What stands beside the name, and below it."""
    below = source.lines[mark.line : mark.last]
    if mark.value:
        return Text("\n".join([mark.value, *below]).strip("\n").rstrip(), mark.line, spread=True)
    first = next((at for at, line in enumerate(below) if line.strip()), 0)
    text = "\n".join(below[first:]).rstrip()
    if mark.bold and text in _NOTHING:
        return Text()
    return Text(text, mark.line + 1 + first, spread=True)


TASK_MASTER = Dialect(NAME, sign, task_master)
