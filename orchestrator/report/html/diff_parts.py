"""The parts of a unified diff by what they are; compares nothing."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

_KINDS = (("+++", "file"), ("---", "file"), ("@@", "hunk"), ("+", "add"), ("-", "del"))


class DiffPart(Struct, frozen=True):
    """Lines that follow each other; `kind` is file, hunk, add, del or same."""

    kind: str
    text: str


def diff_parts(diff: str) -> Iterator[DiffPart]:
    """The lines of a diff, those of one kind together. What looks like the name of a file is
    one before the first hunk alone."""
    found: list[tuple[str, list[str]]] = []
    in_hunk = False
    for line in diff.split("\n") if diff else ():
        kind = next((kind for start, kind in _KINDS if line.startswith(start)), "same")
        if kind == "file" and in_hunk:
            kind = "add" if line.startswith("+") else "del"
        in_hunk = in_hunk or kind == "hunk"
        if found and found[-1][0] == kind:
            found[-1][1].append(line)
        else:
            found.append((kind, [line]))
    return (DiffPart(kind, "\n".join(lines)) for kind, lines in found)
