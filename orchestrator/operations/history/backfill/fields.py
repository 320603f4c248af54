"""What other systems call the fields of a result, and what their values mean; reads no file.

Names are compared without case, `_`, `-` and blanks, so that `taskId` is `task_id`. The words for
a status are those of the programs named in docs/history.md.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from operator import itemgetter

from orchestrator.document.values import duration as in_seconds
from orchestrator.operations.past import STATUSES
from orchestrator.plan.scrub import scrub

# Ours -> theirs, the most telling first. What only counts where nothing else is there, such as
# `id`, stands in `nesting`.
NAMES: Mapping[str, tuple[str, ...]] = {
    "task": ("task", "taskid", "taskname"),
    "subtask": ("subtask", "subtaskid", "subtaskname", "step", "stepid", "stepname"),
    "run": ("run", "runid", "executionid", "buildid", "sessionid"),
    "trace_id": ("traceid", "trace"),
    "queue": ("queue", "queuename"),
    "attempt": ("attempt", "attemptnumber", "try", "trynumber"),
    "retries": ("retries", "retrycount"),
    "status": ("conclusion", "outcome", "status", "state", "verdict", "result"),
    "flag": ("success", "succeeded", "passed", "ok"),
    "started_at": (
        *("startedat", "start", "starttime", "started", "begin", "began", "startdate"),
        *("timestamp", "datetime", "date", "time"),
    ),
    "ended_at": (
        *("endedat", "end", "endtime", "ended", "finishedat", "finished", "finish"),
        *("completedat", "stoppedat", "datedone", "enddate"),
    ),
    "duration_ms": ("durationms", "elapsedms"),
    "duration_s": ("durations", "durationseconds", "durationsec", "elapsedseconds", "runtime"),
    "duration": ("duration", "elapsed", "took"),
    "exit_code": ("exitcode", "exitstatus", "returncode", "rc"),
    "error": ("error", "errors", "exception", "failure"),
    "error_type": ("errortype", "exceptiontype", "exceptionclass"),
    "error_message": ("errormessage", "exceptionmessage", "errormsg"),
    "stack": ("traceback", "stacktrace", "stack"),
    "reason": ("reason",),
}
_OURS = {their: (ours, rank) for ours, names in NAMES.items() for rank, their in enumerate(names)}
ENDED = tuple(each for each in STATUSES if each != "running")
NOT_ENDED = ""
_WORDS: Mapping[str, str] = {
    "succeeded": "succeeded succeed success successful ok okay pass passed xpassed xfailed"
    " complete completed done finished true yes green",
    "failed": "failed fail failure error errored false ko broken red crashed startup_failure",
    "timed_out": "timed_out timedout timeout time_out deadline_exceeded",
    "skipped": "skipped skip ignored disabled neutral omitted not_run upstream_failed",
    "waiting": "waiting blocked paused on_hold manual action_required needs_approval",
    "cancelled": "cancelled canceled cancel aborted abort revoked rejected stopped removed",
    "interrupted": "interrupted killed lost orphaned preempted stale shutdown",
    NOT_ENDED: "running in_progress started pending queued scheduled created received requested"
    " retry up_for_retry up_for_reschedule deferred restarting preparing waiting_for_resource"
    " canceling not_started todo open new none",
}
_BY_WORD = {word: status for status, words in _WORDS.items() for word in words.split()}
_BY_SIGN = {
    **dict.fromkeys("✅✔✓☑🟢", "succeeded"),
    **dict.fromkeys("❌✗✘✖🔴", "failed"),
    **dict.fromkeys("⏰", "timed_out"),
    **dict.fromkeys("⏭", "skipped"),
    **dict.fromkeys("⏸", "waiting"),
    **dict.fromkeys("🚫⛔", "cancelled"),
    **dict.fromkeys("⏳🔄⬜", NOT_ENDED),
}
_NO_WORD = re.compile(r"[^0-9a-z]+")
_SEPARATORS = re.compile(r"[\s_-]+")
_NUMBER = re.compile(r"\d{9,20}(\.\d+)?")
# `2026-11-22 10:30:00 +0200`, `2026-11-22 10:30:00 UTC`
_PARTED_ZONE = re.compile(r"\s+(?:([+-]\d\d:?\d\d)|(?:UTC|GMT|Z))$", re.IGNORECASE)
_CLOCK = re.compile(r"(?:(\d{1,9}) days?, )?(\d{1,9}):(\d\d):(\d\d(?:\.\d+)?)")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Numbers of seconds since 1970 have 9 or 10 digits for long, others three more for each step.
_STEPS = ((1e11, 1), (1e14, 1e3), (1e17, 1e6), (1e20, 1e9))
_LEAST = 1e8
_MOST_SHOWN = 60
_MOST_LOOKED_AT = 1000


@lru_cache(maxsize=4096)
def plain(name: str) -> str:
    """A field's name without case and separators."""
    return _SEPARATORS.sub("", name).lower()


