"""Finds files of results and reads the JSON values in them; knows not what the values mean.

A file holds one value, or one in each line (NDJSON). Lines are read one after the other, so that
only a file with one value has to fit into memory.
"""

from __future__ import annotations

import json
import os
import stat
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple

import msgspec

from orchestrator.diagnostics import InputError
from orchestrator.given import MEGABYTE, read_at_most

STANDARD_INPUT = "-"
_SUFFIXES = (".json", ".ndjson", ".jsonl")
_LINED = (".ndjson", ".jsonl")
_LARGEST = 512 * MEGABYTE
_LONGEST_LINE = 64 * MEGABYTE
_BOM = b"\xef\xbb\xbf"


class Value(NamedTuple):
    """A value of a file. `line` is that of NDJSON, None where it is all of the file."""

    line: int | None
    value: object


class Unread(NamedTuple):
    """A line, or a file, that holds no value, and why."""

    line: int | None
    why: str


def files_in(names: Sequence[str]) -> list[str]:
    """The files that are meant, those of folders in order of their names. Links to folders are
    not followed, and what is hidden is not looked at.

    Raises:
        InputError: one is not there, or a folder has none.
    """
    files = []
    for name in names:
        if name != STANDARD_INPUT and Path(name).is_dir():
            found = [path for path in _below(name) if path.endswith(_SUFFIXES)]
            if not found:
                raise InputError(
                    f"there are no results in {name}", hint=f"files of {', '.join(_SUFFIXES)}"
                )
            files += sorted(found)
        elif name != STANDARD_INPUT and not os.path.exists(name):
            raise InputError(f"there is no file {name}", hint="name a file, a folder, or -")
        else:
            files.append(name)
    return files


def values_in(name: str) -> Iterator[Value | Unread]:
    """The values of a file, or of standard input; nothing is raised of a bad one."""
    if name == STANDARD_INPUT:
        yield from _values(sys.stdin.buffer, name)
        return
    try:
        # Not to wait for whoever may open the other end of a pipe one day.
        passed_on = name.startswith(("/dev/fd/", "/proc/self/fd/", "/dev/stdin"))
        flags = os.O_RDONLY | os.O_CLOEXEC | (0 if passed_on else os.O_NONBLOCK)
        with open(os.open(name, flags), "rb") as file:
            kind = os.fstat(file.fileno()).st_mode
            if not (stat.S_ISREG(kind) or (passed_on and stat.S_ISFIFO(kind))):
                yield Unread(None, "it is not a file")
                return
            yield from _values(file, name)
    except OSError as error:
        yield Unread(None, error.strerror or str(error))


def _values(file: BinaryIO, name: str) -> Iterator[Value | Unread]:
    """A first line that is a value by itself tells that each line is one."""
    number, first = 1, file.readline(_LONGEST_LINE).removeprefix(_BOM)
    while first and not first.strip():
        number, first = number + 1, file.readline(_LONGEST_LINE)
    if not first:
        return
    if not name.endswith(_LINED) and isinstance(_decoded(first), Unread):
        yield from _whole(file, number, first, name)
        return
    while first:
        yield from _of_line(file, number, first)
        number, first = number + 1, file.readline(_LONGEST_LINE)


def _of_line(file: BinaryIO, number: int, line: bytes) -> Iterator[Value | Unread]:
    if len(line) == _LONGEST_LINE and not line.endswith(b"\n"):
        yield Unread(number, f"it has more than {_LONGEST_LINE // MEGABYTE} MB")
        while line and not line.endswith(b"\n"):
            line = file.readline(_LONGEST_LINE)
    elif line.strip():
        yield _decoded(line, number)


def _whole(file: BinaryIO, number: int, first: bytes, name: str) -> Iterator[Value | Unread]:
    """The one value of a file; where it is none, perhaps only its first line is bad."""
    try:
        rest = read_at_most(file, _LARGEST, name)
    except InputError as error:
        yield Unread(None, f"{error.message}; one record a line (NDJSON) may be of any length")
        return
    value = _decoded(first + rest)
    if isinstance(value, Value):
        yield value
        return
    lines = [first, *rest.splitlines()]
    found = [_decoded(line, at) for at, line in enumerate(lines, start=number) if line.strip()]
    whole = any(isinstance(each, Value) and isinstance(each.value, dict) for each in found)
    yield from found if whole else [value]


def _decoded(data: bytes, line: int | None = None) -> Value | Unread:
    try:
        return Value(line, msgspec.json.decode(data))
    except (ValueError, RecursionError):
        pass
    # Python itself writes NaN, and halves of surrogate pairs, which are no JSON.
    try:
        return Value(line, json.loads(data))
    except (ValueError, RecursionError) as error:
        return Unread(line, f"it is no JSON: {error}")


def _below(folder: str) -> Iterator[str]:
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        yield from (os.path.join(place, name) for name in names if not name.startswith("."))
