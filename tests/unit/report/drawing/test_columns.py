import pytest

from orchestrator.report.drawing.columns import columns


def test_a_node_stands_after_the_last_that_it_comes_after() -> None:
    assert columns(4, [(0, 1), (1, 2), (0, 2), (0, 3)], 9) == [0, 1, 2, 1]


def test_a_wide_layer_is_cut_into_parts_of_the_same_size() -> None:
    assert columns(6, [(0, n) for n in range(1, 6)], 4) == [0, 1, 1, 1, 2, 2]


def test_what_comes_after_a_cut_layer_moves_on() -> None:
    edges = [(n, 3) for n in range(3)]
    assert columns(4, edges, 2) == [0, 0, 1, 2]


def test_a_circle_is_refused() -> None:
    with pytest.raises(ValueError, match="circle"):
        columns(3, [(0, 1), (1, 2), (2, 1)], 9)
