"""Moments as people write them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from orchestrator.diagnostics import InputError
from orchestrator.operations.moments import coming, moment

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=timezone(timedelta(hours=2)))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("30s", "2026-03-01T23:29:30.000Z"),
        ("5 min", "2026-03-01T23:25:00.000Z"),
        ("2h", "2026-03-01T21:30:00.000Z"),
        ("2 hours ago", "2026-03-01T21:30:00.000Z"),
        ("3d", "2026-02-26T23:30:00.000Z"),
        ("1w", "2026-02-22T23:30:00.000Z"),
        ("today", "2026-03-01T22:00:00.000Z"),
        ("Yesterday", "2026-02-28T22:00:00.000Z"),
        ("2026-03-01", "2026-02-28T22:00:00.000Z"),
        ("2026-03-01 10:30", "2026-03-01T08:30:00.000Z"),
        ("2026-03-01T10:30:00Z", "2026-03-01T10:30:00.000Z"),
        ("2026-03-01T10:30:00.5+01:00", "2026-03-01T09:30:00.500Z"),
    ],
)
def test_a_moment_is_read_in_the_zone_of_whoever_asks(text: str, meant: str) -> None:
    assert moment("--since", text, NOW) == meant


@pytest.mark.parametrize("text", ["", "soon", "2x", "2026-13-01", "999999w", "0001-01-01", "-2h"])
def test_what_is_none_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="is no moment"):
        moment("--since", text, NOW)


def test_a_moment_to_come_is_of_a_year_that_there_is() -> None:
    with pytest.raises(InputError, match="is no moment"):
        coming("at", "9999-12-31T23:59:59-23:59", NOW)


def test_a_moment_passes_while_who_waits_for_it_starts() -> None:
    assert coming("at", (NOW - timedelta(seconds=5)).isoformat(), NOW) < NOW
    with pytest.raises(InputError, match="has passed"):
        coming("at", (NOW - timedelta(minutes=1)).isoformat(), NOW)
