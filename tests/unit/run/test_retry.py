"""When a failed attempt is tried again."""

from __future__ import annotations

import pytest

from orchestrator.plan.model import Retry
from orchestrator.run.retry import Again, GiveUp, after_failure, attempt_timeout


@pytest.mark.parametrize(
    ("retry", "failed", "exit_code", "used", "total", "expected"),
    [
        (Retry(), 1, 1, 0, None, GiveUp()),
        (Retry(max=2, delay_s=1), 1, 1, 0, None, Again(1)),
        (Retry(max=2, delay_s=1, backoff=2), 2, 1, 0, None, Again(2)),
        (Retry(max=2), 3, 1, 0, None, GiveUp()),
        (Retry(max=9, delay_s=10, backoff=2, max_delay_s=15), 4, 1, 0, None, Again(15)),
        (Retry(max=2, on_exit=(75,)), 1, 75, 0, None, Again(0)),
        (
            Retry(max=2, on_exit=(75,)),
            1,
            1,
            0,
            None,
            GiveUp("exit code 1 is not one to retry on"),
        ),
        (
            Retry(max=2, delay_s=5),
            1,
            1,
            6,
            10,
            GiveUp("the total timeout of 10 s leaves no time for a retry"),
        ),
        (Retry(max=2, delay_s=3), 1, 1, 6, 10, Again(3)),
    ],
)
def test_after_failure(
    retry: Retry,
    failed: int,
    exit_code: int,
    used: float,
    total: float | None,
    expected: Again | GiveUp,
) -> None:
    following = after_failure(
        retry, failed=failed, exit_code=exit_code, used_s=used, total_timeout_s=total
    )
    assert following == expected


@pytest.mark.parametrize(
    ("timeout", "total", "used", "expected"),
    [(None, None, 3, None), (5, None, 3, 5), (None, 10, 3, 7), (5, 10, 7, 3), (5, 100, 7, 5)],
)
def test_the_shorter_limit_counts(
    timeout: float | None, total: float | None, used: float, expected: float | None
) -> None:
    assert attempt_timeout(timeout, total, used) == expected
