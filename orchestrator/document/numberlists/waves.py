"""A graph of tasks in a block: waves as JSON in each of the ways they are written, or arrows.

Gives the names as they stand there; knows no task.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from msgspec import Struct

from orchestrator.document.info import read_info
from orchestrator.document.inline import without_emoji
from orchestrator.document.source import Source
from orchestrator.document.tree import Block, Fence, Heading

_TITLE = re.compile(
    r"\bdependenc(?:y|ies) (?:graph|diagram|map)\b|\btask graph\b|\bexecution waves\b|^waves$"
    r"|依赖|依存|зависимост",
    re.I,
)
_WAVES = re.compile(r"[\"']?\bwaves\b[\"']?\s*:")
_TASKS = re.compile(r'"tasks"\s*:')
ARROW = re.compile(r"\s*(?:-{1,3}>|={1,2}>|-\.->|→|⟶|⇒)(?:\|[^|]*\|)?\s*")
"""An arrow between names, with its label."""
_LABEL = re.compile(r"\[[^\[\]]*\]|\([^()]*\)|\{[^{}]*\}")
_SEVERAL = re.compile(r"\s*[,;&+]\s*")
_NAMES_OF_WAVE = ("id", "wave", "name")
_AFTER = ("depends_on", "dependsOn", "dependencies", "after")
_JSON = frozenset({"json", "jsonc", "json5"})
_SHAPE = '`{"waves": [{"id": 1, "tasks": ["1.1", "1.2"]}]}`'


class Wave(Struct, frozen=True, kw_only=True):
    """Tasks that go together, by their names; `after` names the waves they wait for, None where
    that is the wave before. `names` are those of the wave itself."""

    tasks: tuple[str, ...]
    line: int
    names: tuple[str, ...] = ()
    after: tuple[str, ...] | None = None


class Arrow(Struct, frozen=True):
    """`1.1, 1.2 --> 2`: each of the `later` comes after each of the `earlier`."""

    earlier: tuple[str, ...]
    later: tuple[str, ...]
    line: int


class Graph(Struct, frozen=True):
    """What a block says of the order; one of the two is empty."""

    waves: tuple[Wave, ...]
    arrows: tuple[Arrow, ...]
    line: int


def find_graph(source: Source, blocks: Sequence[Block]) -> Graph | None:
    """The first graph among top-level blocks; what cannot be read of one, or another, is told."""
    found: Graph | None = None
    titled = False
    for block in blocks:
        if isinstance(block, Heading):
            titled = is_graph(block)
        if not isinstance(block, Fence) or not (titled or _holds_waves(block)):
            continue
        graph = _read(source, block)
        if found is not None and graph is not None:
            source.findings.warning(
                "second-graph",
                f"a graph of tasks is read already (line {found.line}); nothing comes of this one",
                block.line,
                hint="put all waves into one block",
            )
        found = found or graph
    return found


def is_graph(heading: Heading) -> bool:
    """Whether a graph stands below a heading."""
    return _TITLE.search(without_emoji(heading.text)) is not None


def count_waves(blocks: Sequence[Block]) -> int:
    """How many top-level blocks hold waves."""
    return sum(isinstance(block, Fence) and _holds_waves(block) for block in blocks)


def _holds_waves(fence: Fence) -> bool:
    info = read_info(fence.info)
    return info.language in (*_JSON, "") and _WAVES.search(fence.content) is not None


def _read(source: Source, fence: Fence) -> Graph | None:
    language = read_info(fence.info).language
    text = fence.content.strip()
    if language not in _JSON and not text.startswith(("{", "[")):
        arrows = _arrows(fence)
        return Graph((), arrows, fence.line) if arrows else None
    try:
        read = json.loads(
            fence.content.rstrip()
        )  # what ends too early ends on a line that is there
    except (ValueError, RecursionError) as error:
        at = error.lineno if isinstance(error, json.JSONDecodeError) else 0
        what = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deeply"
        source.findings.warning(
            "broken-waves",
            f"the waves cannot be read as JSON ({what}), so the tasks run in the order they are "
            "written",
            fence.line + at,
            hint="mend the JSON; a comma too many is the usual slip",
        )
        return None
    waves = _waves(read, fence)
    if not waves:
        source.findings.warning(
            "broken-waves",
            "this block holds no waves, so the tasks run in the order they are written",
            fence.line,
            hint=f"write {_SHAPE}",
        )
        return None
    return Graph(waves, (), fence.line)


def _waves(read: Any, fence: Fence) -> tuple[Wave, ...] | None:
    """The waves of a list, of an object's `waves`, or of an object of named waves in that."""
    listed = read.get("waves") if isinstance(read, dict) else read
    if isinstance(listed, dict):
        listed = [
            {"id": name, **(each if isinstance(each, dict) else {"tasks": each})}
            for name, each in listed.items()
        ]
    if not isinstance(listed, list):
        return None
    lines = _lines(fence, listed)
    waves = [_wave(each, line) for each, line in zip(listed, lines, strict=True)]
    return tuple(wave for wave in waves if wave is not None) if None not in waves else None


def _wave(read: Any, line: int) -> Wave | None:
    if isinstance(read, list | str | int):
        read = {"tasks": read}
    tasks = _names(read.get("tasks")) if isinstance(read, dict) else None
    if tasks is None:
        return None
    after = next((read[key] for key in _AFTER if key in read), None)
    return Wave(
        tasks=tasks,
        line=line,
        names=tuple(str(read[key]) for key in _NAMES_OF_WAVE if key in read),
        after=None if after is None else _names(after),
    )


def _names(read: Any) -> tuple[str, ...] | None:
    """The names in a list, or in a text with commas; an object is named by its `id`."""
    if isinstance(read, str):
        return tuple(filter(None, _SEVERAL.split(read.strip())))
    if isinstance(read, int | float):
        return (str(read),)
    if not isinstance(read, list):
        return None
    plain = (each.get("id", "") if isinstance(each, dict) else each for each in read)
    return tuple(str(each).strip() for each in plain)


def _lines(fence: Fence, listed: Sequence[Any]) -> list[int]:
    """The line of each wave's tasks where they can be told apart, else that of the block."""
    found = [
        fence.line + number
        for number, line in enumerate(fence.content.split("\n"), start=1)
        for _ in _TASKS.finditer(line)
    ]
    return found if len(found) == len(listed) else [fence.line] * len(listed)


def _arrows(fence: Fence) -> tuple[Arrow, ...]:
    arrows = []
    for number, line in enumerate(fence.content.split("\n"), start=fence.line + 1):
        found = [sides(piece) for piece in ARROW.split(line.strip())]
        if len(found) > 1 and all(found):
            arrows += [Arrow(a, b, number) for a, b in pairwise(found)]
    return tuple(arrows)


def sides(text: str) -> tuple[str, ...]:
    """The names on one side of an arrow, without their labels."""
    return tuple(filter(None, _SEVERAL.split(_LABEL.sub("", text).strip())))
