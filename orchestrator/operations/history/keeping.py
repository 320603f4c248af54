"""Which runs are kept: all of an age, or so many of each task; asks no clock, removes nothing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from orchestrator.diagnostics import InputError
from orchestrator.operations.moments import in_utc
from orchestrator.operations.past import PastRun

# Minutes are not among them: `3m` may be meant to be months.
_AGE = re.compile(r"(\d{1,5})\s*(h|hours?|d|days?|w|weeks?)", re.IGNORECASE)
_UNITS = {"h": "hours", "d": "days", "w": "weeks"}


class Keep(Struct, frozen=True, kw_only=True):
    """What is kept: of each task the latest `runs`, or all that was there at `before` or later
    (RFC 3339, UTC); one of both is None."""

    runs: int | None = None
    before: str | None = None


def keep_of(text: str, now: datetime) -> Keep:
    """What `30d`, `12w` or a number of runs keeps.

    Raises:
        InputError: it is none of those.
    """
    text = text.strip()
    if text.isascii() and text.isdecimal() and 0 < int(text) < 2**31:
        return Keep(runs=int(text))
    found = _AGE.fullmatch(text)
    try:
        if found:
            age = timedelta(**{_UNITS[found[2][0].lower()]: int(found[1])})
            return Keep(before=in_utc(now - age))
    except OverflowError:
        pass
    raise InputError(
        f"--keep {text!r} is neither an age nor a number of runs",
        hint="write an age as 12h, 30d or 12w, or how many runs of each task are kept, at least 1",
    )


def outlived(runs: Sequence[PastRun], keep: Keep) -> Sequence[PastRun]:
    """Those that are not kept, of all in the order in which they began. The latest run of a task
    is always kept: it is what its status is, and what a resume goes on with."""
    of_task: dict[str, list[PastRun]] = defaultdict(list)
    for run in runs:
        of_task[run.task].append(run)
    if keep.runs is not None:
        return [run for each in of_task.values() for run in each[: -keep.runs]]
    before = keep.before or ""
    return [run for each in of_task.values() for run in each[:-1] if run.last < before]
