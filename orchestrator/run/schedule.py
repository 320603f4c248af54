"""What may start now: a ready queue over counters taken from the plan's graph.

Approach: every subtask knows how many dependencies it still waits for. When one ends in a
way that lets its dependants go on, their counters fall; at zero they are ready. Ready ones
start by priority, then by the length of the chain that waits for them, then in document
order, while there are free slots. One that lacks a lock or a resource is parked under its
name and comes back when that is freed, so that nothing is looked at twice for nothing.

Decides without acting: it starts no process, records no event and asks no clock.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping

from msgspec import Struct

from orchestrator.plan.graph import dependants_of
from orchestrator.plan.model import Plan, Priority, Subtask
from orchestrator.run.status import Status

_PRIORITY_RANK = {priority: rank for rank, priority in enumerate(Priority)}


class Blocked(Struct, frozen=True):
    """A subtask that cannot run any more, and the dependencies that are to blame."""

    subtask: str
    because: tuple[str, ...]


class Schedule:
    """Counters, ready queue, locks and resources of one run.

    `capacity` says how much there is of each resource; of one that it does not name there is
    as much as the greediest subtask asks for. One that asks for more than there is runs
    while nothing else holds that resource.
    """

    def __init__(
        self,
        plan: Plan,
        *,
        jobs: int,
        ranks: Mapping[str, int],
        capacity: Mapping[str, float] | None = None,
    ) -> None:
        self._subtasks = {subtask.id: subtask for subtask in plan.subtasks}
        self._jobs = jobs
        self._key = precedence(plan, ranks)
        self._missing = {each.id: len(each.depends_on) for each in plan.subtasks}
        self._dependants = dependants_of(plan)
        self._ready: list[tuple[tuple[int, int, int], str]] = []
        self._delayed: list[tuple[float, str]] = []
        self._parked: dict[str, list[str]] = {}
        self._is_open = False
        self._settled: set[str] = set()
        # Of the settled ones, those that were left out while something they depend on had not
        # ended: what depends on them still comes after that.
        self._passed: set[str] = set()
        self._waiting: set[str] = set()  # of the settled ones, those that may still go on
        self._running: set[str] = set()
        self._locks: set[str] = set()
        self._used: dict[str, float] = {}
        self._capacity = _capacities(plan, capacity or {})

    @property
    def running(self) -> frozenset[str]:
        """The ids that hold a slot."""
        return frozenset(self._running)

    @property
    def next_due(self) -> float | None:
        """When the first delayed subtask may start again, in the caller's monotonic seconds."""
        return self._delayed[0][0] if self._delayed else None

    @property
    def idle(self) -> bool:
        """Whether nothing runs, is ready or comes back by itself."""
        return not (self._running or self._ready or self._delayed)

    def open(self) -> None:
        """Make ready what waits for nothing. Call once, after `settle` for what has ended
        in an earlier session; before that nothing becomes ready."""
        self._is_open = True
        for each, missing in self._missing.items():
            if missing == 0 and each not in self._settled:
                self._push(each)

    def settle(self, each: str, status: Status) -> list[Blocked]:
        """`each` ended (or waits) with this status; what that blocks, however far away."""
        if each in self._settled and each not in self._waiting:
            return []
        self._release(each)
        self._settled.add(each)
        self._waiting.discard(each)
        if status is Status.SKIPPED and self._missing[each]:
            self._passed.add(each)
            return []
        if lets_go_on(self._subtasks[each], status):
            self._free_after(each)
            return []
        if status is Status.WAITING:
            self._waiting.add(each)
            return []
        return self._block_after(each)

    def take(self, now: float) -> list[str]:
        """The ids to start at this moment; they hold a slot until `settle` or `delay`."""
        while self._delayed and self._delayed[0][0] <= now:
            self._push(heapq.heappop(self._delayed)[1])
        taken = []
        while self._ready and len(self._running) < self._jobs:
            each = heapq.heappop(self._ready)[1]
            if each in self._settled:
                continue
            lacking = self._lacking(self._subtasks[each])
            if lacking is not None:
                self._parked.setdefault(lacking, []).append(each)
                continue
            self._hold(self._subtasks[each])
            taken.append(each)
        return taken

    def delay(self, each: str, until: float) -> None:
        """Give the slot back and make `each` ready again at `until`."""
        self._release(each)
        heapq.heappush(self._delayed, (until, each))

    def again(self, each: str) -> None:
        """Make ready what was settled as waiting, now that it need not wait any more."""
        self._waiting.discard(each)
        self._settled.discard(each)
        self._push(each)

    def give_up(self) -> list[str]:
        """Forget everything that has not started; its ids in document order."""
        rest = [
            each
            for each in self._subtasks
            if each not in self._settled and each not in self._running
        ]
        self._settled.update(rest)
        self._ready.clear()
        self._delayed.clear()
        self._parked.clear()
        return rest

    # --- inside --------------------------------------------------------------------------

    def _push(self, each: str) -> None:
        heapq.heappush(self._ready, (self._key[each], each))

    def _free_after(self, each: str) -> None:
        """Make ready what waited for `each` alone."""
        ended = [each]
        for done in ended:
            for dependant in self._dependants[done]:
                self._missing[dependant] -= 1
                if self._missing[dependant]:
                    continue
                if dependant in self._passed:
                    self._passed.discard(dependant)
                    ended.append(dependant)
                elif dependant not in self._settled and self._is_open:
                    self._push(dependant)

    def _block_after(self, each: str) -> list[Blocked]:
        """Settle all that can never run because of `each`; the nearest first."""
        blocked: list[Blocked] = []
        # What ended badly, and what is to be named for it: it may lie behind one left out.
        causes = [(each, each)]
        for cause, named in causes:
            for dependant in self._dependants[cause]:
                if dependant in self._passed:
                    self._passed.discard(dependant)
                    causes.append((dependant, named))
                if dependant in self._settled:
                    continue
                self._settled.add(dependant)
                blocked.append(Blocked(dependant, (named,)))
                if lets_go_on(self._subtasks[dependant], Status.BLOCKED):
                    blocked.extend(self._let_go_on(dependant))
                else:
                    causes.append((dependant, dependant))
        return blocked

    def _let_go_on(self, each: str) -> list[Blocked]:
        self._settled.discard(each)
        return self.settle(each, Status.BLOCKED)

    def _lacking(self, subtask: Subtask) -> str | None:
        """The name of the first lock or resource that is not free for it."""
        for lock in subtask.locks:
            if lock in self._locks:
                return lock
        for name, amount in subtask.resources.items():
            used = self._used.get(name, 0.0)
            if used > 0 and used + amount > self._capacity[name]:
                return name
        return None

    def _hold(self, subtask: Subtask) -> None:
        self._running.add(subtask.id)
        self._locks.update(subtask.locks)
        for name, amount in subtask.resources.items():
            self._used[name] = self._used.get(name, 0.0) + amount

    def _release(self, each: str) -> None:
        if each not in self._running:
            return
        subtask = self._subtasks[each]
        self._running.discard(each)
        self._locks.difference_update(subtask.locks)
        for name, amount in subtask.resources.items():
            self._used[name] -= amount
        for name in (*subtask.locks, *subtask.resources):
            for waiting in self._parked.pop(name, ()):
                self._push(waiting)


def precedence(plan: Plan, ranks: Mapping[str, int]) -> dict[str, tuple[int, int, int]]:
    """What to sort by those that are ready: the least starts first."""
    return {
        subtask.id: (_PRIORITY_RANK[subtask.priority], -ranks[subtask.id], position)
        for position, subtask in enumerate(plan.subtasks)
    }


def lets_go_on(subtask: Subtask, status: Status) -> bool:
    """Whether dependants may run after the subtask came to this status (FORMAT's table)."""
    if status in (Status.SUCCEEDED, Status.SKIPPED) or subtask.optional:
        return True
    return subtask.allow_failure and status in (Status.FAILED, Status.TIMED_OUT)


def _capacities(plan: Plan, given: Mapping[str, float]) -> dict[str, float]:
    asked: dict[str, float] = {}
    for subtask in plan.subtasks:
        for name, amount in subtask.resources.items():
            asked[name] = max(asked.get(name, 0.0), amount)
    return {name: given.get(name, amount) for name, amount in asked.items()}
