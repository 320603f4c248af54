from orchestrator.report.drawing.bends import routes
from orchestrator.report.drawing.crossings import ordered


def crossings(column: list[int], edges: list[tuple[int, int]]) -> int:
    order = ordered(routes(column, edges))
    place = {item: position for each in order for position, item in enumerate(each)}
    return sum(
        (place[one] - place[two]) * (place[other] - place[last]) < 0
        for one, other in edges
        for two, last in edges
    )


def test_lines_that_need_not_cross_do_not() -> None:
    assert crossings([0, 0, 0, 1, 1, 1], [(0, 5), (1, 4), (2, 3)]) == 0


def test_every_item_stands_once_in_its_column() -> None:
    routed = routes([0, 1, 2, 0], [(0, 1), (1, 2), (0, 2), (3, 2)])
    order = ordered(routed)
    assert sorted(item for each in order for item in each) == list(range(len(routed.column)))
    assert all(routed.column[item] == n for n, each in enumerate(order) for item in each)


def test_nothing_has_no_columns() -> None:
    assert ordered(routes([], [])) == []
