"""Ids of runs: UUIDs of version 7, in order of time; knows nothing of runs."""

from __future__ import annotations

import os
from datetime import datetime

from orchestrator.plan.runids import run_id

_HEX = frozenset("0123456789abcdef")


class RunIds:
    """Gives ids, each greater than the one before, also when the clock goes backwards."""

    def __init__(self) -> None:
        self._last = 0

    def new(self, now: datetime, *, after: str | None = None) -> str:
        """An id for this moment: 48 bits of milliseconds, 12 of a counter, 42 of chance and 20
        by which it is known as ours. It is greater than the id `after`, which another process
        may have given."""
        last = max(self._last, _moment(after))
        self._last = max(int(now.timestamp() * 1000) << 12, last + 1)
        milliseconds, counter = self._last >> 12, self._last & 0xFFF
        chance = int.from_bytes(os.urandom(6), "big") >> 6
        return run_id(milliseconds << 60 | 7 << 56 | counter << 44 | 2 << 42 | chance)


def _moment(id_: str | None) -> int:
    """Milliseconds and counter of an id; 0 for what is none of ours."""
    digits = (id_ or "").replace("-", "")
    if len(digits) != 32 or not _HEX.issuperset(digits):
        return 0
    return int(digits[:12], 16) << 12 | int(digits[13:16], 16)
