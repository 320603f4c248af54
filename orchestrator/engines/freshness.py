"""Whether a file was made or changed by an attempt; looks no file up itself.

What it was like is told by the file system alone: when its content changed, and when anything
of it did, which no program can set. Both clocks go a few milliseconds after the one that an
attempt starts by, so what changed just before counts too, unless it was seen then.
"""

from __future__ import annotations

import os

# By how much the clocks of file systems may be late, in seconds.
SLACK_S = 0.05


class Freshness:
    """Of an attempt that began at `since`, in seconds since 1970."""

    def __init__(self, since: float) -> None:
        self._since = since
        self._before: set[tuple[int, ...]] = set()

    def note(self, facts: os.stat_result) -> None:
        """This is there before anything of the attempt has run; as it is, it is not fresh."""
        if self.has(facts):
            self._before.add(_identity(facts))

    def has(self, facts: os.stat_result) -> bool:
        """Whether what has these facts is of the attempt."""
        changed = min(facts.st_mtime, facts.st_ctime)
        return changed >= self._since - SLACK_S and _identity(facts) not in self._before


def _identity(facts: os.stat_result) -> tuple[int, ...]:
    return (facts.st_dev, facts.st_ino, facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns)
