"""Ids such as `TASK-75`, `BACK-100.3` and `task-epic-11.45`: their prefix and their number."""

from __future__ import annotations

import re

_ID = re.compile(r"(?P<prefix>[^\W\d_][^\W_]*)-(?P<number>.*\d.*)")


def split_id(text: str) -> tuple[str | None, str]:
    """The prefix in lower case, None where there is none, and the number as written."""
    found = _ID.fullmatch(text.strip())
    return (found["prefix"].lower(), found["number"]) if found else (None, text.strip())
