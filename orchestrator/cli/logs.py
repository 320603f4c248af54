"""`logs`: what a subtask printed, also while it goes on printing; knows nothing of its meaning."""

from __future__ import annotations

import codecs
import os
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from orchestrator.cli.arguments import ROOT, RUN, SUBTASK, TASK
from orchestrator.cli.output import Output, output
from orchestrator.cli.parameters import flag, option
from orchestrator.diagnostics import Exit, StorageError
from orchestrator.operations.reporting.logs import is_running, logs_of
from orchestrator.plan.scrubbing import Scrubber
from orchestrator.report.visible import visible_block, visible_line
from orchestrator.wiring import open_project

_CHUNK_BYTES = 65536
_PAUSE_S = 0.2


GIVEN = (
    TASK,
    SUBTASK,
    option("--check", value="N", help="Only what this check printed."),
    RUN,
    flag("-f", "--follow", help="Go on until the subtask has ended."),
    flag("--raw", help="Bytes as they are, terminal controls included."),
    ROOT,
)


def logs(
    *,
    task: str,
    subtask: str,
    check: str | None,
    run: str | None,
    follow: bool,
    raw: bool,
    root: Path | None,
) -> int:
    """Show what the subtask's latest attempt printed, then each of its checks."""
    project = open_project(root, {})
    first = logs_of(project, task, subtask, run, check)
    if follow:
        # Checks come after the steps: their logs are known when the first has been followed.
        more = partial(is_running, project, task, subtask, run)
        copy(first[0].path, output(), more=more, raw=raw)
        first = (first[0], *logs_of(project, task, subtask, run, check)[1:])
    for log in first[1:] if follow else first:
        if log.check is not None and check is None:
            output().line(visible_line(f"--- {log.check}"))
        copy(log.path, output(), more=lambda: False, raw=raw)
    return Exit.OK


def copy(path: Path, to: Output, *, more: Callable[[], bool], raw: bool) -> None:
    """Write a log's content; at its end wait while there may be `more`. But for `raw` ones it is
    written line by line, without well-known tokens.

    Raises:
        StorageError: the log is not there, or cannot be read.
    """
    decode = codecs.getincrementaldecoder("utf-8")("replace").decode
    scrubber = Scrubber()
    try:
        with open(path, "rb", opener=_opened) as file:
            while to.stream is not None:
                # Asked before reading, so that what came last is still read.
                going_on = more()
                while chunk := file.read(_CHUNK_BYTES):
                    if raw:
                        to.write_bytes(chunk)
                    else:
                        to.write(visible_block(scrubber.feed(decode(chunk))))
                if not going_on:
                    break
                time.sleep(_PAUSE_S)
            if not raw:
                rest = scrubber.feed(decode(b"", True)) + scrubber.end()
                to.write(visible_block(rest))
    except OSError as error:
        raise StorageError(
            f"cannot read the log {path}: {error.strerror or error}",
            hint="was it deleted? `generate_report` still has an excerpt",
        ) from error


def _opened(path: str, flags: int) -> int:
    """A link is not followed, and a pipe that somebody laid there is not waited for."""
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)
