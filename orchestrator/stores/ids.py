"""Ids of runs: UUIDs of version 7, in order of time; knows nothing of runs."""

from __future__ import annotations

import os
from datetime import datetime

_HEX = frozenset("0123456789abcdef")


class RunIds:
    """Gives ids, each greater than the one before, also when the clock goes backwards."""

    def __init__(self) -> None:
        self._last = 0

    def new(self, now: datetime, *, after: str | None = None) -> str:
        """An id for this moment: 48 bits of milliseconds, 12 of a counter, 62 of chance. It is
        greater than the id `after`, which another process may have given."""
        last = max(self._last, _moment(after))
        self._last = max(int(now.timestamp() * 1000) << 12, last + 1)
        milliseconds, counter = self._last >> 12, self._last & 0xFFF
        chance = int.from_bytes(os.urandom(8), "big") >> 2
        digits = f"{milliseconds << 80 | 7 << 76 | counter << 64 | 2 << 62 | chance:032x}"
        return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def _moment(id_: str | None) -> int:
    """Milliseconds and counter of an id; 0 for what is none of ours."""
    digits = (id_ or "").replace("-", "")
    if len(digits) != 32 or not _HEX.issuperset(digits):
        return 0
    return int(digits[:12], 16) << 12 | int(digits[13:16], 16)
