"""What a rollback takes back, and with which commands; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from orchestrator.plan.model import Subtask
from orchestrator.run.ports import Work
from orchestrator.run.state import RunState
from orchestrator.run.status import Status
from orchestrator.run.work import closing_work


def to_roll_back(
    subtasks: Mapping[str, Subtask], ended: Sequence[str], state: RunState
) -> list[str]:
    """The ids whose success is to be taken back, the last to end first."""
    return [
        id_
        for id_ in reversed(ended)
        if subtasks[id_].compensations and state.of(id_).status is Status.SUCCEEDED
    ]


def undoing_work(work: Work) -> Work:
    """The compensations alone: cleanups ran when the subtask ended."""
    without_cleanups = replace(work.subtask, cleanups=())
    return closing_work(replace(work, subtask=without_cleanups), compensate=True)
