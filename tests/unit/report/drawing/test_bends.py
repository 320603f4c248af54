from orchestrator.report.drawing.bends import routes


def test_short_edges_need_no_bend() -> None:
    routed = routes([0, 1, 1], [(0, 1), (0, 2)])
    assert routed.segments == [(0, 1), (0, 2)]
    assert routed.column == [0, 1, 1]


def test_a_long_edge_bends_in_every_column_between() -> None:
    routed = routes([0, 3], [(0, 1)])
    assert routed.column == [0, 3, 1, 2]
    assert routed.beside == [0, 1, 0, 0]
    assert sorted(routed.segments) == [(0, 2), (2, 3), (3, 1)]


def test_edges_that_leave_one_node_share_their_bends() -> None:
    routed = routes([0, 2, 3], [(0, 1), (0, 2)])
    assert len(routed.column) == 3 + 2
    assert sorted(routed.segments) == [(0, 3), (3, 1), (3, 4), (4, 2)]


def test_edges_that_enter_one_node_share_their_bends() -> None:
    routed = routes([0, 0, 1, 3], [(0, 3), (1, 3), (2, 3)])
    assert len(routed.column) == 4 + 2
    assert sorted(routed.segments) == [(0, 4), (1, 4), (2, 5), (4, 5), (5, 3)]


def test_too_many_bends_are_none() -> None:
    column = [0, *range(1, 501)]
    routed = routes(column, [(n, 500) for n in range(500)] + [(n, n + 400) for n in range(100)])
    assert len(routed.column) == 501
