"""What a word was probably meant to be: the names most like it. Knows no task file.

Comparing costs the product of what there is and what is asked. A file in which nothing refers
to anything would take hours, so a search is given up once it has cost what a second holds.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, field

_MAX_COST = 20_000_000  # of pairs of names, each by its length
_LONGEST = 200  # characters of a name that somebody mistypes


class Near(Struct):
    """The names among which to look, each answer kept, for the same word comes often."""

    names: Sequence[str]
    cost: int = 0
    _known: dict[tuple[str, int, float], list[str]] = field(default_factory=dict)

    def to(self, word: str, *, n: int, cutoff: float) -> list[str]:
        """At most `n` names with a likeness of at least `cutoff` (0 to 1), the likest first."""
        asked = (word, n, cutoff)
        if asked not in self._known:
            self._known[asked] = self._search(word, n, cutoff)
        return self._known[asked]

    def _search(self, word: str, n: int, cutoff: float) -> list[str]:
        # A likeness is twice what both share by the length of both.
        least, most = len(word) * cutoff / (2 - cutoff), len(word) * (2 - cutoff) / cutoff
        if len(word) > _LONGEST or self.cost > _MAX_COST:
            return []
        self.cost += len(self.names) * 4
        pool = [name for name in self.names if least <= len(name) <= most]
        import difflib

        self.cost += len(pool) * (60 + len(word))
        return difflib.get_close_matches(word, pool, n=n, cutoff=cutoff)
