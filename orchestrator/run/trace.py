"""Traces as W3C Trace Context has them: which one a run belongs to."""

from __future__ import annotations

import re
from typing import NamedTuple

VARIABLE = "TRACEPARENT"
# https://www.w3.org/TR/trace-context/#traceparent-header-field-values
_TRACEPARENT = re.compile(
    r"(?!ff)[0-9a-f]{2}-(?P<trace>(?!0{32})[0-9a-f]{32})-(?P<span>(?!0{16})[0-9a-f]{16})"
    r"-[0-9a-f]{2}(?:-.*)?"
)


class Caller(NamedTuple):
    """The trace that the caller belongs to, and the span in which it called."""

    trace_id: str
    span_id: str


def caller_of(traceparent: str | None) -> Caller | None:
    """Who the caller's variable says it is; None without one, or where it says nothing."""
    found = _TRACEPARENT.fullmatch((traceparent or "").strip())
    return Caller(found["trace"], found["span"]) if found else None
