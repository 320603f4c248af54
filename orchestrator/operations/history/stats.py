"""How often subtasks succeed, how long they take, and which of them are flaky; counts alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from math import ceil
from operator import attrgetter
from typing import NamedTuple

from msgspec import Struct

from orchestrator.operations.past import FAILED, Asked, Measured
from orchestrator.operations.project import Project

_SUCCEEDED_OR_FAILED = ("succeeded", *FAILED)


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
    """What is counted of one subtask; `retried` what the order of the attempts of each run tells,
    most of which have one."""

    durations: list[int]
    attempts: int
    succeeded: int
    failed: int
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
    rows_of: dict[tuple[str, str], list[Measured]] = defaultdict(list)
    for row in rows:
        rows_of[row.task, row.subtask].append(row)
    counted = {key: _counted(of) for key, of in sorted(rows_of.items())}
    by_subtask = [_stats(task, subtask, [of]) for (task, subtask), of in counted.items()]
    of_task: dict[str, list[_Counted]] = {}
    for (task, _), of in counted.items():
        of_task.setdefault(task, []).append(of)
    return [_stats(task, None, all_) for task, all_ in of_task.items()], by_subtask


def _counted(rows: Sequence[Measured]) -> _Counted:
    ends = Counter(row.status for row in rows)
    times = (row.duration_ms for row in rows if row.status in _SUCCEEDED_OR_FAILED)
    return _Counted(
        durations=[time for time in times if time is not None],
        attempts=len(rows),
        succeeded=ends["succeeded"],
        failed=sum(ends[status] for status in FAILED),
        retried=_retried(rows),
    )


def _retried(rows: Sequence[Measured]) -> _Retried:
    often = {run for run, times in Counter(row.run for row in rows).items() if times > 1}
    retries = on_retry = 0
    good = sum(row.status == "succeeded" and row.run not in often for row in rows)
    runs: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for row in rows if often else ():
        if row.run in often:
            runs[row.run].append((row.attempt, row.status))
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
        success_rate=round(succeeded / (succeeded + failed), 4) if succeeded + failed else None,
        p50_ms=percentile(durations, 50),
        p95_ms=percentile(durations, 95),
        max_ms=durations[-1] if durations else None,
        retries=retries,
        flaky=round(on_retry / good, 4) if good else None,
        passed_on_retry=on_retry,
    )


def _sum(all_: Sequence[_Counted], name: str) -> int:
    return sum(map(attrgetter(name), all_))
