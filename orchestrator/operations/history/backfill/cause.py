"""The cause of a failure that another system tells of: hashed as if a command had printed it.

So a failure has the same hash here as it has where it happens in a run of this program.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from orchestrator.plan.scrub import scrub
from orchestrator.verify.cause import LONGEST_MESSAGE, Cause, cause_of
from orchestrator.verify.model import CommandResult, Outcome

_LONGEST_KEPT = 16_384
_UNKNOWN = "it does not say why"
# The type where nothing but the exit code tells of a failure.
_BY_CODE = "exit_code"
_TYPED = re.compile(r"((?:\w+\.)*[A-Z]\w*(?:Error|Exception|Exit|Interrupt|Timeout))\b:?\s*")


class Failure(NamedTuple):
    """What is told of a failure; `kind` is its type where there is one of its own."""

    status: str
    kind: str | None
    message: str
    stack: str
    exit_code: int | None


def cause_in(failure: Failure) -> Cause:
    """Type, message of one line, and hash."""
    # The same failure comes again and again; thousands of long ones would fill the memory.
    is_short = len(failure.message) + len(failure.stack) < _LONGEST_KEPT
    return _known_cause(failure) if is_short else _cause_in(failure)


@lru_cache(maxsize=4096)
def _known_cause(failure: Failure) -> Cause:
    return _cause_in(failure)


def _cause_in(failure: Failure) -> Cause:
    kind, message = _typed(failure)
    timed_out = failure.status == "timed_out"
    printed = _printed(failure)
    if not printed and failure.exit_code is None and not timed_out:
        return _made(cause_of([], _UNKNOWN))
    result = CommandResult(
        outcome=Outcome.TIMED_OUT if timed_out else Outcome.FAILED,
        started_at="",
        duration_ms=0,
        exit_code=1 if failure.exit_code is None else failure.exit_code,
        output=printed,
    )
    cause = _made(cause_of([result]))
    type_ = "error" if failure.exit_code is None and cause.type == _BY_CODE else cause.type
    if not (kind or timed_out or cause.type == _BY_CODE):
        return cause
    line = scrub(" ".join(message.split()))[:LONGEST_MESSAGE]
    return Cause(type=scrub(kind or type_), message=line or cause.message, hash=cause.hash)


def _typed(failure: Failure) -> tuple[str | None, str]:
    """A message may begin with the name of an exception."""
    found = _TYPED.match(failure.message)
    if failure.kind or not found or "\n" in failure.message:
        return failure.kind, failure.message
    return found[1], failure.message[found.end() :] or failure.message


def _printed(failure: Failure) -> str:
    """What a command would have printed: a traceback ends with type and message."""
    line = failure.message
    if failure.kind and not line.startswith(failure.kind):
        line = f"{failure.kind}: {line}" if line else failure.kind
    if not failure.stack or failure.message in failure.stack:
        return failure.stack or line
    return f"{failure.stack}\n{line}"


def _made(cause: Cause | None) -> Cause:
    assert cause is not None, "there is a reason or a result"
    return cause
