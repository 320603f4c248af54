"""Whether a failed attempt is tried again, and when; pure.

A timeout is of one attempt; the total timeout covers all attempts and the waits between.
"""

from __future__ import annotations

from msgspec import Struct

from orchestrator.plan.model import Retry


class Again(Struct, frozen=True):
    """Try again after `delay_s` seconds."""

    delay_s: float


class GiveUp(Struct, frozen=True):
    """Do not; `note` says why when a limit other than the count was reached."""

    note: str | None = None


def after_failure(
    retry: Retry,
    *,
    failed: int,
    exit_code: int | None,
    used_s: float,
    total_timeout_s: float | None,
) -> Again | GiveUp:
    """What follows the `failed`-th failed attempt in a row, `used_s` seconds after the first
    began. An `exit_code` that `on_exit` does not name is not retried."""
    if failed > retry.max:
        return GiveUp()
    if retry.on_exit and exit_code not in retry.on_exit:
        return GiveUp(f"exit code {exit_code} is not one to retry on" if retry.max else None)
    delay = retry.delay_s * retry.backoff ** (failed - 1)
    if retry.max_delay_s is not None:
        delay = min(delay, retry.max_delay_s)
    if total_timeout_s is not None and used_s + delay >= total_timeout_s:
        return GiveUp(f"the total timeout of {total_timeout_s:g} s leaves no time for a retry")
    return Again(delay)


def attempt_timeout(
    timeout_s: float | None, total_timeout_s: float | None, used_s: float
) -> float | None:
    """Seconds that one attempt may take: its own timeout, or what the total leaves."""
    left = None if total_timeout_s is None else max(total_timeout_s - used_s, 0.001)
    limits = [limit for limit in (timeout_s, left) if limit is not None]
    return min(limits, default=None)
