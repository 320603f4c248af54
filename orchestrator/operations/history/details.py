"""What the commands of one attempt did, and the files that it left; opens no log."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from orchestrator.operations.history.commands import command_of
from orchestrator.operations.past import AttemptRow, History
from orchestrator.operations.project import Project
from orchestrator.verify.cause import stack_of, tail_of
from orchestrator.verify.model import Artifact, CommandResult, Outcome


class Command(Struct, frozen=True, kw_only=True):
    """A command that ran; `name` as `step 1`, `check_1` or `condition`. `tail` are the last
    lines of what it printed and `stack` the calls of the last traceback in it, as
    `path:line in name`, where it did not do well."""

    name: str
    outcome: str
    exit_code: int | None
    signal: int | None
    duration_ms: int
    cpu_ms: int
    memory_kb: int
    output_bytes: int
    reason: str | None
    tail: tuple[str, ...]
    stack: tuple[str, ...]


class Detail(Struct, frozen=True, kw_only=True):
    """An attempt with its commands in the order in which they ran, and its declared outputs."""

    attempt: AttemptRow
    commands: tuple[Command, ...]
    files: tuple[Artifact, ...]


def details_of(project: Project, rows: Iterable[AttemptRow]) -> list[Detail]:
    """Each of the attempts with what is recorded of its commands; nothing of imported ones."""
    history = project.history()
    try:
        return [_detail(history, row) for row in rows]
    finally:
        history.close()


def _detail(history: History, row: AttemptRow) -> Detail:
    events = history.events_of(row.run, row.subtask, row.attempt) if row.run and row.log else ()
    files = [each for event in events for each in getattr(event, "artifacts", ())]
    return Detail(
        attempt=row,
        commands=tuple(_command(*found) for found in map(command_of, events) if found),
        files=tuple(files),
    )


def _command(name: str, result: CommandResult) -> Command:
    output = result.output if result.outcome != Outcome.SUCCEEDED else ""
    return Command(
        name=name,
        outcome=result.outcome,
        exit_code=result.exit_code,
        signal=result.signal,
        duration_ms=result.duration_ms,
        cpu_ms=result.cpu_ms,
        memory_kb=result.memory_kb,
        output_bytes=result.output_bytes,
        reason=result.reason,
        tail=tail_of(output),
        stack=stack_of(output),
    )
