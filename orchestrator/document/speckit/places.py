"""Where tasks stand, phase by phase, to what each comes after; knows numbers, and no text.

Tasks and phases are named by their index. What is stated of single tasks always wins: where a
phase or the order in which tasks are written contradicts it, a task is put where what it waits
for is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from heapq import heappop, heappush
from itertools import chain, islice, pairwise

from msgspec import Struct

MOST_JOINED = 100_000
"""Above so many edges between runs, the first task of a run stands for the whole of it."""
MOST_HELD = 300_000
"""More than a plan can hold; what goes beyond is left out, and the plan is refused."""
_MAX_SHORTENED = 300  # phases; every two of them are looked at


class Spot(Struct, frozen=True):
    """A task's place: its phase, whether it goes together with its neighbours, its section, and
    whether that is one of tests, which come before what they test."""

    phase: int
    parallel: bool
    line: int
    section: int = 0
    tests: bool = False


class Waits(Struct, frozen=True):
    """What a phase comes after, and the line that says so."""

    phases: frozenset[int]
    tasks: frozenset[int]
    line: int


class Joint(Struct, frozen=True):
    """That all of some tasks come after all of others."""

    before: tuple[tuple[int, ...], ...]
    after: tuple[int, ...]
    why: str
    line: int | None  # None: each at its own line

    @property
    def size(self) -> int:
        return sum(map(len, self.before))


class Placed(Struct, frozen=True):
    """For each task what it comes after: the other's index, why, the line; and the tasks that
    were put elsewhere than where they are written."""

    after: tuple[tuple[tuple[int, str, int], ...], ...]
    moved: tuple[int, ...] = ()


def in_line(phases: int, waits: dict[int, Waits], lines: Sequence[int]) -> list[Waits]:
    """What each phase comes after: what is said, or else all the phases before it."""
    ends: dict[int, None] = {}
    out: list[Waits] = []
    for index in range(phases):
        said = waits.get(index) or Waits(frozenset(ends), frozenset(), lines[index])
        for other in said.phases:
            ends.pop(other, None)
        ends[index] = None
        out.append(said)
    return _shortened(out)


def _shortened(waits: list[Waits]) -> list[Waits]:
    """The same without phases that another one which is waited for waits for itself."""
    if len(waits) > _MAX_SHORTENED:
        return waits
    behind: list[set[int]] = []
    for index, each in enumerate(waits):
        earlier = [other for other in each.phases if other < index]
        behind.append({*earlier}.union(*(behind[other] for other in earlier)))
    return [
        Waits(
            frozenset(
                other
                for other in each.phases
                if not any(other in behind[third] for third in each.phases if third < index)
            ),
            each.tasks,
            each.line,
        )
        for index, each in enumerate(waits)
    ]


def ranked(waits: Sequence[Waits], spots: Sequence[Spot]) -> list[int] | None:
    """The phases so that each comes after what it waits for; None where they go in a circle."""
    needs = [
        {*each.phases, *(spots[task].phase for task in each.tasks)} - {index}
        for index, each in enumerate(waits)
    ]
    order = sorted_by(needs, range(len(waits)))
    return order if len(order) == len(waits) else None


def place(spots: Sequence[Spot], waits: Sequence[Waits], stated: Sequence[set[int]]) -> Placed:
    """What each task comes after; `stated` is what each explicitly waits for."""
    order = ranked(waits, spots) or list(range(len(waits)))
    rank = {phase: at for at, phase in enumerate(order)}
    free = sorted_by(stated, range(len(spots)))
    if len(free) < len(spots):
        return Placed(((),) * len(spots))  # they wait for each other, which is told elsewhere
    home = [spot.phase for spot in spots]
    edges = _edges(spots, home, range(len(spots)), waits, stated, rank)
    both = [stated[task] | {other for other, _, _ in edges[task]} for task in range(len(spots))]
    if len(sorted_by(both, range(len(spots)))) == len(spots):
        return Placed(edges)
    by_phase = sorted(range(len(spots)), key=lambda task: (rank[spots[task].phase], task))
    position = {task: at for at, task in enumerate(by_phase)}
    sequence = sorted_by(stated, [position[task] for task in range(len(spots))])
    for task in sequence:
        home[task] = max((home[other] for other in (task, *stated[task])), key=rank.__getitem__)
    at = {task: index for index, task in enumerate(sequence)}
    earliest, moved = len(spots), []
    for task in reversed(by_phase):
        if at[task] > earliest:
            moved.append(task)
        earliest = min(earliest, at[task])
    return Placed(_edges(spots, home, sequence, waits, stated, rank), tuple(sorted(moved)))


def sorted_by(needs: Sequence[set[int]], wish: Sequence[int]) -> list[int]:
    """Indices so that each stands after what it needs, else by its wish; without those that
    wait for each other."""
    missing = [len(each) for each in needs]
    dependants: list[list[int]] = [[] for _ in needs]
    for index, each in enumerate(needs):
        for other in each:
            dependants[other].append(index)
    ready = [(wish[index], index) for index, count in enumerate(missing) if not count]
    ready.sort()
    out: list[int] = []
    while ready:
        index = heappop(ready)[1]
        out.append(index)
        for dependant in dependants[index]:
            missing[dependant] -= 1
            if not missing[dependant]:
                heappush(ready, (wish[dependant], dependant))
    return out


def _edges(
    spots: Sequence[Spot],
    home: Sequence[int],
    sequence: Iterable[int],
    waits: Sequence[Waits],
    stated: Sequence[set[int]],
    rank: dict[int, int],
) -> tuple[tuple[tuple[int, str, int], ...], ...]:
    """The edges of tasks taken in this sequence, each in its phase `home`.

    A phase waits for none that stands behind it; that is said only where they go in a circle.
    """
    members: list[list[int]] = [[] for _ in waits]
    for task in sequence:
        members[home[task]].append(task)
    runs = [_runs(tasks, spots) for tasks in members]
    last = [_ends(each[-1], stated) if each else () for each in runs]
    joints: list[Joint] = []
    for phase, each in enumerate(runs):
        if not each:
            continue
        said = waits[phase]
        others = [other for other in sorted(said.phases) if rank[other] < rank[phase]]
        tasks = tuple(task for task in sorted(said.tasks) if rank[home[task]] < rank[phase])
        before = (*(last[other] for other in others), tasks)
        joints.append(Joint(before, each[0], "phase", said.line))
        for earlier, later in pairwise(each):
            joints.append(Joint((_ends(earlier, stated),), later, "order", None))
    return _joined(joints, spots)


def _runs(tasks: Sequence[int], spots: Sequence[Spot]) -> list[tuple[int, ...]]:
    """Tasks that go together, one run after the other."""
    runs: list[list[int]] = []
    for task in tasks:
        spot = spots[task]
        before = spots[runs[-1][-1]] if runs else None
        together = before is not None and before.parallel and spot.parallel
        if before and together and not (before.tests and before.section != spot.section):
            runs[-1].append(task)
        else:
            runs.append([task])
    return [tuple(run) for run in runs]


def _ends(run: tuple[int, ...], stated: Sequence[set[int]]) -> tuple[int, ...]:
    """The tasks of a run that no other one of it waits for."""
    if len(run) == 1:
        return run
    waited = {other for task in run for other in stated[task]}
    return tuple(task for task in run if task not in waited)


def _joined(
    joints: Sequence[Joint], spots: Sequence[Spot]
) -> tuple[tuple[tuple[int, str, int], ...], ...]:
    after: list[list[tuple[int, str, int]]] = [[] for _ in spots]
    many = sum(each.size * len(each.after) for each in joints) > MOST_JOINED
    left = MOST_HELD
    for joint in joints:
        first = joint.after[0]
        for task in joint.after:
            line = joint.line if joint.line is not None else spots[task].line
            stands = many and task != first and joint.size > 1
            others = (first,) if stands else chain.from_iterable(joint.before)
            edges = [(other, joint.why, line) for other in islice(others, left)]
            after[task].extend(edges)
            left -= len(edges)
    return tuple(map(tuple, after))
