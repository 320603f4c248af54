"""In which order nested groups of tasks run: one after the other, or neighbours together.

What stands in a group comes after what stands before the group, and what follows it comes after
what ends it. Knows tasks by their number alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from msgspec import Struct, field

MOST_JOINTS = 2_500
"""Edges between two runs of tasks that go together; of larger ones one task goes ahead."""


class Spot(Struct, kw_only=True):
    """A place in the order: a task, or a group of `inner` places.

    `parallel` is whether it goes together with its neighbours that are so too; `free` whether
    it waits for nothing. `last` are the tasks after which it has ended.
    """

    task: int | None = None
    inner: list[Spot] = field(default_factory=list)
    parallel: bool = False
    free: bool = False
    last: list[int] = field(default_factory=list)


class Link(Struct, frozen=True):
    """That `task` comes after `before`; `inside` tells that a group says so, not what is around."""

    task: int
    before: int
    inside: bool


def set_aside(count: int, waits: Mapping[int, Collection[int]]) -> tuple[set[int], list[list[int]]]:
    """Those of so many tasks that wait for a later one, and so leave their place; and for each
    task the tasks after which it has ended, those that come after it then included."""
    last = _furthest(count, waits)
    moved = {at for at in range(count) if last[at] > at}
    behind: dict[int, list[int]] = {}
    for at in sorted(moved):
        behind.setdefault(last[at], []).append(at)
    ends = [[at] for at in range(count)]
    for place, others in behind.items():
        waited = {one for at in others for one in waits.get(at, ())}
        ends[place] = [at for at in others if at not in waited] or [place]
    return moved, ends


def _furthest(count: int, waits: Mapping[int, Collection[int]]) -> list[int]:
    """For each task the last place of all that it waits for, through others too."""
    last = [*range(count)]
    seen: set[int] = set()
    stack = [(at, False) for at in waits]
    while stack:
        at, done = stack.pop()
        if done:
            last[at] = max([at, *(last[each] for each in waits.get(at, ()))])
        elif at not in seen:
            seen.add(at)
            stack.append((at, True))
            stack.extend((each, False) for each in waits.get(at, ()))
    return last


def settle(spot: Spot, ends: Sequence[Sequence[int]] | None = None) -> None:
    """Set `last` and `free` of all places. `ends` has for each task the tasks after which it has
    ended, where these are others than itself."""
    for each in reversed(_all(spot)):
        if each.task is not None:
            each.last = [each.task] if ends is None else list(ends[each.task])
            continue
        runs = _runs(each.inner)
        each.free = all(inner.free for inner in each.inner)
        each.last = [task for inner in runs[-1] for task in inner.last] if runs else []


def links(spot: Spot, before: Sequence[int] = ()) -> Iterator[Link]:
    """The order of all tasks of a settled place that comes after the tasks `before`."""
    stack: list[tuple[Spot, Sequence[int], bool]] = [(spot, before, False)]
    while stack:
        group, earlier, inside = stack.pop()
        for run in _runs(group.inner):
            ahead, gate = _gate(run, earlier)
            for each in run:
                wait = earlier if gate is None or each is ahead else (gate,)
                if each.task is None:
                    stack.append((each, wait, inside))
                elif not each.free:
                    yield from (Link(each.task, other, inside) for other in wait)
            ended = [task for each in run for task in each.last]
            waits = any(not each.free for each in run)
            earlier, inside = (ended, True) if waits else ([*earlier, *ended], inside)


def _runs(spots: Sequence[Spot]) -> list[list[Spot]]:
    """Neighbours that go together. What waits for nothing ends with what stands before it."""
    runs: list[list[Spot]] = []
    together = False
    for spot in spots:
        if runs and (spot.free or (spot.parallel and together)):
            runs[-1].append(spot)
        else:
            runs.append([spot])
            together = spot.parallel or spot.free
    return runs


def _gate(run: Sequence[Spot], before: Sequence[int]) -> tuple[Spot | None, int | None]:
    """The place of a run that goes ahead where there would be too many edges, and its task."""
    ahead = None
    if len(run) * len(before) > MOST_JOINTS:
        ahead = first = next((each for each in run if not each.free), None)
        while first is not None and first.task is None:
            first = next((each for each in first.inner if not each.free), None)
        if first is not None:
            return ahead, first.task
    return ahead, None


def _all(spot: Spot) -> list[Spot]:
    """All places, each after the one that it stands in."""
    found, stack = [], [spot]
    while stack:
        each = stack.pop()
        found.append(each)
        stack.extend(each.inner)
    return found
