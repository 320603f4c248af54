"""What goes one after the other, what goes together, and how many edges it takes."""

from __future__ import annotations

from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from orchestrator.document.numberlists.series import MOST_JOINTS, Spot, links, settle


def after(*inner: Spot) -> dict[int, set[int]]:
    """For each task those right before it."""
    root = Spot(inner=list(inner))
    settle(root)
    found = defaultdict(set)
    for link in links(root):
        found[link.task].add(link.before)
    return dict(found)


def task(number: int) -> Spot:
    return Spot(task=number)


def beside(number: int) -> Spot:
    return Spot(task=number, parallel=True)


def test_each_comes_after_the_one_before() -> None:
    assert after(task(0), task(1), task(2)) == {1: {0}, 2: {1}}


def test_neighbours_go_together_and_what_follows_waits_for_all() -> None:
    assert after(task(0), beside(1), beside(2), task(3)) == {1: {0}, 2: {0}, 3: {1, 2}}


def test_a_group_ends_a_run() -> None:
    groups = [Spot(inner=[beside(0), beside(1)]), Spot(inner=[beside(2)])]
    assert after(*groups) == {2: {0, 1}}


def test_groups_that_go_together_keep_their_own_order() -> None:
    groups = [Spot(inner=[task(n), task(n + 1)], parallel=True) for n in (0, 2)]
    assert after(*groups, task(4)) == {1: {0}, 3: {2}, 4: {1, 3}}


def test_what_waits_for_nothing_is_waited_for() -> None:
    assert after(task(0), Spot(task=1, free=True), task(2)) == {2: {0, 1}}


def test_a_group_of_what_waits_for_nothing_hides_nothing() -> None:
    group = Spot(inner=[Spot(task=1, free=True)])
    assert after(task(0), group, task(2)) == {2: {0, 1}}


def test_large_runs_meet_at_one_task() -> None:
    first = Spot(inner=[beside(n) for n in range(100)])
    second = Spot(inner=[Spot(inner=[beside(n)], parallel=True) for n in range(100, 200)])
    found = after(first, second)
    assert sum(map(len, found.values())) == 100 + 99 < MOST_JOINTS
    assert found[100] == set(range(100))
    assert found[199] == {100}


_SPOTS = st.recursive(
    st.builds(Spot, task=st.just(0), parallel=st.booleans(), free=st.booleans()),
    lambda inner: st.builds(Spot, inner=st.lists(inner, max_size=4), parallel=st.booleans()),
    max_leaves=20,
)


@given(st.lists(_SPOTS, max_size=6))
def test_tasks_wait_for_earlier_ones_alone_and_the_end_waits_for_all(spots: list[Spot]) -> None:
    count = 0
    stack = list(reversed(spots))
    while stack:
        each = stack.pop()
        if each.task is not None:
            each.task = count
            count += 1
        stack.extend(reversed(each.inner))
    found = after(*spots, task(count))
    assert all(max(before) < each for each, before in found.items())
    reached, coming = set(), [count]
    while coming:
        for before in found.get(coming.pop(), ()):
            if before not in reached:
                reached.add(before)
                coming.append(before)
    assert reached == set(range(count))
