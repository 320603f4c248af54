"""Says of what looks like a check or a criterion, and is none, that nothing comes of it.

Tables without commands, prose among criteria, boxes where no list item is; takes none of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from orchestrator.diagnostics import Severity
from orchestrator.document.boxes import tell_legend
from orchestrator.document.drafts import Place, SubtaskDraft
from orchestrator.document.expectations import FORMS
from orchestrator.document.labels import (
    DOCUMENTATION,
    Lists,
    Reads,
    Use,
    is_legend_label,
    meaning_of,
)
from orchestrator.document.parts.spans import is_command_cell
from orchestrator.document.segments import Segment
from orchestrator.document.source import Source
from orchestrator.document.tree import (
    Block,
    Fence,
    Html,
    Paragraph,
    Table,
    every_block,
    every_item,
)

_BOX = re.compile(r"(?:\[[ xX]\]|[☐☑☒]\ufe0f?)(?:\s|$)")
_LISTED_BOX = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+\[(?:\s*|[^\]\dA-WYZ])\](?:\s|$)")
# What looks like a list to a reader and is none in markdown: `-[ ] a`, `• [ ] a`, `a. [ ] a`.
_NEARLY_LISTED = re.compile(
    r"\s*(?:[-*+•◦▪‣·–—]\s*|\d+[.)]\s*|[A-Za-z][.)]\s+)\[[ xX]?\](?:[\s\w`\"“]|\*\S|$)"
)
_GLUED = re.compile(r"\[[ xX]?\](?:[\w`\"“]|\*\S)")
_HTML_BOX = re.compile(r"<input\b[^>]*\bcheckbox\b", re.I)
_MAX_LINES = 12


def tell_table(
    draft: SubtaskDraft, table: Table, place: Place, command: int | None, *, expects: bool
) -> None:
    """Say of a table that nothing in it is taken, if its author may think otherwise.

    `command` is its column of commands, `expects` whether another says what is expected.
    """
    meaning, findings = place.meaning, draft.source.findings
    if meaning is not None and meaning.reads is Reads.EXPECT:
        findings.error(
            "bad-expectation",
            "a table cannot be read as expectations",
            table.line,
            hint=f"make each row a bullet; {FORMS}",
        )
        return
    if place.quoted or meaning == DOCUMENTATION:
        return
    rows = [row.cells if command is None else (row.cells[command],) for row in table.rows]
    commands = any(is_command_cell(cell) for cells in rows for cell in cells)
    checks = place.spans and place.runs is Use.CHECK
    if commands and (expects or checks):
        where = "name the column `Command`" if command is None else "put it below `**Verify**:`"
        findings.warning(
            "check-not-run",
            "nothing in this table of commands ever runs",
            table.line,
            hint=f"{where}, and each command in backticks alone",
        )
    elif lists_criteria(place):
        findings.warning(
            "not-a-criterion",
            f"a table below “{place.label}” holds no criteria; nothing comes of it",
            table.line,
            hint="make each row a bullet or a box",
        )


def tell_criteria_prose(draft: SubtaskDraft, block: Paragraph, place: Place) -> None:
    """Say of a paragraph among criteria that it is none, unless it leads up to some."""
    leads_up = block.lines[-1].text.rstrip().endswith(":")
    if lists_criteria(place) and not leads_up and not _is_box(block.lines[0].text):
        draft.source.findings.often(
            "not-a-criterion",
            f"a paragraph below “{place.label}” is no criterion; nothing comes of it",
            block.line,
            hint="make it a bullet or a box",
            severity=Severity.WARNING,
        )


def lists_criteria(place: Place) -> bool:
    """Whether the bullets that stand there are criteria."""
    return place.bullets and place.boxes is Lists.CRITERIA and place.owner is None


def tell_lost_boxes(source: Source, parts: Sequence[Segment]) -> None:
    """Say of boxes in cells, in running text, in HTML and in indented code that they are none."""
    lines: set[int] = set()
    for part in parts:
        if part.label is not None and is_legend_label(part.label):
            lines.update(_beside_legend(source, part))
        else:
            listed = part.label is not None and meaning_of(part.label).bullets
            lines.update(lost_lines(part.blocks, listed=listed))
    lines -= source.findings.accounted
    if not lines:
        return
    source.findings.accounted.update(lines)
    shown = ", ".join(str(line) for line in sorted(lines)[:_MAX_LINES])
    more = " …" if len(lines) > _MAX_LINES else ""
    source.findings.warning(
        "lost-boxes",
        "boxes that are no list items, or not written as such, are neither steps nor criteria, on "
        f"line{'s' if len(lines) > 1 else ''} {shown}{more}",
        min(lines),
        hint="write each as `- [ ] …`, with all blanks and an empty line above the first",
    )


def _beside_legend(source: Source, part: Segment) -> Iterator[int]:
    """The boxes that a legend does not explain, which it does in tables and in running text."""
    tables = [block for block in part.blocks if isinstance(block, Table)]
    text = [block for block in part.blocks if isinstance(block, Paragraph)]
    rest = [block for block in part.blocks if not isinstance(block, Table | Paragraph)]
    source.findings.accounted.update(lost_lines(tables, listed=True))
    explained = list(lost_lines(text, listed=True))
    if explained:
        tell_legend(explained, source.findings)
    yield from lost_lines(rest, listed=True)


def lost_lines(blocks: Sequence[Block], *, listed: bool) -> Iterator[int]:
    """The lines of boxes that are no list items, or not written as boxes are; `listed` is whether
    plain bullets count too."""
    items = {item.first.number for item in every_item(blocks) if item.first is not None}
    for block in every_block(blocks):
        if isinstance(block, Table):
            yield from (row.line for row in block.rows if any(map(_is_box, row.cells)))
        elif isinstance(block, Paragraph):
            for line in block.lines:
                taken = line.number in items and (listed or _BOX.match(line.text))
                item = line.number in items and is_glued_box(line.text)
                if (_is_box(line.text) or is_listed_box(line.text) or item) and not taken:
                    yield line.number
        elif isinstance(block, Html) and not block.comment:
            if _HTML_BOX.search(block.text):
                yield block.line
            yield from _listed_boxes(block.text, block.line)
        elif isinstance(block, Fence) and block.info is None:
            yield from _listed_boxes(block.content, block.line)


def is_listed_box(line: str) -> bool:
    """Whether a line would be a box, if a list could begin where it stands."""
    return _LISTED_BOX.match(line) is not None or _NEARLY_LISTED.match(line) is not None


def is_glued_box(text: str) -> bool:
    """Whether the text of an item begins like a box, but for the blank behind it: `[ ]Text`."""
    return _GLUED.match(text) is not None


def _listed_boxes(text: str, first: int) -> Iterator[int]:
    for number, line in enumerate(text.split("\n"), start=first):
        if is_listed_box(line):
            yield number


def _is_box(text: str) -> bool:
    return starts_with_box(text) or _HTML_BOX.search(text) is not None


def starts_with_box(text: str) -> bool:
    """Whether a text that is no item begins with a box."""
    return _BOX.match(text) is not None
