"""Tables on standard output: drawn by rich on a terminal, aligned text elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from orchestrator.cli.output import Output
from orchestrator.cli.rows import Table
from orchestrator.cli.width import width

_STYLES = {"good": "green", "bad": "red", "open": "yellow", "quiet": "dim"}
_BETWEEN, _EDGES = 3, 2  # the blanks that rich leaves
_INDENT = "    "
# A shorter cell stays in one line, a longer word may be broken; ids of attempts and causes are not.
_SHORT_CELL, _LONGEST_WORD = 12, 24


def show_table(output: Output, table: Table) -> None:
    """Write a table. In a pipe nothing is cut or wrapped, so that programs can read it."""
    if not table.rows:
        return
    output.write(drawn(output, table) if output.is_terminal else aligned(table))


def aligned(table: Table) -> str:
    """The table as plain text, two blanks between columns."""
    widths = _widths(table)
    everything = range(len(widths))
    rows = (tuple(cell.upper() for cell in table.head), *(row.cells for row in table.rows))
    return "".join(f"{_line(row, everything, widths)}\n" for row in rows)


def drawn(output: Output, table: Table) -> str:
    """The table as rich draws it for the terminal that the output is; where that is too narrow for
    its words, several lines a row."""
    from rich.console import Console
    from rich.text import Text

    console = Console(file=output.stream, highlight=False, markup=False, emoji=False)
    widths = fitted(table, console.width)
    with console.capture() as capture:
        if widths is not None:
            console.print(_grid(table, widths))
        else:
            # A terminal breaks a line that is too long by itself, and loses nothing of it.
            for line, style in folded(table, console.width):
                console.print(Text(line, style=style), soft_wrap=True)
    return capture.get()


def fitted(table: Table, room: int) -> Sequence[int] | None:
    """How wide each column may be, so that the table has room and no word is broken; None where
    that cannot be."""
    widths, least = _widths(table), _widths(table, _least)
    room -= _EDGES + _BETWEEN * (len(widths) - 1)
    if sum(least) > room:
        return None
    while sum(widths) > room:
        widest = max(range(len(widths)), key=lambda n: (widths[n] > least[n], widths[n]))
        widths[widest] -= 1
    return widths


def folded(table: Table, room: int) -> Iterator[tuple[str, str]]:
    """The head and each row in as many lines as they need, with their styles; the columns stand
    below one another all the same."""
    widths = _widths(table)
    lines: list[list[int]] = [[]]
    used = 0
    for column, each in enumerate(widths):
        if lines[-1] and used + each > room:
            lines.append([])
            used = len(_INDENT)
        lines[-1].append(column)
        used += each + 2
    rows = [("bold", table.head), *((_STYLES[row.tone], row.cells) for row in table.rows)]
    for style, cells in rows:
        for number, columns in enumerate(lines):
            if line := _line(cells, columns, widths):
                yield (_INDENT if number else "") + line, style


def _grid(table: Table, widths: Sequence[int]) -> object:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table as RichTable
    from rich.text import Text

    # Cells are `Text`, so that nothing of a task file is read as markup.
    grid = RichTable(box=SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for name, each in zip(table.head, widths, strict=True):
        grid.add_column(name, overflow="fold", width=each)
    for row in table.rows:
        style = _STYLES[row.tone]
        grid.add_row(
            *(Text(cell, style=style if n >= 2 else "") for n, cell in enumerate(row.cells))
        )
    return grid


def _line(cells: Sequence[str], columns: Sequence[int], widths: Sequence[int]) -> str:
    parts = (cells[n] + " " * (widths[n] - width(cells[n])) for n in columns)
    return "  ".join(parts).rstrip()


def _least(cell: str) -> int:
    longest = max(map(width, cell.split()), default=0)
    return min(width(cell), max(min(longest, _LONGEST_WORD), _SHORT_CELL))


def _widths(table: Table, of: Callable[[str], int] = width) -> list[int]:
    rows = (table.head, *(row.cells for row in table.rows))
    return [max(of(row[n]) for row in rows) for n in range(len(table.head))]
