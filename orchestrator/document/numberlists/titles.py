"""What titles of numbered boxes say beside it: `1.2 Check (depends on 1.3) _Boundary: X_`."""

from __future__ import annotations

from msgspec.structs import replace

from orchestrator.diagnostics import Span
from orchestrator.document.dependencyremarks import Known, is_vague, remarks, without
from orchestrator.document.keylines import KeyLine, Value, last_italics
from orchestrator.document.keynames import field_of
from orchestrator.document.numberlists.numbered import Entry, Tree
from orchestrator.document.source import Source
from orchestrator.document.tree import Line


def take_titles(source: Source, tree: Tree, known: Known) -> list[int]:
    """Move what titles say of dependencies, and keys in italics at their end, into the keys of
    the entries; the lines of those that speak of a dependency on what is no task."""
    vague, tasks = [], set(tree.tasks)
    for at, entry in enumerate(tree.entries):
        if entry.item is not None and (entry.inner or at in tasks):
            _take(source, entry, known)
            if not _depends(entry) and is_vague(entry.title.text, known):
                vague.append(entry.line)
    return vague


def _take(source: Source, entry: Entry, known: Known) -> None:
    text = entry.title.text
    end, italics = last_italics(Line(text, entry.line))
    text = text[:end].rstrip()
    said = list(remarks(text, known))
    keys = [*italics, *(_key(each.said, entry.line) for each in said)]
    if text and keys:
        entry.keys = tuple(_placed(source, key) for key in keys)
        entry.title = replace(entry.title, text=without(text, said) or text)


def _depends(entry: Entry) -> bool:
    return any(field_of(key.name) == "depends_on" for key in entry.keys)


def _key(said: str, line: int) -> KeyLine:
    return KeyLine("Depends on", (Value(said, Span(line)),), line)


def _placed(source: Source, key: KeyLine) -> KeyLine:
    """A key with the place of its value in the file."""
    (value,) = key.values
    span = Span(key.line, source.column(key.line, value.text))
    return replace(key, values=(Value(value.text, span),))
