"""Takes in attempts that other systems made, from files of their results.

They are told from recorded ones for ever: no run, no status of a task and no report is made of
them. Each batch is one transaction, so that a kill loses nothing of those before, and what was
taken in already is known when it comes again.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from msgspec import Struct

from orchestrator.operations.history.backfill.attempt import (
    LeftOut,
    Words,
    attempt_of,
    clean_id,
)
from orchestrator.operations.history.backfill.files import (
    STANDARD_INPUT,
    Unread,
    files_in,
    values_in,
)
from orchestrator.operations.history.backfill.nesting import Nothing, records_in
from orchestrator.operations.past import ImportedRow
from orchestrator.operations.project import Project

_BATCH = 5000
_MOST_TOLD = 1000


class Refused(Struct, frozen=True, kw_only=True):
    """A record that was not taken in. `line` counts from 1 in a file of one value a line; `at` is
    the place in the value, as `results[3].steps[0]`."""

    file: str
    line: int | None
    at: str
    why: str


class Taken(Struct, frozen=True, kw_only=True):
    """What became of the records: `known` were there already, `refused` are none that could be
    understood (the first of them in `told`), `left_out` by the reason are no attempts that ended;
    `without_zone` have times that were taken for UTC."""

    files: int
    added: int
    known: int
    refused: int
    left_out: dict[str, int]
    without_zone: int
    told: tuple[Refused, ...]


class _Counts:
    """What is counted on the way."""

    def __init__(self) -> None:
        self.refused: list[Refused] = []
        self.more_refused = 0
        self.left_out: Counter[str] = Counter()
        self.without_zone = 0

    def refuse(self, file: str, line: int | None, at: str, why: str) -> None:
        if len(self.refused) < _MOST_TOLD:
            self.refused.append(Refused(file=file, line=line, at=clean_id(at), why=why))
        else:
            self.more_refused += 1


def take_in(
    project: Project,
    names: Sequence[str],
    words: Words,
    *,
    dry_run: bool = False,
    progress: Callable[[int], None] = lambda _: None,
) -> Taken:
    """Take in all records of the files; with `dry_run` only look. `progress` is called with the
    number of those that are kept for good.

    Raises:
        InputError: a file is not there.
        StorageError: they cannot be kept.
    """
    files = files_in(names)
    counts = _Counts()
    rows = _rows(project, files, words, counts)
    keep = _looked_at if dry_run else _kept
    added = total = 0
    for added_now, number in keep(project, rows):
        added, total = added + added_now, total + number
        progress(total)
    return Taken(
        files=len(files),
        added=added,
        known=total - added,
        refused=len(counts.refused) + counts.more_refused,
        left_out=dict(sorted(counts.left_out.items())),
        without_zone=counts.without_zone,
        told=tuple(counts.refused),
    )


def _kept(project: Project, rows: Iterator[ImportedRow]) -> Iterator[tuple[int, int]]:
    """How many of each batch were new, and how many it had. Nothing is made before the first."""
    batch = list(islice(rows, _BATCH))
    if not batch:
        return
    project.workspace.prepare()
    store = project.store()
    try:
        while batch:
            yield store.take_in(batch), len(batch)
            batch = list(islice(rows, _BATCH))
    finally:
        store.close()


def _looked_at(project: Project, rows: Iterator[ImportedRow]) -> Iterator[tuple[int, int]]:
    """The same, and nothing is written."""
    seen: set[str] = set()
    history = project.history()
    try:
        while batch := list(islice(rows, _BATCH)):
            new = {row.key for row in batch} - seen
            new -= history.known(sorted(new))
            seen |= new
            yield len(new), len(batch)
    finally:
        history.close()


def _rows(
    project: Project, files: Sequence[str], words: Words, counts: _Counts
) -> Iterator[ImportedRow]:
    for name in files:
        source = _source(project, name)
        for value in values_in(name):
            if isinstance(value, Unread):
                counts.refuse(name, value.line, "", value.why)
                continue
            for level in records_in(value.value, words.mapped):
                if isinstance(level, Nothing):
                    counts.refuse(name, value.line, level.where, level.why)
                    continue
                try:
                    made = attempt_of(level, words, source)
                except ValueError as error:
                    counts.refuse(name, value.line, level.where, str(error))
                    continue
                if isinstance(made, LeftOut):
                    counts.left_out[made.why] += 1
                    continue
                counts.without_zone += not made.zoned
                yield made.row


def _source(project: Project, name: str) -> str:
    """What an attempt's file is called: its path in the project, else its name alone."""
    if name == STANDARD_INPUT:
        return name
    path, root = os.path.realpath(name), os.path.realpath(project.workspace.root)
    inside = path.startswith(root + os.sep)
    return os.path.relpath(path, root) if inside else os.path.basename(path)
