"""Which subtask waits for which so that several run one after the other, with all they require.

Pure numbers: a subtask is its index. No edge that is found here closes a circle.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence

from msgspec import Struct, field

_MOST_STEPS = 2_000_000


class Turn(Struct, frozen=True):
    """That `each` comes after `other`, because `owner` requires them in that order."""

    each: int
    other: int
    owner: int


class Turns(Struct):
    """What came of it: `found` are the edges, `refused` those that another owner's order forbids,
    `left` the owner from which on nothing was looked at, because the file is too entangled."""

    found: list[Turn] = field(default_factory=list)
    refused: list[Turn] = field(default_factory=list)
    left: int | None = None


def in_turn(requires: Sequence[Sequence[int]], owners: Iterable[int]) -> Turns:
    """Puts what each of `owners` requires in the order in which it does.

    The next one must not begin before the one before it has ended, nor may anything that only
    the next one requires; what both require runs once, before both.
    """
    turns = Turns()
    before = [list(others) for others in requires]
    walk = _Walk()
    for owner in owners:
        if walk.steps > _MOST_STEPS:
            turns.left = owner
            return turns
        earlier: set[int] = set()
        wanted: set[int] = set()
        last: int | None = None
        for following in requires[owner]:
            if following not in earlier:
                coming = walk.grow(requires, following, set(), but=earlier)
                for each in coming if last is not None else ():
                    if not any(other in coming for other in requires[each]):
                        assert last is not None
                        before[each].append(last)
                        turns.found.append(Turn(each, last, owner))
                for each in coming:
                    walk.grow(before, each, earlier)
                last = following
            elif following not in wanted and last is not None:
                turns.refused.append(Turn(following, last, owner))
            walk.grow(requires, following, wanted)
    return turns


class _Walk:
    """Goes back from a subtask to all that stands before it; `steps` is how far in all."""

    def __init__(self) -> None:
        self.steps = 0

    def grow(
        self,
        others: Sequence[Sequence[int]],
        start: int,
        found: set[int],
        but: Container[int] = frozenset(),
    ) -> set[int]:
        """Adds `start` and all before it to `found`, as far as it is not in `but`."""
        stack = [start] if start not in found else []
        found.update(stack)
        while stack:
            each = stack.pop()
            self.steps += 1 + len(others[each])
            for other in others[each]:
                if other not in found and other not in but:
                    found.add(other)
                    stack.append(other)
        return found
