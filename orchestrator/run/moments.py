"""Times as records have them: RFC 3339 in UTC, to the millisecond."""

from __future__ import annotations

from datetime import datetime


def stamp(moment: datetime) -> str:
    """An aware time in UTC as it is recorded, such as `2030-01-01T00:00:00.000Z`."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
