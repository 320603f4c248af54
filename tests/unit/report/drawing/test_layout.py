"""What holds for every layout: nothing overlaps, everything leads forward, always the same."""

import random
import time
from itertools import pairwise

import pytest

from orchestrator.report.drawing.layout import Layout, Size, layout

SIZE = Size(width=168, height=24, gap=8, most=30)
ROOMY = Size(width=206, height=44, gap=14, most=12)
Graph = tuple[int, list[tuple[int, int]]]


def random_graph(count: int, edges: int, seed: int, reach: int = 10**6) -> Graph:
    chance = random.Random(seed)
    ends = [chance.randrange(1, count) for _ in range(edges)]
    pairs = {(chance.randrange(max(0, other - reach), other), other) for other in ends}
    return count, sorted(pairs)


GRAPHS: dict[str, Graph] = {
    "nothing": (0, []),
    "one": (1, []),
    "diamond": (4, [(0, 1), (0, 2), (1, 3), (2, 3)]),
    "a long edge": (5, [(0, 1), (1, 2), (2, 3), (3, 4), (0, 4), (0, 3), (1, 4)]),
    "chain": (200, list(pairwise(range(200)))),
    "chain backwards": (40, [(n + 1, n) for n in range(39)]),
    "loose": (200, []),
    "fan out and in": (
        200,
        [(0, n) for n in range(1, 199)] + [(n, 199) for n in range(1, 199)],
    ),
    "whole layers": (60, [(n, m) for n in range(60) for m in range(60) if m // 12 == n // 12 + 1]),
    **{f"random {seed}": random_graph(120, 260, seed) for seed in range(8)},
    "near": random_graph(300, 500, 1, reach=20),
}


def boxes(made: Layout, size: Size) -> list[tuple[int, int, int, int]]:
    return [
        (place.x, place.y, place.x + size.width, place.y + size.height) for place in made.places
    ]


@pytest.mark.parametrize("size", [SIZE, ROOMY], ids=["small", "roomy"])
@pytest.mark.parametrize("name", GRAPHS)
def test_no_two_nodes_overlap_and_all_are_on_the_page(name: str, size: Size) -> None:
    made = layout(*GRAPHS[name], size)
    drawn = boxes(made, size)
    for index, (left, top, right, bottom) in enumerate(drawn):
        assert left >= 0
        assert top >= 0
        assert right <= made.width
        assert bottom <= made.height
        for other in drawn[index + 1 :]:
            apart = other[0] >= right or left >= other[2] or other[1] >= bottom or top >= other[3]
            assert apart, (name, (left, top, right, bottom), other)


@pytest.mark.parametrize("name", GRAPHS)
def test_every_edge_leads_forward(name: str) -> None:
    count, edges = GRAPHS[name]
    made = layout(count, edges, SIZE)
    for one, other in edges:
        before, after = made.places[one], made.places[other]
        if made.downward:
            assert before.y + SIZE.height < after.y
        else:
            assert before.x + SIZE.width < after.x
    for part in made.stretches:
        assert (part.y1 < part.y2) if made.downward else (part.x1 < part.x2)


@pytest.mark.parametrize("name", GRAPHS)
def test_whoever_follows_the_lines_finds_every_edge_and_no_other_end(name: str) -> None:
    count, edges = GRAPHS[name]
    made = layout(count, edges, SIZE)
    entered = {part.enters for part in made.stretches if part.enters is not None}
    assert entered == {other for _, other in edges}
    middle = {
        (place.x + SIZE.width // 2, place.y + SIZE.height)
        if made.downward
        else (place.x + SIZE.width, place.y + SIZE.height // 2)
        for place in made.places
    }
    ends = {
        (part.x2, part.y2 + part.beyond) if made.downward else (part.x2 + part.beyond, part.y2)
        for part in made.stretches
    }
    assert all((part.x1, part.y1) in middle | ends for part in made.stretches)


def test_a_line_passes_beside_the_nodes_between_its_ends() -> None:
    made = layout(*GRAPHS["a long edge"], SIZE)
    for part in made.stretches:
        if part.enters is not None:
            continue
        assert not made.downward
        for left, top, right, bottom in boxes(made, SIZE):
            beside = part.x2 + part.beyond <= left or part.x2 >= right
            assert beside or not top <= part.y2 <= bottom


@pytest.mark.parametrize("name", GRAPHS)
def test_it_is_always_the_same(name: str) -> None:
    assert layout(*GRAPHS[name], SIZE) == layout(*GRAPHS[name], SIZE)


def test_a_deep_graph_goes_down_and_a_wide_one_across() -> None:
    assert layout(*GRAPHS["chain"], SIZE).downward
    assert not layout(*GRAPHS["diamond"], SIZE).downward


def test_edges_in_a_circle_are_refused() -> None:
    with pytest.raises(ValueError, match="circle"):
        layout(2, [(0, 1), (1, 0)], SIZE)


@pytest.mark.parametrize("reach", [50, 10**6], ids=["near", "far"])
def test_ten_thousand_nodes_take_seconds_at_most(reach: int) -> None:
    graph = random_graph(10_000, 20_000, 3, reach)
    start = time.monotonic()
    made = layout(*graph, SIZE)
    assert time.monotonic() - start < 15
    assert len(made.places) == 10_000
