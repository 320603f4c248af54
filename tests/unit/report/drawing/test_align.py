from orchestrator.report.drawing.align import aligned
from orchestrator.report.drawing.bends import routes


def test_a_node_stands_in_the_middle_of_its_neighbours() -> None:
    routed = routes([0, 1, 1], [(0, 1), (0, 2)])
    assert aligned(routed, [[0], [1, 2]], lambda one, other: 10) == [5, 0, 10]


def test_neighbours_keep_their_distance_and_order() -> None:
    edges = [(0, n) for n in range(1, 6)]
    centre = aligned(routes([0, 1, 1, 1, 1, 1], edges), [[0], [3, 1, 5, 2, 4]], lambda *_: 7)
    assert [centre[n] for n in (3, 1, 5, 2, 4)] == [0, 7, 14, 21, 28]


def test_a_line_past_other_nodes_is_straight() -> None:
    routed = routes([0, 1, 2, 3], [(0, 1), (1, 2), (2, 3), (0, 3)])
    bends = list(range(4, len(routed.column)))
    order = [[0], [1, bends[0]], [2, bends[1]], [3]]
    centre = aligned(routed, order, lambda *_: 20)
    assert centre[bends[0]] == centre[bends[1]]
