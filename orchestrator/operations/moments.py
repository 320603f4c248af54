"""What people call a moment: `2h`, `30d`, `yesterday`, `2026-11-22 10:30`; asks no clock."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from orchestrator.diagnostics import InputError

_AGO = re.compile(
    r"(\d{1,6})\s*(s|sec|seconds?|m|min|minutes?|h|hours?|d|days?|w|weeks?)(?:\s+ago)?"
)
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_DAYS = {"today": 0, "yesterday": 1}
# What is asked for at once passes while the process starts that is to wait for it.
_STARTING = timedelta(seconds=30)
_COMING = re.compile(r"(?:in\s+|\+)(.+)")


def moment(option: str, text: str | None, now: datetime) -> str | None:
    """The moment in RFC 3339, UTC; a day or a time without a zone is one of the zone of `now`.

    Raises:
        InputError: the text names none.
    """
    if text is None:
        return None
    try:
        return in_utc(_read(text.strip().lower(), now))
    except (ValueError, OverflowError):
        raise InputError(
            f"{option} {text!r} is no moment",
            hint="write it as 2h, 30d, yesterday, 2026-11-22 or 2026-11-22T10:30",
        ) from None


def coming(option: str, text: str, now: datetime) -> datetime:
    """A moment to come: `+2h`, `in 30m`, or one that has a name of its own.

    Raises:
        InputError: the text names none, or one that has passed.
    """
    word = text.strip().lower()
    try:
        found = _COMING.fullmatch(word)
        when = now + (now - _read(found[1], now)) if found else _read(word, now)
        in_utc(when)  # raises where it is of a year that there is not
    except (ValueError, OverflowError):
        raise InputError(
            f"{option} {text!r} is no moment",
            hint="write it as +30m, +2h or 2026-11-22T10:30",
        ) from None
    if when < now - _STARTING:
        raise InputError(f"{option} {text!r} has passed", hint="write a moment to come: +30m, +2h")
    return when


def in_utc(when: datetime) -> str:
    """As the database has moments."""
    text = when.astimezone(UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


def _read(text: str, now: datetime) -> datetime:
    if found := _AGO.fullmatch(text):
        return now - timedelta(**{_UNITS[found[2][0]]: int(found[1])})
    if text in _DAYS:
        day = now.replace(hour=0, minute=0, second=0, microsecond=0)
        return day - timedelta(days=_DAYS[text])
    when = datetime.fromisoformat(text.upper())
    return when if when.tzinfo else when.replace(tzinfo=now.tzinfo)
