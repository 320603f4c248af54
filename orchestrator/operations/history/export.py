"""Attempts as NDJSON or CSV, piece by piece, without secrets; writes no file.

Names and order of the columns are those of `AttemptRow`, and stay. CSV is as RFC 4180 has it:
a header, CRLF, quotes doubled. Spreadsheets take a text that begins with `=`, `+`, `-`, `@`, also
as wide characters, or with a tab or line end for a formula and run it: such a cell gets a `'` in
front (OWASP, CSV Injection).
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from itertools import islice
from operator import attrgetter

from msgspec.structs import asdict, astuple, replace

from orchestrator.operations.history.find import as_it_is, check_statuses, latest_of
from orchestrator.operations.past import Asked, AttemptRow
from orchestrator.operations.project import Project
from orchestrator.plan.scrub import scrub
from orchestrator.plan.tokens import hide_tokens
from orchestrator.report.visible import visible_block, visible_json

FORMATS = ("ndjson", "csv")
COLUMNS = AttemptRow.__struct_fields__
_PIECE = 200
_TEXTS = ("queue", "reason", "error_type", "error_message")
_NAMES = ("task", "subtask", "log")
_texts_of, _names_of = attrgetter(*_TEXTS), attrgetter(*_NAMES)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def export(project: Project, asked: Asked, format_: str) -> Iterator[tuple[int, str]]:
    """The attempts, the oldest first, in pieces of text with the number of attempts in each; one
    whose process is gone says interrupted.

    Raises:
        InputError: there is no such status.
        StorageError: they cannot be read.
    """
    check_statuses(asked)
    write = _csv if format_ == "csv" else _ndjson
    if format_ == "csv":
        yield 0, _line(COLUMNS)
    rows = _rows(project, asked)
    while piece := list(islice(rows, _PIECE)):
        yield len(piece), write(_hidden(piece))


def _rows(project: Project, asked: Asked) -> Iterator[AttemptRow]:
    history = project.history()
    try:
        if asked.limit is not None:
            yield from reversed(latest_of(project, history, asked))
            return
        statuses = asked.statuses
        if "interrupted" in statuses:  # of which some are recorded as running
            statuses = (*statuses, "running")
        for row in history.each_attempt(replace(asked, statuses=statuses)):
            now = as_it_is(project, row)
            if not asked.statuses or now.status in asked.statuses:
                yield now
    finally:
        history.close()


def _hidden(rows: list[AttemptRow]) -> list[AttemptRow]:
    """The rows without secrets, and without what points to a person; ids lose secrets alone."""
    for names, of_row, hide in ((_TEXTS, _texts_of, scrub), (_NAMES, _names_of, hide_tokens)):
        # Most hold none, and one look at all of them is less than one at each.
        together = "\n".join({text for row in rows for text in of_row(row) if text})
        if hide(together) != together:
            rows = [
                replace(
                    row,
                    **{
                        name: text and hide(text)
                        for name, text in zip(names, of_row(row), strict=True)
                    },
                )
                for row in rows
            ]
    return rows


def _ndjson(rows: Iterable[AttemptRow]) -> str:
    lines = (json.dumps(asdict(row), ensure_ascii=False) for row in rows)
    return visible_json("".join(f"{line}\n" for line in lines))


def _csv(rows: Iterable[AttemptRow]) -> str:
    return "".join(_line(map(_cell, astuple(row))) for row in rows)


def _cell(value: object) -> object:
    if not isinstance(value, str):
        return "" if value is None else str(value).lower()
    text = visible_block(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _line(cells: Iterable[object]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue()
