"""Makes an attempt of a record that another system wrote; reads no file, asks no clock.

What stands around a record counts where it says nothing itself: task, run, trace, queue, and
where it has no time at all the time. Nothing is guessed: without a task, a status or a time it is
refused. What an export of this program says of itself, its key and its error's hash, is kept.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from functools import lru_cache
from operator import attrgetter

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from orchestrator.operations.history.backfill.cause import Failure, cause_in
from orchestrator.operations.history.backfill.fields import NAMES, NOT_ENDED
from orchestrator.operations.history.backfill.nesting import Level, Path
from orchestrator.operations.history.backfill.reader import Reader, code_of
from orchestrator.operations.moments import in_utc
from orchestrator.operations.past import FAILED, ImportedRow
from orchestrator.plan.scrub import scrub

MAPPABLE = tuple(name for name in NAMES if name not in ("flag", "retries"))
_LONGEST = 1000
_DIGEST = re.compile(r"[0-9a-f]{64}")
_HASH = re.compile(r"[0-9a-f]{8,64}")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_TRACE = re.compile(r"[0-9A-Fa-f]{32}")
_PARTS = re.compile(f"({_UUID.pattern})", re.IGNORECASE)
_IDS = ("source", "task", "subtask", "run", "trace_id", "queue")
_TEXTS = ("reason", "error_type", "error_message")
_ids_of, _texts_of = attrgetter(*_IDS), attrgetter(*_TEXTS)


class Words(Struct, frozen=True, kw_only=True):
    """How records are to be read: `mapped` are the places of fields, by our names for them,
    `statuses` what words for a status mean here."""

    mapped: Mapping[str, tuple[Path, ...]] = {}
    statuses: Mapping[str, str] = {}


class Made(Struct, frozen=True):
    """An attempt, and whether all of its times told their zone."""

    row: ImportedRow
    zoned: bool


class LeftOut(Struct, frozen=True):
    """A record of what is no attempt that ended."""

    why: str


def attempt_of(level: Level, words: Words, source: str) -> Made | LeftOut:
    """The attempt that a record tells of.

    Raises:
        ValueError: it tells of none; why.
    """
    exported = _is_exported(level.fields)
    if exported and level.fields.get("validates"):
        return LeftOut("it only checked again")
    record = Reader(level, words.mapped, words.statuses)
    status = record.status()
    if status == NOT_ENDED:
        return LeftOut("it has not ended")
    task, subtask, run = record.names()
    times = record.times(completed=not exported)
    row = ImportedRow(
        key="",
        source=source,
        task=task,
        subtask=subtask,
        attempt=record.attempt(),
        status=status,
        started_at=in_utc(times.started),
        ended_at=in_utc(times.ended) if times.ended else None,
        duration_ms=times.duration_ms,
        run=run,
        trace_id=_trace(record.name("trace_id")),
        queue=record.name("queue"),
        exit_code=record.read("exit_code", code_of),
    )
    for name in _IDS:
        if len(getattr(row, name) or "") > _LONGEST:
            raise ValueError(f"its {name} has more than {_LONGEST} characters")
    row = _without_secrets(_as_told(row, record) if exported else _with_why(row, record))
    key = str(level.fields["idempotencykey"]) if exported else key_of(row)
    return Made(replace(row, key=key), times.zoned)


def key_of(row: ImportedRow) -> str:
    """A digest of all that is said of an attempt, whatever file said it, and in which order."""
    said = replace(row, key="", source="", error_hash=None)
    return hashlib.sha256(msgspec.json.encode(said)).hexdigest()


def _is_exported(fields: Mapping[str, object]) -> bool:
    """Whether an export of this program wrote it."""
    key = fields.get("idempotencykey")
    told = fields.get("origin") in ("recorded", "imported")
    return told and isinstance(key, str) and _DIGEST.fullmatch(key) is not None


def _as_told(row: ImportedRow, record: Reader) -> ImportedRow:
    """The row with what an export tells of why it ended so, and no more."""
    hash_ = _text(record.level.fields.get("errorhash"))
    return replace(
        row,
        reason=_text(record.raw("reason")) or None,
        error_type=_text(record.raw("error_type")) or None,
        error_message=_text(record.raw("error_message")) or None,
        error_hash=hash_ if _HASH.fullmatch(hash_) else None,
    )


def _with_why(row: ImportedRow, record: Reader) -> ImportedRow:
    """The row with what is told of why it ended so."""
    reason, error = record.raw("reason"), record.raw("error")
    if row.status not in FAILED:
        return replace(row, reason=_short(_text(reason) or _text(_message(error))))
    kind, message, stack = _told(record, error)
    if not message and not stack:
        message = _text(reason)
    failure = Failure(row.status, kind, message, stack, row.exit_code)
    cause = cause_in(failure)
    return replace(
        row,
        reason=_short(_text(reason)),
        error_type=cause.type,
        error_message=cause.message,
        error_hash=cause.hash,
    )


def _told(record: Reader, error: object) -> tuple[str | None, str, str]:
    """Type, message and stack of an error; each may be a field of the record or of the error."""
    inner = error if isinstance(error, dict) else {}
    names = ("type", "error_type", "class", "name", "code", "kind")
    kinds = [record.raw("error_type"), *map(inner.get, names)]
    kind = next((each for each in kinds if isinstance(each, str) and each.strip()), None)
    message = _text(record.raw("error_message")) or _text(_message(error))
    stacks = [record.raw("stack"), *map(inner.get, ("traceback", "stack", "stacktrace"))]
    return kind and kind.strip(), message, next(filter(None, map(_text, stacks)), "")


def _message(error: object) -> object:
    if isinstance(error, dict):
        names = ("message", "msg", "detail", "details", "description", "text", "reason")
        return next((error[name] for name in names if error.get(name)), None)
    return error


def _text(value: object, depth: int = 3) -> str:
    """Text, or the lines of a list of them; nothing of a flag or a structure."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list):
        lines = (_text(_message(each), depth - 1) for each in value if depth)
        return "\n".join(filter(None, lines))
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value) if is_number else ""


def _short(text: str) -> str | None:
    """Its beginning, without secrets before anything is cut: half of one is not known as one."""
    return scrub(text)[:_LONGEST] or None


def _trace(text: str | None) -> str | None:
    """As this program writes the ids of traces (W3C: 32 hex digits)."""
    if text is not None and (_UUID.fullmatch(text) or _TRACE.fullmatch(text)):
        return text.lower().replace("-", "")
    return text


def _without_secrets(row: ImportedRow) -> ImportedRow:
    """The row as it may be kept: neither secrets nor what points to a person are in its texts."""
    return replace(
        row,
        **{name: clean_id(text) for name, text in zip(_IDS, _ids_of(row), strict=True) if text},
        **{name: _clean(text) for name, text in zip(_TEXTS, _texts_of(row), strict=True) if text},
    )


@lru_cache(maxsize=8192)
def _clean(text: str) -> str:
    return _storable(scrub(text))


@lru_cache(maxsize=8192)
def clean_id(text: str) -> str:
    """What names something, without secrets and what points to a person. UUIDs stay: they tell the
    one from the other, and are the system's own."""
    return _storable(
        "".join(part if _UUID.fullmatch(part) else scrub(part) for part in _PARTS.split(text))
    )


def _storable(text: str) -> str:
    """A database takes no half of a surrogate pair."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
