"""One attempt in full, as lines: its commands, what it used, the end of what it printed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from orchestrator.cli.history.told import END_OF_ID, took, when, why
from orchestrator.cli.output import Output
from orchestrator.operations.history.details import Command, Detail
from orchestrator.report.visible import visible_line


def write_detail(output: Output, detail: Detail, now: datetime) -> None:
    """Write it; what a task file or a command said is made visible."""
    for line in _lines(detail, now):
        output.line(visible_line(line))


def _lines(detail: Detail, now: datetime) -> Iterator[str]:
    row = detail.attempt
    checks = ", checks alone" if row.validates else ""
    named = f"{row.task} {row.subtask}".rstrip()
    yield f"{named}, attempt {row.attempt}{checks}: {row.status}"
    if said := why(row):
        yield f"  {said}"
    ended = f", took {took(row.duration_ms)}" if row.duration_ms is not None else ""
    yield f"  started {when(row.started_at, now)}{ended}"
    if used := ", ".join(_used(detail)):
        yield f"  used {used}"
    if row.run is not None:
        ids = (("run", row.run[-END_OF_ID:]), ("trace", row.trace_id), ("span", row.span_id))
        yield f"  {', '.join(f'{name} {id_}' for name, id_ in ids if id_)}"
    if row.log:
        yield f"  log {row.log}"
    for command in detail.commands:
        yield f"  {command.name} {command.outcome}{_ended(command)}"
        yield from (f"    at {call}" for call in command.stack)
        yield from (f"    | {line}" for line in command.tail)
    for file in detail.files:
        stale = "" if file.fresh else ", older than the attempt"
        yield f"  file {file.path} ({file.size} bytes, sha256 {file.sha256[:12]}…{stale})"


def _ended(command: Command) -> str:
    how = f" in {took(command.duration_ms)}"
    return f"{how}: {command.reason}" if command.reason else how


def _used(detail: Detail) -> Iterator[str]:
    row = detail.attempt
    if row.cpu_ms:
        yield f"{took(row.cpu_ms)} of processor"
    if row.memory_kb:
        yield f"{row.memory_kb / 1000:.0f} MB of memory at most"
    if row.output_bytes:
        yield f"{row.output_bytes} bytes printed"
    if row.waited_ms:
        yield f"{took(row.waited_ms)} of waiting for a free place"
