"""Tables with a Command column: each cell that is exactly one code span is a command."""

from __future__ import annotations

from dataclasses import dataclass

from orchestrator.document.commands import span_command
from orchestrator.document.drafts import CommandDraft, Place, SubtaskDraft
from orchestrator.document.expect import Expect
from orchestrator.document.expectations import (
    FORMS,
    exit_expectation,
    must_fail,
    read_expectation,
    says_success,
)
from orchestrator.document.inline import only_span
from orchestrator.document.labels import name_key
from orchestrator.document.parts.attach import attach
from orchestrator.document.tree import Row, Table
from orchestrator.document.values import is_none

_COMMAND = ("command", "commands", "cmd", "test command")
_NAMES = ("description", "name", "test", "what", "test id", "id")
_CODES = ("expected exit code", "exit code")
_EXPECTED = ("expected", "expect", "expected outcome", "expected result", "expected output",
             "expects", *_CODES)  # fmt: skip
_MAX_LINES = 12


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where a table has what; `codes` is whether what is expected are exit codes."""

    command: int
    title: int | None
    expected: int | None
    codes: bool


def read_table(draft: SubtaskDraft, table: Table, place: Place) -> None:
    """Read the commands of a table, where the place runs or checks them."""
    columns = _columns(table)
    if columns is None or not place.spans or place.runs is None or place.quoted:
        return
    prose = [row.line for row in table.rows if not _read_row(draft, row, columns, place)]
    draft.used_lines.update(range(table.line, table.last + 1))
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
    command = next((names.index(name) for name in _COMMAND if name in names), None)
    if command is None:
        return None
    title = next((names.index(name) for name in _NAMES if name in names), None)
    expected = next((names.index(name) for name in _EXPECTED if name in names), None)
    codes = expected is not None and names[expected] in _CODES
    return _Columns(command, title, expected, codes)


def _read_row(draft: SubtaskDraft, row: Row, columns: _Columns, place: Place) -> bool:
    """Read a row; False where what it expects is prose."""
    script = only_span(row.cells[columns.command])
    if script is None:
        if row.cells[columns.command].strip():
            draft.source.findings.info(
                "cell-not-run",
                "this Command cell is not exactly one code span; it never runs",
                row.line,
                hint="write the command in backticks alone; a `|` in it needs a `\\` before it",
            )
        return True
    assert place.runs is not None
    command = span_command(script, row.line, draft.shell)
    if columns.title is not None:
        command.name = row.cells[columns.title].strip() or None
    understood = _expect(command, row, columns)
    attach(draft, command, place.runs, place)
    return understood


def _expect(command: CommandDraft, row: Row, columns: _Columns) -> bool:
    """Take what a row expects of its command; False where that is prose."""
    said = row.cells[columns.expected].strip() if columns.expected is not None else ""
    found = read_expectation(said, row.line)
    codes = exit_expectation(said) if columns.codes else None
    if found is None and codes is not None:
        found = Expect(exit_code=codes)
    if found is not None:
        command.expects(found)
    others = [cell for at, cell in enumerate(row.cells) if at != columns.command]
    if any(must_fail(cell) for cell in others):
        stated = found.exit_code if found is not None else None
        if stated is None or (stated != "non_zero" and 0 in stated):
            command.expects(Expect(exit_code="non_zero"))
        return True
    return found is not None or not said or is_none(said) or says_success(said)