def by_our_names(fields: Mapping[str, object]) -> dict[str, list[object]]:
    """The values of fields by our names for them, the most telling first, of those given by their
    plain names. What says nothing (null, no text, no number) is left out."""
    found: dict[str, list[tuple[int, object]]] = {}
    for name, value in fields.items():
        known = _OURS.get(name)
        if known is not None and is_said(value):
            found.setdefault(known[0], []).append((known[1], value))
    return {
        ours: [value for _, value in sorted(values, key=itemgetter(0))]
        if len(values) > 1
        else [values[0][1]]
        for ours, values in found.items()
    }


def is_said(value: object) -> bool:
    """Whether a value says something; what is no number is not itself."""
    return value is not None and value != "" and value == value


@lru_cache(maxsize=4096)
def status_of(word: str) -> str | None:
    """The status that a word means; `NOT_ENDED`, or None where it is not known."""
    known = _BY_WORD.get(_NO_WORD.sub("_", word.lower()).strip("_"))
    if known is not None:
        return known
    return next((_BY_SIGN[sign] for sign in word if sign in _BY_SIGN), None)


def moment_of(value: object) -> tuple[datetime, bool]:
    """A moment in UTC, and whether its zone was told; without one it is UTC. Numbers are
    seconds since 1970, or by their size milliseconds, micro- or nanoseconds.

    Raises:
        ValueError: the value is none.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _since_1970(value), True
    text = str(value).strip()
    if _NUMBER.fullmatch(text):
        return _since_1970(float(text)), True
    try:
        moment = datetime.fromisoformat(_PARTED_ZONE.sub(_joined_zone, text))
        if moment.tzinfo is None:
            return moment.replace(tzinfo=UTC), False
        return moment.astimezone(UTC), True
    except (ValueError, OverflowError):
        raise ValueError(f"{shown(value)} is no moment") from None


def duration_of(value: object) -> float:
    """Seconds: a number of them, `1.5s`, `2m 3s`, `0:02:03`.

    Raises:
        ValueError: the value is none.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        seconds: float | None = value
    elif clock := _CLOCK.fullmatch(str(value).strip()):
        days, hours, minutes, rest = clock.groups()
        seconds = int(days or 0) * 86400 + int(hours) * 3600 + int(minutes) * 60 + float(rest)
    else:
        seconds = in_seconds(str(value))
    # What is not a number is not greater than one either.
    if seconds is None or not 0 <= seconds < 1e10:
        raise ValueError(f"{shown(value)} is no duration")
    return float(seconds)


def number_of(value: object, least: int) -> int:
    """A whole number, also as text.

    Raises:
        ValueError: the value is none, or less.
    """
    number = None
    if isinstance(value, int | float | str) and not isinstance(value, bool):
        with contextlib.suppress(ValueError, OverflowError):
            number = int(value)
    if number is None or not least <= number < 2**63 or number != float(str(value)):
        raise ValueError(f"{shown(value)} is no number")
    return number


def shown(value: object) -> str:
    """A value in a message, without what looks like a secret or points to a person."""
    text = scrub(repr(value[:_MOST_LOOKED_AT] if isinstance(value, str) else value))
    return text if len(text) <= _MOST_SHOWN else f"{text[: _MOST_SHOWN - 1]}…"


def _since_1970(number: float) -> datetime:
    for below, in_a_second in _STEPS:
        if _LEAST <= number < below:
            return _EPOCH + timedelta(seconds=number / in_a_second)
    raise ValueError(f"{shown(number)} is no moment since 1970")


def _joined_zone(found: re.Match[str]) -> str:
    return found[1] or "+00:00"
