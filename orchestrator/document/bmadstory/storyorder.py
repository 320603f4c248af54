"""In which order the tasks of a story run: as they are written, but for what they say themselves.

Neighbours that are `PARALLELIZABLE` go together, and what waits for a later task comes after that.
Whether a task that is named exists is asked elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from orchestrator.document.keylines import KeyLine
from orchestrator.document.keynames import field_of
from orchestrator.document.nodes import After, Node
from orchestrator.document.numberlists.series import Spot, links, set_aside, settle
from orchestrator.document.segments import segments
from orchestrator.document.values import is_none

_PIECE = re.compile(r"\s*(?:[,;&+]|\band\b)\s*", re.I)
_TASK = re.compile(r"(?:tasks?\s*)?#?(?P<number>\d+(?:\.\d+)*)\b", re.I)


def in_order(nodes: Sequence[Node]) -> Iterator[Node]:
    """The tasks, each with those after which its place puts it."""
    stated = [_stated(node) for node in nodes]
    places = _places(nodes)
    waits = {
        at: {places[name] for key in keys for name in _names(key) if name in places}
        for at, keys in enumerate(stated)
    }
    moved, ends = set_aside(len(nodes), waits)
    root = Spot()
    for at, node in enumerate(nodes):
        if at not in moved:
            free = bool(stated[at]) and all(_says_none(key) for key in stated[at])
            root.inner.append(Spot(task=at, parallel=_runs_beside(node), free=free))
    settle(root, ends)
    after: list[list[After]] = [[] for _ in nodes]
    for link in links(root):
        after[link.task].append(After(link.before, "order", nodes[link.task].span.line))
    for node, places_before in zip(nodes, after, strict=True):
        yield replace(node, after=tuple(places_before))


def _stated(node: Node) -> list[KeyLine]:
    """The keys of a task that say what it depends on."""
    below = [key for part in segments(node.blocks, node.span.line, keys=True) for key in part.keys]
    return [key for key in (*node.keys, *below) if field_of(key.name) == "depends_on"]


def _says_none(key: KeyLine) -> bool:
    return all(is_none(value.text) for value in key.values)


def _places(nodes: Sequence[Node]) -> dict[str, int]:
    """Where the task of a number or of a title stands; of two the first."""
    places: dict[str, int] = {}
    for at, node in enumerate(nodes):
        places.setdefault(node.title.number or node.title.text.casefold(), at)
        places.setdefault(node.title.text.casefold(), at)
    return places


def _names(key: KeyLine) -> Iterator[str]:
    for value in key.values:
        yield value.text.casefold()
        for piece in _PIECE.split(value.text):
            found = _TASK.match(piece)
            yield found["number"] if found else piece.casefold()


def _runs_beside(node: Node) -> bool:
    """Whether a task says that it may run together with its neighbours."""
    return any(
        key.name == "Concurrency" and "PARALLEL" in key.values[0].text.upper() for key in node.keys
    )
