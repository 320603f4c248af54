"""Tables with a Command column: each cell that is exactly one code span is a command."""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct

from orchestrator.document.commands import span_command
from orchestrator.document.drafts import CommandDraft, Place, SubtaskDraft
from orchestrator.document.expect import Expect
from orchestrator.document.expectations import FORMS, says_success
from orchestrator.document.inline import only_span
from orchestrator.document.keylines import COMMANDS
from orchestrator.document.labels import name_key
from orchestrator.document.parts.attach import attach
from orchestrator.document.parts.cells import Unread, What, read_cell
from orchestrator.document.parts.mustfail import Said, expect_failure
from orchestrator.document.parts.untaken import tell_table
from orchestrator.document.tree import Row, Table
from orchestrator.document.values import is_none

_NAMES = ("description", "name", "test", "what", "test id", "id")
_EXPECTED: Mapping[str, What] = {
    **dict.fromkeys(
        ("expected", "expect", "expects", "expected outcome", "expected outcomes",
         "expected result", "expected results"), What.ANYTHING),
    **dict.fromkeys(
        ("exit code", "exit", "exit status", "expected exit code", "expected exit",
         "expected exit status", "expected code", "return code", "expected return code"),
        What.EXIT_CODE),
    **dict.fromkeys(
        ("expected output", "output", "expected stdout", "stdout", "prints"), What.STDOUT),
    **dict.fromkeys(("stderr", "expected stderr", "expected error"), What.STDERR),
}  # fmt: skip
# Columns whose author may believe that they are compared.
_NEARLY = re.compile(
    r"(?!.*\b(?:actual|got|last|notes?)\b).*"
    r"\b(?:expect\w*|should|must|results?|outputs?|stdout|stderr|exit|returns?|responses?)\b.*"
)
_MAX_LINES = 12


class _Columns(Struct, frozen=True):
    """Where a table has what; `expected` says what each column is about."""

    command: int
    title: int | None
    expected: Mapping[int, What]


def read_table(draft: SubtaskDraft, table: Table, place: Place) -> None:
    """Read the commands of a table, where the place runs or checks them."""
    columns = _columns(table)
    never = not place.spans or place.runs is None or place.quoted or draft.only_marked
    if columns is None or never:
        command, expects = (columns.command, bool(columns.expected)) if columns else (None, False)
        tell_table(draft, table, place, command, expects=expects)
        return
    prose = [row.line for row in table.rows if not _read_row(draft, row, columns, place)]
    draft.used_lines.update(range(table.line, table.last + 1))
    _tell_columns(draft, table, columns)
    if prose:
        shown = ", ".join(str(line) for line in prose[:_MAX_LINES])
        more = " …" if len(prose) > _MAX_LINES else ""
        draft.source.findings.warning(
            "expected-prose",
            f"what is expected on line{'s' if len(prose) > 1 else ''} {shown}{more} is prose and "
            "not compared: only the exit code decides",
            prose[0],
            hint=FORMS,
        )


def _columns(table: Table) -> _Columns | None:
    names = [name_key(cell) for cell in table.header.cells]
    command = next((names.index(name) for name in COMMANDS if name in names), None)
    if command is None:
        return None
    title = next((names.index(name) for name in _NAMES if name in names), None)
    expected = {at: _EXPECTED[name] for at, name in enumerate(names) if name in _EXPECTED}
    return _Columns(command, title, expected)


def _tell_columns(draft: SubtaskDraft, table: Table, columns: _Columns) -> None:
    """Say of a column that reads like an expectation, and is none, that nothing is compared."""
    for at, heading in enumerate(table.header.cells):
        if at in (columns.command, columns.title) or at in columns.expected:
            continue
        cells = [row.cells[at] for row in table.rows if only_span(row.cells[columns.command])]
        if _NEARLY.fullmatch(name_key(heading)) and not all(map(_says_nothing, cells)):
            draft.source.findings.warning(
                "column-not-compared",
                f"the column “{heading.strip()}” is no expectation; nothing is compared with it",
                table.header.line,
                hint="did you mean `Expected`, `Exit code`, `Expected output` or `Stderr`?",
            )


def _read_row(draft: SubtaskDraft, row: Row, columns: _Columns, place: Place) -> bool:
    """Read a row; False where some of what it expects is prose."""
    script = only_span(row.cells[columns.command])
    if script is None:
        if not is_none(row.cells[columns.command]) and any(cell.strip() for cell in row.cells):
            draft.source.findings.warning(
                "cell-not-run",
                f"this row never runs: its Command cell {_why_not(row.cells[columns.command])}",
                row.line,
                hint="write the command in backticks alone; a `|` in it needs a `\\` before it",
            )
        return True
    assert place.runs is not None
    command = span_command(script, row.line, draft.shell)
    if columns.title is not None:
        command.name = row.cells[columns.title].strip() or None
    understood = _expect(draft, command, row, columns)
    attach(draft, command, place.runs, place)
    return understood


def _expect(draft: SubtaskDraft, command: CommandDraft, row: Row, columns: _Columns) -> bool:
    """Take what every column of a row expects of its command; False where some is prose."""
    cells = [cell for at, cell in enumerate(row.cells) if at != columns.command]
    marks = Said(cells, [row.cells[at] for at in columns.expected], row.line)
    understood = True
    for at, what in columns.expected.items():
        said = row.cells[at].strip()
        found = read_cell(what, said, row.line, draft.source)
        if isinstance(found, Expect):
            _take(draft, command, found, row)
        elif found is Unread.PROSE and not marks.fails and not _says_nothing(said):
            understood = False
        elif found is Unread.BAD:
            draft.source.findings.error(
                "bad-expectation",
                f"cannot read the expectation `{said}`",
                row.line,
                hint=FORMS,
            )
    expect_failure(marks, command, draft.source.findings)
    return understood


def _take(draft: SubtaskDraft, command: CommandDraft, found: Expect, row: Row) -> None:
    """Add an expectation; two exit codes in one row cannot both be meant."""
    stated = command.expect.exit_code
    if stated is not None and found.exit_code not in (None, stated):
        draft.source.findings.error(
            "bad-expectation",
            "this row expects two different exit codes",
            row.line,
            hint="leave one of them",
        )
    command.expects(found)


def _why_not(cell: str) -> str:
    return "is not exactly one code span" if cell.strip() else "is empty"


def _says_nothing(cell: str) -> bool:
    return not cell.strip() or is_none(cell) or says_success(cell)
