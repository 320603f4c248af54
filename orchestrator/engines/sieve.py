"""Says quickly of a long text that none of many short ones is in it; knows no secret."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

# Letters at once, and their name as a number of that size.
_SIZES: tuple[tuple[int, Literal["Q", "I"]], ...] = ((8, "Q"), (4, "I"))
# So many may be looked for one by one until it pays to look at all letters once.
_FEW = 12


class Sieve:
    """Anchors of all values.

    A text of 2n - 1 letters holds n that stand together at a multiple of n, wherever it stands.
    So it is enough to look at every n letters of the long text, each time at a number in a set.
    """

    def __init__(self, anchors: Iterable[bytes]) -> None:
        left = list(dict.fromkeys(anchors))
        self._grams: list[tuple[int, Literal["Q", "I"], frozenset[int]]] = []
        for size, code in _SIZES:
            fitting = [anchor for anchor in left if len(anchor) >= 2 * size - 1]
            if len(fitting) > _FEW:
                grams = (
                    memoryview(anchor[start : start + size]).cast(code)[0]
                    for anchor in fitting
                    for start in range(size)
                )
                self._grams.append((size, code, frozenset(grams)))
                left = [anchor for anchor in left if len(anchor) < 2 * size - 1]
        self._left = left

    def may_hold(self, folded: bytes) -> bool:
        """Whether one of the anchors may be in the text; False is sure."""
        if any(anchor in folded for anchor in self._left):
            return True
        for size, code, grams in self._grams:
            whole = memoryview(folded)[: len(folded) // size * size]
            if not grams.isdisjoint(whole.cast(code)):
                return True
        return False
