"""The files of a folder as one plan: each is a subtask, and depends on others by their ids.

The files are put below one another, so that every line of theirs has a number of its own while
the plan is built; then each is given back the file and the line that it is. Ids are the same
whatever their prefix: `BACK-216` is `task-216` where no other file has that number.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import asdict, replace

from orchestrator.diagnostics import Diagnostic, Findings, Related, Span, has_errors
from orchestrator.document.ids import split_id
from orchestrator.document.model import Document, Place, Reference, SubtaskSpec
from orchestrator.plan.around import Surroundings
from orchestrator.plan.build import build
from orchestrator.plan.ids import Key, key_of
from orchestrator.plan.model import ExternalDependency, Plan, Subtask, Why, finding_of
from orchestrator.plan.near import Near
from orchestrator.plan.places import FILE

_T = TypeVar("_T")
_WORD = re.compile(r"(?:tasks?\s+)?#?(?P<id>[\w.-]*\d[\w.-]*)", re.I)


class Piece(Struct, frozen=True, kw_only=True):
    """One file: its path, what was read of it and found in it, and how many lines it has."""

    path: str
    document: Document
    findings: tuple[Diagnostic, ...]
    lines: int


class Other(Struct, frozen=True):
    """A task whose file is in another folder; `path` is where, `done` whether it is completed."""

    id: str
    path: str
    done: bool


class Folder(Struct, frozen=True, kw_only=True):
    """The folder as people should see it, its digest, its title, and the tasks beside it."""

    path: str
    sha256: str
    title: str | None
    others: tuple[Other, ...] = ()


def join(
    folder: Folder, pieces: Sequence[Piece], around: Surroundings
) -> tuple[Plan | None, tuple[Diagnostic, ...]]:
    """The plan of a folder's files, and all findings, each with the path of its file. There is no
    plan when a finding is an error."""
    read = tuple(finding for piece in pieces for finding in piece.findings)
    if has_errors(read):
        return None, read
    ordered = sorted(pieces, key=_place)
    places = _Places(ordered)
    findings = Findings(folder.path)
    references = _References(ordered, places, folder.others, findings)
    document = Document(
        path=folder.path,
        sha256=folder.sha256,
        dialect=ordered[0].document.dialect,
        title=folder.title,
        ordered=True,
        subtasks=tuple(references.specs()),
    )
    plan, found = build(document, around, findings.in_order())
    found = (*read, *map(places.found, found))
    if plan is None:
        return None, found
    plan = replace(
        plan,
        subtasks=tuple(places.subtask(subtask) for subtask in plan.subtasks),
        external_dependencies=tuple(references.external),
        findings=tuple(finding_of(each) for each in found),
    )
    return plan, found


def _place(piece: Piece) -> list[tuple[int, str, str]]:
    """Where a file comes among the others: by its number, as people count."""
    return [(len(digits), digits, word) for digits, word in _key(_spec(piece))]


def _spec(piece: Piece) -> SubtaskSpec:
    return piece.document.subtasks[0]


def _key(spec: SubtaskSpec) -> Key:
    return key_of(spec.number or spec.title)


class _Places:
    """Which line of all is which line of which file."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.starts: list[int] = []
        self._paths = [piece.path for piece in pieces]
        end = 0
        for piece in pieces:
            self.starts.append(end)
            end += piece.lines

    def _at(self, line: int) -> int:
        return max(bisect_right(self.starts, line - 1) - 1, 0)

    def local(self, line: int) -> int:
        """The line in its own file."""
        return line - self.starts[self._at(line)]

    def found(self, finding: Diagnostic) -> Diagnostic:
        """A finding with the path and line of its file."""
        if finding.line is None:
            return finding
        if finding.code == "order":
            # It is about all the files, whichever stands first.
            return replace(finding, line=None, column=None, hint="--order changes it")
        at = self._at(finding.line)
        related = tuple(self._related(each) for each in finding.related)
        line = self.local(finding.line)
        return replace(finding, path=self._paths[at], line=line, related=related)

    def _related(self, related: Related) -> Related:
        path = self._paths[self._at(related.line)]
        return Related(self.local(related.line), related.message, path)

    def subtask(self, subtask: Subtask) -> Subtask:
        """A subtask with the lines of its file; an edge that another file states has none."""
        at = self._at(subtask.line)
        edges = tuple(
            edge if self._at(edge.line or 0) == at else replace(edge, line=None)
            for edge in subtask.depends_on
        )
        return _moved(replace(subtask, depends_on=edges), -self.starts[at])


def _moved(value: _T, by: int) -> _T:
    """A value with every line in it moved by so many."""
    if isinstance(value, Span):
        return type(value)(value.line + by, value.column)
    if isinstance(value, tuple):
        # No other kind of tuple stands in a plan, which the checker cannot know.
        return tuple(_moved(each, by) for each in value)  # type: ignore[return-value]
    if not isinstance(value, Struct):
        return value
    changes = {
        name: given + by if name == "line" and isinstance(given, int) else _moved(given, by)
        for name, given in asdict(value).items()
    }
    return replace(value, **changes)


