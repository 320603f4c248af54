"""Tables on standard output: drawn by rich on a terminal, aligned text elsewhere."""

from __future__ import annotations

from orchestrator.cli.output import Output
from orchestrator.cli.rows import Table
from orchestrator.cli.width import width

_STYLES = {"good": "green", "bad": "red", "open": "yellow", "quiet": "dim"}
_LAST_COLUMN_MIN = 20


def show_table(output: Output, table: Table) -> None:
    """Write a table. In a pipe nothing is cut or wrapped, so that programs can read it."""
    if not table.rows:
        return
    output.write(drawn(output, table) if output.is_terminal else aligned(table))


def aligned(table: Table) -> str:
    """The table as plain text, two blanks between columns."""
    rows = [tuple(cell.upper() for cell in table.head), *(row.cells for row in table.rows)]
    columns = [max(width(row[n]) for row in rows) for n in range(len(table.head))]
    lines = (
        "  ".join(
            cell + " " * (room - width(cell)) for cell, room in zip(row, columns, strict=True)
        ).rstrip()
        for row in rows
    )
    return "".join(f"{line}\n" for line in lines)


def drawn(output: Output, table: Table) -> str:
    """The table as rich draws it for the terminal that the output is."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table as RichTable
    from rich.text import Text

    # Cells are `Text`, so that nothing of a task file is read as markup.
    grid = RichTable(box=SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for number, name in enumerate(table.head):
        last = number == len(table.head) - 1
        grid.add_column(name, overflow="fold", min_width=_LAST_COLUMN_MIN if last else None)
    for row in table.rows:
        style = _STYLES[row.tone]
        grid.add_row(
            *(Text(cell, style=style if n >= 2 else "") for n, cell in enumerate(row.cells))
        )
    console = Console(file=output.stream, highlight=False, markup=False, emoji=False)
    with console.capture() as capture:
        console.print(grid)
    return capture.get()
