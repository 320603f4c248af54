"""What is counted of attempts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.operations.history.stats import count, percentile, rate
from orchestrator.operations.past import Measured


def _rows(*of: tuple[str, str, int, str, int]) -> list[Measured]:
    return [Measured("t", subtask, run, attempt, how, ms) for subtask, run, attempt, how, ms in of]


def test_rates_durations_and_retries_by_subtask_and_task() -> None:
    rows = _rows(
        ("a", "r1", 1, "failed", 10),
        ("a", "r1", 2, "succeeded", 30),
        ("a", "r2", 1, "succeeded", 20),
        ("a", "r3", 1, "timed_out", 40),
        ("a", "r4", 1, "cancelled", 999),
        ("b", "r1", 1, "succeeded", 50),
    )
    (task,), (a, b) = count(rows)
    assert (a.attempts, a.succeeded, a.failed, a.retries) == (5, 2, 2, 1)
    assert (a.success_rate, a.p50_ms, a.p95_ms, a.max_ms) == (0.5, 20, 40, 40)
    assert (a.flaky, a.passed_on_retry) == (0.5, 1)
    assert (b.success_rate, b.flaky, b.passed_on_retry) == (1.0, 0.0, 0)
    assert (task.subtask, task.attempts, task.succeeded, task.max_ms) == (None, 6, 3, 50)
    assert task.flaky == pytest.approx(1 / 3, abs=1e-4)


def test_what_neither_succeeded_nor_failed_has_no_rate() -> None:
    _, (only,) = count(_rows(("a", "r", 1, "waiting", 5)))
    assert (only.attempts, only.success_rate, only.p50_ms, only.flaky) == (1, None, None, None)


@pytest.mark.parametrize(
    ("ends", "retries", "on_retry"),
    [
        (["failed", "succeeded"], 1, 1),
        (["succeeded", "failed", "succeeded"], 1, 0),
        (["succeeded", "succeeded"], 0, 0),
        (["waiting", "succeeded"], 0, 0),
        (["timed_out", "failed", "succeeded"], 2, 1),
        (["failed", "failed"], 1, 0),
        (["interrupted", "succeeded"], 0, 0),
    ],
)
def test_a_retry_follows_a_failure(ends: list[str], retries: int, on_retry: int) -> None:
    rows = _rows(*(("a", "r", number, end, 1) for number, end in enumerate(ends, start=1)))
    _, (only,) = count(reversed(rows))
    assert (only.retries, only.passed_on_retry) == (retries, on_retry)


def test_what_has_no_duration_counts_as_well() -> None:
    rows = [Measured("t", "a", str(n), 1, how, None) for n, how in enumerate(["failed"] * 2)]
    _, (only,) = count([*rows, Measured("t", "a", "9", 1, "succeeded", 7)])
    assert (only.attempts, only.failed, only.p50_ms) == (3, 2, 7)
    assert only.success_rate == pytest.approx(1 / 3, abs=1e-4)


@pytest.mark.parametrize(
    ("part", "whole", "share"),
    [
        (0, 0, None),
        (0, 7, 0.0),
        (7, 7, 1.0),
        (1, 3, 0.3333),
        (99_999, 100_000, 0.9999),
        (1, 100_000, 0.0001),
    ],
)
def test_all_and_none_are_said_of_nothing_else(part: int, whole: int, share: float | None) -> None:
    assert rate(part, whole) == share


@given(st.lists(st.integers(0, 10**6), min_size=1), st.integers(1, 100))
def test_a_percentile_is_the_smallest_that_so_many_do_not_exceed(
    values: list[int], percent: int
) -> None:
    ordered = sorted(values)
    found = percentile(ordered, percent)
    assert found in values
    assert sum(value <= found for value in values) * 100 >= percent * len(values)
    smaller = [value for value in values if value < found]
    assert len(smaller) * 100 < percent * len(values)