class _References:
    """What the files say that they depend on, and which files that is."""

    def __init__(
        self,
        pieces: Sequence[Piece],
        places: _Places,
        others: Sequence[Other],
        findings: Findings,
    ) -> None:
        self.external: list[ExternalDependency] = []
        self._pieces = pieces
        self._places = places
        self._starts = places.starts
        self._findings = findings
        self._by_key: dict[Key, list[int]] = {}
        for at, piece in enumerate(pieces):
            self._by_key.setdefault(_key(_spec(piece)), []).append(at)
        self._others = _by_key(others)
        self._near = Near([self._id(at) for at in range(len(pieces))])

    def specs(self) -> Iterator[SubtaskSpec]:
        """The subtask of each file, in its place, with what it comes after."""
        after: list[list[Place]] = [[] for _ in self._pieces]
        for at, piece in enumerate(self._pieces):
            for reference in piece.document.keys.depends_on:
                for other, line in self._resolved(at, reference):
                    after[at].append(Place(index=other, why=Why.EXPLICIT, line=line))
            for reference in piece.document.keys.blocks:
                for other, line in self._resolved(at, reference):
                    after[other].append(Place(index=at, why=Why.REVERSE, line=line))
        for at, piece in enumerate(self._pieces):
            spec = _moved(_spec(piece), self._starts[at])
            keys = replace(spec.keys, metadata={**spec.keys.metadata, FILE: piece.path})
            yield replace(spec, keys=keys, after=tuple(after[at]))

    def _resolved(self, at: int, reference: Reference) -> Iterator[tuple[int, int]]:
        """The other files that a reference means, each with the line where it stands."""
        span = Span(reference.span.line + self._starts[at], reference.span.column)
        for text in filter(None, map(str.strip, reference.text.split(","))):
            found = _WORD.match(text)
            if found is None:
                self._findings.info(
                    "not-a-task", f"names no task: {text}", *span, hint="write an id of a task"
                )
                continue
            prefix, number = split_id(found["id"])
            meant = self._meant(prefix, number)
            if len(meant) > 1:
                self._tell_ambiguous(text, meant, span)
            elif not meant:
                self._note_external(text, prefix, number, span)
            elif meant[0] == at:
                self._findings.error(
                    "self-dependency", f"{text} depends on itself", *span, hint="remove it here"
                )
            else:
                yield meant[0], span.line

    def _meant(self, prefix: str | None, number: str) -> list[int]:
        """Those of the prefix that was written; else all, unless a file beside them has it."""
        candidates = self._by_key.get(key_of(number), [])
        prefixes = {_spec(self._pieces[at]).prefix for at in candidates}
        same = [at for at in candidates if prefix and _spec(self._pieces[at]).prefix == prefix]
        beside = (split_id(other.id)[0] for other in self._others.get(key_of(number), ()))
        if prefix and not same and prefix in beside:
            return []
        # Two of one id are an error of their own.
        return same[:1] or (candidates[:1] if len(prefixes) == 1 else candidates)

    def _id(self, at: int) -> str:
        return self._pieces[at].document.id or _spec(self._pieces[at]).title

    def _tell_ambiguous(self, text: str, meant: Sequence[int], span: Span) -> None:
        ids = [self._id(at) for at in meant]
        self._findings.error(
            "ambiguous-reference",
            f"“{text}” may mean {' or '.join(ids[:3])}",
            *span,
            hint="write the id in full",
            related=[
                Related(_spec(self._pieces[at]).span.line + self._starts[at], f"{id_} is here")
                for at, id_ in zip(meant, ids, strict=True)
            ],
        )

    def _note_external(self, text: str, prefix: str | None, number: str, span: Span) -> None:
        """A task that has no file here: one of another folder, or none at all."""
        others = self._others.get(key_of(number), [])
        others = [each for each in others if split_id(each.id)[0] == prefix] or others
        if not others:
            near = self._near.to(text, n=2, cutoff=0.6)
            self._findings.error(
                "unknown-reference",
                f"there is no task “{text}” in this folder, nor in those beside it",
                *span,
                hint=f"did you mean {' or '.join(near)}?" if near else "correct or remove the id",
            )
            return
        done = any(other.done for other in others)
        line = self._places.local(span.line)
        self.external.append(ExternalDependency(id=text, title=None, satisfied=done, line=line))
        told = f"depends on {text}, which is not of this folder: {others[0].path}"
        if done:
            self._findings.info("external-dependency", told, *span)
        else:
            self._findings.warning(
                "external-dependency",
                f"{told}, and not done; it holds nothing up",
                *span,
                hint="do it first, or move its file to this folder",
            )


def _by_key(others: Sequence[Other]) -> Mapping[Key, list[Other]]:
    found: dict[Key, list[Other]] = {}
    for other in others:
        found.setdefault(key_of(split_id(other.id)[1]), []).append(other)
    return found
