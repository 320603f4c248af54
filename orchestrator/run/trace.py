"""Traces as W3C Trace Context has them: which one a run belongs to, and the spans in it.

A run is a span, below it each attempt, which its commands are told as `TRACEPARENT`, and below that
each command. The ids of runs and attempts are parts of ids that are there anyway, so that whoever
has the database has them too, and finds the attempt that another program was called by.
"""

from __future__ import annotations

import hashlib
import re
from typing import NamedTuple

VARIABLE = "TRACEPARENT"
_SPAN_CHARS = 16
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


def span_of_run(run: str) -> str:
    """The half of its id that is by chance."""
    return run.replace("-", "")[-_SPAN_CHARS:]


def span_of_attempt(idempotency_key: str) -> str:
    """The beginning of its key."""
    return idempotency_key[:_SPAN_CHARS]


def span_of_command(idempotency_key: str, id_: str) -> str:
    """A digest of the attempt's key and the command's id."""
    text = f"{idempotency_key}:{id_}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(text).hexdigest()[:_SPAN_CHARS]
