"""How often subtasks succeed, how long they take, and which of them are flaky; counts alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from math import ceil
from operator import attrgetter, itemgetter
from typing import NamedTuple

from msgspec import Struct

from orchestrator.operations.past import FAILED, Asked, Measured
from orchestrator.operations.project import Project

_WITH_AN_END = ("succeeded", *FAILED)


class Stats(Struct, frozen=True, kw_only=True):
    """The attempts of a subtask, or of a task where `subtask` is None. Rates are of 1: the
    success rate that of attempts which succeeded or failed, `flaky` that of the runs in which it
    first failed and then succeeded among those in which it succeeded; None without any.
    Durations in milliseconds, of attempts that succeeded or failed; `retries` counts attempts
    after one of the same run that failed."""

    task: str
    subtask: str | None
    attempts: int
    succeeded: int
    failed: int
    success_rate: float | None
    p50_ms: int | None
    p95_ms: int | None
    max_ms: int | None
    retries: int
    flaky: float | None
    passed_on_retry: int


class _Retried(NamedTuple):
    """Attempts after one that failed, runs in which it succeeded, and those of them in which it
    failed before."""

    retries: int
    good: int
    on_retry: int


class _Counted(NamedTuple):
    """What is counted of one subtask; the durations are in no order."""

    attempts: int
    succeeded: int
    failed: int
    durations: Sequence[int]
    retried: _Retried


def stats_of(project: Project, asked: Asked) -> tuple[Sequence[Stats], Sequence[Stats]]:
    """By task, and by subtask."""
    history = project.history()
    try:
        return count(history.measured(asked))
    finally:
        history.close()


def count(rows: Iterable[Measured]) -> tuple[Sequence[Stats], Sequence[Stats]]:
    """By task, and by subtask; both in order of their names."""
    of_subtask: dict[tuple[str, str], list[Measured]] = defaultdict(list)
    for row in rows:
        of_subtask[row.task, row.subtask].append(row)
    of_task: dict[str, list[_Counted]] = defaultdict(list)
    by_subtask = []
    for (task, subtask), tried in sorted(of_subtask.items(), key=itemgetter(0)):
        counted = _count(tried)
        of_task[task].append(counted)
        by_subtask.append(_stats(task, subtask, [counted]))
    return [_stats(task, None, all_) for task, all_ in of_task.items()], by_subtask


def _count(tried: Sequence[Measured]) -> _Counted:
    ends = Counter(map(attrgetter("status"), tried))
    return _Counted(
        attempts=len(tried),
        succeeded=ends["succeeded"],
        failed=sum(ends[status] for status in FAILED),
        durations=[
            row.duration_ms
            for row in tried
            if row.duration_ms is not None and row.status in _WITH_AN_END
        ],
        retried=_retried(tried, ends["succeeded"]),
    )


def _retried(tried: Sequence[Measured], succeeded: int) -> _Retried:
    """What the order of the attempts of each run tells."""
    if len(set(map(attrgetter("run"), tried))) == len(tried):
        return _Retried(0, succeeded, 0)
    runs: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for row in tried:
        runs[row.run].append((row.attempt, row.status))
    retries = good = on_retry = 0
    for run in runs.values():
        ends = [status for _, status in sorted(run)]
        retries += sum(status in FAILED for status in ends[:-1])
        if "succeeded" in ends:
            good += 1
            on_retry += any(status in FAILED for status in ends[: ends.index("succeeded")])
    return _Retried(retries, good, on_retry)


def percentile(ordered: Sequence[int], percent: int) -> int | None:
    """The smallest value that so many percent of them do not exceed (nearest rank)."""
    if not ordered:
        return None
    return ordered[max(ceil(len(ordered) * percent / 100), 1) - 1]


def rate(part: int, whole: int) -> float | None:
    """A share with four digits; 0 and 1 are none and all, and nothing that is only near."""
    if not whole:
        return None
    share = round(part / whole, 4)
    return share if part in (0, whole) else min(max(share, 0.0001), 0.9999)


def _stats(task: str, subtask: str | None, all_: Sequence[_Counted]) -> Stats:
    durations = sorted(duration for of in all_ for duration in of.durations)
    succeeded, failed = _sum(all_, "succeeded"), _sum(all_, "failed")
    retries, good, on_retry = map(sum, zip(*(of.retried for of in all_), strict=True))
    return Stats(
        task=task,
        subtask=subtask,
        attempts=_sum(all_, "attempts"),
        succeeded=succeeded,
        failed=failed,
        success_rate=rate(succeeded, succeeded + failed),
        p50_ms=percentile(durations, 50),
        p95_ms=percentile(durations, 95),
        max_ms=durations[-1] if durations else None,
        retries=retries,
        flaky=rate(on_retry, good),
        passed_on_retry=on_retry,
    )


def _sum(all_: Sequence[_Counted], name: str) -> int:
    return sum(map(attrgetter(name), all_))
