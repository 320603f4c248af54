"""Tables with a Command column: each cell that is exactly one code span is a command."""

from __future__ import annotations

from orchestrator.document.commands import span_command
from orchestrator.document.drafts import Place, SubtaskDraft
from orchestrator.document.expect import Expect
from orchestrator.document.expectations import must_fail, read_expectation
from orchestrator.document.inline import only_span
from orchestrator.document.labels import name_key
from orchestrator.document.parts.attach import attach
from orchestrator.document.tree import Row, Table

_COMMAND = ("command", "commands", "cmd", "test command")
_NAMES = ("description", "name", "test", "what", "test id", "id")
_EXPECTED = ("expected", "expect", "expected outcome", "expected result", "expected exit code",
             "exit code")  # fmt: skip


def read_table(draft: SubtaskDraft, table: Table, place: Place) -> None:
    """Read the commands of a table, where the place runs or checks them."""
    names = [name_key(cell) for cell in table.header.cells]
    column = next((names.index(name) for name in _COMMAND if name in names), None)
    if column is None or not place.spans or place.runs is None or place.quoted:
        return
    title = next((names.index(name) for name in _NAMES if name in names), None)
    expected = next((names.index(name) for name in _EXPECTED if name in names), None)
    for row in table.rows:
        _read_row(draft, row, (column, title, expected), place)
    draft.used_lines.update(range(table.line, table.last + 1))


def _read_row(
    draft: SubtaskDraft, row: Row, columns: tuple[int, int | None, int | None], place: Place
) -> None:
    column, title, expected = columns
    script = only_span(row.cells[column])
    if script is None:
        if row.cells[column].strip():
            draft.source.findings.info(
                "cell-not-run",
                "this Command cell is not exactly one code span; it never runs",
                row.line,
                hint="write the command in backticks alone; a `|` in it needs a `\\` before it",
            )
        return
    assert place.runs is not None
    command = span_command(script, row.line, draft.shell)
    if title is not None:
        command.name = row.cells[title].strip() or None
    others = [cell for at, cell in enumerate(row.cells) if at != column]
    found = read_expectation(row.cells[expected], row.line) if expected is not None else None
    if any(must_fail(cell) for cell in others):
        command.expects(Expect(exit_code="non_zero"))
    elif found is not None:
        command.expects(found)
    attach(draft, command, place.runs, place)
