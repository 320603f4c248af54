"""Takes the result of a command that ended while nobody watched it, from what it left behind.

Its output goes from the log of then into that of the attempt that goes on; what was expected of it
is held against it as ever. Nothing is removed, so that another kill in between changes nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from msgspec import Struct

from orchestrator.diagnostics import InputError
from orchestrator.engines.capture import read_bounded
from orchestrator.engines.command import Exit
from orchestrator.engines.context import AttemptContext
from orchestrator.engines.execute import Start
from orchestrator.engines.files import files_seen
from orchestrator.engines.folders import folder_of
from orchestrator.engines.outcome import result_of
from orchestrator.engines.output import Printed, cut_log, tail_of
from orchestrator.engines.receipts import Receipt, find_receipt
from orchestrator.engines.values import take_values
from orchestrator.verify.model import CommandResult

_NOTE = "it ended by itself after the orchestrator was killed"


class Adopted(Struct, frozen=True, kw_only=True):
    """A result, and the values that were handed on."""

    result: CommandResult
    values: dict[str, str]


def adopt(start: Start, context: AttemptContext) -> Adopted | None:
    """None when the command has to be started: there is no receipt of it, or one that does not
    say enough. Checks run again, agents are asked again, what printed secrets could not finish
    without its masker, and what was mended meanwhile is to be tried."""
    logs, mended = context.work.earlier_logs, context.work.mend is not None
    if not logs or mended or start.check or start.agent is not None or context.masker:
        return None
    receipt = find_receipt(context.engine.root, logs, start.id)
    if receipt is None or _was_too_slow(receipt, start, context):
        return None
    try:
        folder = folder_of(context.engine.root, start.cwd or context.work.subtask.cwd)
        printed = _printed(receipt, start, context)
    except (InputError, OSError):
        return None
    output = context.log.excerpt(printed.log_start, printed.log_end)
    in_log, cuts = cut_log(context.log, context.engine.log_limit_bytes, printed)
    handed_on = take_values(_beside(receipt, context, "values"), remove=False)
    result = result_of(
        start,
        Exit(
            exit_code=receipt.code,
            signal=None,
            duration_s=receipt.took_s,
            cause=None,
            left_behind=0,
            out_of_reach=0,
        ),
        in_log,
        files=files_seen(start.expect.files, context.engine.root, folder, context.freshness),
        limit="",
        conceal=context.masker.text,
        started_at=receipt.started_at,
        log=context.log.path,
        output=output,
        notes=[_NOTE, *handed_on.problems, *cuts],
    )
    return Adopted(result=result, values=handed_on.values)


def _was_too_slow(receipt: Receipt, start: Start, context: AttemptContext) -> bool:
    """Whether it took longer than somebody who watched it would have let it: nobody did. It had
    its own time, and what the commands before it had left of its attempt's."""
    limits = (receipt.limit_s, start.timeout_s, context.work.timeout_s)
    return any(limit is not None and receipt.took_s > limit for limit in limits)


def _printed(receipt: Receipt, start: Start, context: AttemptContext) -> Printed:
    """What it printed, which is copied into the log of this attempt."""
    log, limit = context.log, context.engine.log_limit_bytes
    begin = log.size()
    with _opened(f"{context.engine.root}/{receipt.log}") as old:
        size = os.fstat(old).st_size
        count = max(size - receipt.log_start, 0)
        tail = tail_of(old, receipt.log_start, size)
        cut = log.append_file(old, limit, start=min(receipt.log_start, size))
    kept: dict[str, tuple[bytes, int]] = {}
    for stream in ("out", "err"):
        path = _beside(receipt, context, stream)
        if not os.path.exists(path):
            kept[stream] = (b"", count)
            continue
        with _opened(path) as handle:
            kept[stream] = read_bounded(handle)
            facts = os.fstat(handle)
            tail += b"\n" + tail_of(handle, 0, facts.st_size)
            if not facts.st_mode & 0o200:
                continue  # it was in the log already
            cut += log.append_file(handle, limit)
        count += facts.st_size
    return Printed(
        count=count,
        log_start=begin,
        log_end=log.size(),
        stdout=kept["out"][0],
        stderr=kept["err"][0],
        stdout_left_out=kept["out"][1],
        stderr_left_out=kept["err"][1],
        tail=tail,
        is_cut=cut > 0,
    )


def _beside(receipt: Receipt, context: AttemptContext, suffix: str) -> str:
    return f"{context.engine.root}/{receipt.log}.{receipt.name}.{suffix}"


@contextmanager
def _opened(path: str) -> Iterator[int]:
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        yield handle
    finally:
        os.close(handle)
