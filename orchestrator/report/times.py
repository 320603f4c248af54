"""Times and durations in words, and as milliseconds for timelines; asks no clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def in_words(ms: float) -> str:
    """A duration for people: `12 ms`, `0.8 s`, `1 min 05 s`, `2 h 03 min`."""
    if ms < 100:
        return f"{ms:.0f} ms"
    if ms < 59_950:
        return f"{ms / 1000:.1f} s"
    seconds = round(ms / 1000)
    if seconds < 3600:
        return f"{seconds // 60} min {seconds % 60:02d} s"
    minutes = round(seconds / 60)
    return f"{minutes // 60} h {minutes % 60:02d} min"


def moment(time: str) -> str:
    """An RFC 3339 time for people: `2026-03-01 12:00:05 UTC`; as it is, if it is none."""
    try:
        when = datetime.fromisoformat(time)
    except ValueError:
        return time
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return f"{when.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def milliseconds(time: str | None) -> int | None:
    """Milliseconds since 1970 of an RFC 3339 time; None for what is none."""
    if time is None:
        return None
    try:
        moment = datetime.fromisoformat(time)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - _EPOCH) // timedelta(milliseconds=1)
