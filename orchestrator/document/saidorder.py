"""What a section on dependencies says of subtasks by their names, as edges; reads no keys.

Of files whose subtasks state their dependencies themselves; others read such sections their way.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from orchestrator.diagnostics import Findings
from orchestrator.document.nodes import After, Found, Node
from orchestrator.document.numberlists.sections import read_sections

_DIALECTS = frozenset({"native", "house", "checklist", "spec-runner"})
_REFERENCE = re.compile(
    r"(?:(?P<word>[a-z]+(?:-[a-z]+)*)[\s_:-]*)?#?\s*(?P<number>\d+(?:[._-]\d+)*[a-z]?)"
    r"(?:\s*[:(–—].*|\s+-\s.*)?",
    re.I | re.S,
)
_ANY = frozenset({"", "task", "tasks", "subtask", "sub-task", "t"})
_MOST = 250_001  # edges that are taken at most: one more than a plan holds


def with_said_order(found: Found | None, findings: Findings) -> Found | None:
    """The subtasks, each after those that a section such as Dependencies names for it."""
    if found is None or found.ordered or found.dialect not in _DIALECTS or len(found.nodes) < 2:
        return found
    names = _Names(found.nodes)
    said = read_sections(found.outside, lambda name: names.find(name) is not None, drawn=True)
    after: dict[int, dict[int, After]] = {}
    count = 0
    for arrow in said.arrows:
        for later in map(names.find, arrow.later):
            for earlier in map(names.find, arrow.earlier):
                if later is None or earlier is None or later == earlier or count >= _MOST:
                    continue
                count += 1
                place = After(earlier, "explicit", arrow.line)
                after.setdefault(later, {}).setdefault(earlier, place)
    for line in dict.fromkeys(said.unread):
        findings.often(
            "dependency-prose",
            "says of the order what is no edge: it names no tasks in a form that is read",
            line,
            hint="write `- Task 2 depends on Task 1`, or `**Depends on**: Task 1` in the subtask",
        )
    nodes = (
        replace(node, after=(*node.after, *after[at].values())) if at in after else node
        for at, node in enumerate(found.nodes)
    )
    return replace(found, nodes=tuple(nodes), outside=tuple(said.left(found.outside)))


class _Names:
    """The subtasks by what people call them: number, code or title; none by what two are called."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        self._by_name: dict[str, int | None] = {}
        self._by_number: dict[tuple[str, ...], int | None] = {}
        for at, node in enumerate(nodes):
            title = node.title
            for name in {title.text.casefold(), (title.code or "").casefold()} - {""}:
                self._by_name[name] = None if name in self._by_name else at
            for key in self._keys(title.prefix, title.number or title.code):
                self._by_number[key] = None if key in self._by_number else at

    def find(self, text: str) -> int | None:
        """The place of the subtask that a text names, None for no one's."""
        text = text.strip(" .:`*")
        named = self._by_name.get(text.casefold())
        found = _REFERENCE.fullmatch(text) if named is None else None
        if found is None:
            return named
        word = (found["word"] or "").lower()
        key = _key(found["number"])
        of_word = self._by_number.get((word, *key))
        return self._by_number.get(("", *key)) if of_word is None and word in _ANY else of_word

    @staticmethod
    def _keys(prefix: str | None, number: str | None) -> Sequence[tuple[str, ...]]:
        found = _REFERENCE.fullmatch(number) if number else None
        if found is None:
            return ()
        key = _key(found["number"])
        return [(word, *key) for word in {"", (prefix or found["word"] or "").lower()}]


def _key(number: str) -> tuple[str, ...]:
    """A number by its parts: `003.1` is that of `3.1`."""
    return tuple(part.lstrip("0") or "0" for part in re.split(r"[._-]", number.lower()))
