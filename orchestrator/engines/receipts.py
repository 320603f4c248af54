"""Exit receipts: how a command ended while nobody was there to record it; starts nothing.

The warden writes one, in a file beside the attempt's log, when the orchestrator was killed and
the command ended by itself. An attempt that goes on takes its result from there, so that what
was done is not done again. Only an exit code is taken: what a signal ended may be half done.
"""

from __future__ import annotations

import contextlib
import json
import os

import msgspec
from msgspec import Struct

from orchestrator.workspace import safe_name

_LONGEST = 4096


class Receipt(Struct, frozen=True, kw_only=True):
    """A command of an attempt ended with `code` after `took_s`. It began at `started_at`, `name` is
    what the files laid out for it bear, and its output begins at `log_start` of `log`. `limit_s` is
    the time that it had, its own or what was left of its attempt's, if there was a limit."""

    log: str
    name: str
    started_at: str
    log_start: int
    code: int
    took_s: float
    limit_s: float | None


def receipt_file(log: str, id_: str) -> str:
    """Where the receipt of a command is, or would be, for the log of its attempt."""
    return f"{log}.{safe_name(id_)}.receipt"


def remark_of(name: str, started_at: str, log_start: int, limit_s: float | None) -> str:
    """What is to stand in a receipt beside the end, as JSON."""
    remark = {"name": name, "started_at": started_at, "log_start": log_start, "limit_s": limit_s}
    return msgspec.json.encode(remark).decode()


def find_receipt(root: os.PathLike[str], logs: tuple[str, ...], id_: str) -> Receipt | None:
    """The latest receipt of a command beside one of these logs; one that cannot be read whole
    is as if it were not there."""
    for log in reversed(logs):
        receipt = _read(receipt_file(os.path.join(root, log), id_), log)
        if receipt is not None:
            return receipt
    return None


def _read(path: str, log: str) -> Receipt | None:
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        handle = os.open(path, flags)
    except OSError:
        return None
    try:
        data = os.read(handle, _LONGEST)
    except OSError:
        return None
    finally:
        os.close(handle)
    with contextlib.suppress(ValueError, KeyError, TypeError):
        content = json.loads(data)
        remark = content["remark"]
        code, took_s = int(content["code"]), float(content["took_s"])
        limit_s = remark["limit_s"]
        if 0 <= code <= 255 and took_s >= 0:
            return Receipt(
                log=log,
                name=safe_name(str(remark["name"])),
                started_at=str(remark["started_at"]),
                log_start=max(int(remark["log_start"]), 0),
                code=code,
                took_s=took_s,
                limit_s=None if limit_s is None else float(limit_s),
            )
    return None
