"""A DAG as it is drawn: boxes with their texts, and paths; knows no markup but SVG's path data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from orchestrator.report.drawing.columns import Edges
from orchestrator.report.drawing.dag import Dag, Node
from orchestrator.report.drawing.fitting import fitted, wrapped
from orchestrator.report.drawing.layout import (
    PAGE_WIDTH,
    Layout,
    Size,
    Stretch,
    layout,
    squeezed,
    strain,
)
from orchestrator.report.drawing.looks import Look, look_of, words_of

# Up to that many nodes there is room for a second line in each.
_FEW = 40
# The narrowest first; a broader one is taken where a page has the width for it.
_ROOMY = tuple(Size(width=width, height=44, gap=14, most=12) for width in (206, 250, 320))
_TIGHT = (
    Size(width=168, height=35, gap=8, most=30),
    Size(width=240, height=35, gap=8, most=30),
    Size(width=360, height=24, gap=8, most=30, lines=1),
)
# For many columns: as broad as the page allows, but no narrower than words are.
_SQUEEZED = Size(width=0, height=46, gap=6, most=30, lines=3, between=30)
_NARROWEST = 92
# What is beside the text in a box, and how wide a character is at most, on the average.
_ROOMY_FRAME, _ROOMY_CHARACTER = 38, 7.8
_TIGHT_FRAME, _TIGHT_CHARACTER = 13, 6.2
# The symbol takes as many characters of the first line.
_SYMBOL_COLUMNS = 2
# How small a drawing may be made that is broader than the page.
_LEAST_SCALE = 0.7
# A drawing that is higher than that scrolls by itself.
_MOST_HEIGHT = 2_800
# Half the length of an arrow's head.
_HEAD = 4


class Box(Struct, frozen=True, kw_only=True):
    """A node: its corner, its lines of text, what a pointer over it tells, where it leads."""

    x: int
    y: int
    look: Look
    lines: tuple[str, ...]
    tooltip: str
    anchor: str | None


class Picture(Struct, frozen=True, kw_only=True):
    """Pixels; `edges` and `heads` are data of one SVG path each. With `is_tight` the lines of
    a box are those of its name alone; `least_width` is the least that it can be read at."""

    title: str
    description: str
    width: int
    height: int
    least_width: int
    is_tight: bool
    box: Size
    boxes: tuple[Box, ...]
    edges: str
    heads: str

    @property
    def is_whole(self) -> bool:
        """Whether a page shows it at once, so that nothing of it has to be hidden."""
        return self.least_width <= PAGE_WIDTH and self.height <= _MOST_HEIGHT


def picture(dag: Dag, anchors: Mapping[str, str]) -> Picture:
    """The drawing of a DAG; `anchors` are where its nodes lead, by id."""
    number = {node.id: index for index, node in enumerate(dag.nodes)}
    edges = [(number[edge.before], number[edge.after]) for edge in dag.edges]
    few = len(dag.nodes) <= _FEW
    size, made = _laid_out(len(dag.nodes), edges)
    before: dict[str, list[str]] = {}
    for edge in dag.edges:
        before.setdefault(edge.after, []).append(edge.before)
    boxes = tuple(
        Box(
            x=place.x,
            y=place.y,
            look=look_of(node.status, node.verdict),
            lines=_lines(node, size, few=few),
            tooltip=_tooltip(node, before.get(node.id, [])),
            anchor=anchors.get(node.id),
        )
        for node, place in zip(dag.nodes, made.places, strict=True)
    )
    return Picture(
        title=f"Dependency graph of {dag.title}",
        description=_description(dag, made),
        width=made.width,
        height=made.height,
        least_width=round(made.width * _LEAST_SCALE),
        is_tight=not few,
        box=size,
        boxes=boxes,
        edges="".join(_curve(each, made.downward) for each in made.stretches),
        heads=_heads(made.stretches, made.downward),
    )


def _laid_out(count: int, edges: Edges) -> tuple[Size, Layout]:
    """The drawing with the broadest boxes that change nothing else for the worse."""
    narrowest, *broader = _ROOMY if count <= _FEW else _TIGHT
    made = layout(count, edges, narrowest)
    for size in reversed(broader):
        other = layout(count, edges, size)
        if other.downward == made.downward and other.width <= PAGE_WIDTH:
            return size, other
    if count > _FEW and strain(made) > 1:
        size = squeezed(count, edges, _SQUEEZED)
        if size.width >= _NARROWEST:
            other = layout(count, edges, size)
            return min((narrowest, made), (size, other), key=lambda each: strain(each[1]))
    return narrowest, made


def _description(dag: Dag, made: Layout) -> str:
    direction = "top to bottom" if made.downward else "left to right"
    nodes, edges = len(dag.nodes), len(dag.edges)
    subtasks = "1 subtask" if nodes == 1 else f"{nodes} subtasks"
    dependencies = "1 dependency" if edges == 1 else f"{edges} dependencies"
    return f"{subtasks} and {dependencies}, from {direction}."


def _name(node: Node) -> str:
    return f"{node.number} {node.title}" if node.number else node.title


def _lines(node: Node, size: Size, *, few: bool) -> tuple[str, ...]:
    if not few:
        columns = int((size.width - _TIGHT_FRAME) / _TIGHT_CHARACTER)
        return wrapped(_name(node), (columns - _SYMBOL_COLUMNS, *[columns] * (size.lines - 1)))
    columns = int((size.width - _ROOMY_FRAME) / _ROOMY_CHARACTER)
    standing = words_of(node.status, node.verdict) if node.status else node.id
    return fitted(_name(node), columns), fitted(standing, columns + 2)


def _tooltip(node: Node, before: Sequence[str]) -> str:
    said = [" ".join(f"{node.id} {node.title}".split()), words_of(node.status, node.verdict)]
    if before:
        more = f" and {len(before) - 6} more" if len(before) > 6 else ""
        said.append(f"after {', '.join(before[:6])}{more}")
    return "; ".join(said)


def _curve(stretch: Stretch, downward: bool) -> str:
    """A Bézier curve that leaves and arrives in the direction of the drawing."""
    x1, y1, x2, y2 = stretch.x1, stretch.y1, stretch.x2, stretch.y2
    if downward:
        middle = (y1 + y2) // 2
        path = (
            f"M{x1} {y1}V{y2}" if x1 == x2 else f"M{x1} {y1}C{x1} {middle} {x2} {middle} {x2} {y2}"
        )
        return f"{path}v{stretch.beyond}" if stretch.beyond else path
    middle = (x1 + x2) // 2
    path = f"M{x1} {y1}H{x2}" if y1 == y2 else f"M{x1} {y1}C{middle} {y1} {middle} {y2} {x2} {y2}"
    return f"{path}h{stretch.beyond}" if stretch.beyond else path


def _heads(stretches: Sequence[Stretch], downward: bool) -> str:
    """One arrow's head at each node that something leads to."""
    points = {each.enters: (each.x2, each.y2) for each in stretches if each.enters is not None}
    if downward:
        return "".join(
            f"M{x - _HEAD} {y - 2 * _HEAD}l{_HEAD} {2 * _HEAD} {_HEAD}-{2 * _HEAD}z"
            for x, y in points.values()
        )
    return "".join(
        f"M{x - 2 * _HEAD} {y - _HEAD}l{2 * _HEAD} {_HEAD}-{2 * _HEAD} {_HEAD}z"
        for x, y in points.values()
    )
