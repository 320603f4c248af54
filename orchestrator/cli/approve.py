"""`approve`: let a subtask run that waits for an approval."""

from __future__ import annotations

from pathlib import Path

from orchestrator.cli.answers import GIVEN as GIVEN
from orchestrator.cli.answers import give_answer


def approve(
    *,
    task: str,
    subtask: str,
    by: str | None,
    comment: str | None,
    run: str | None,
    as_json: bool,
    root: Path | None,
) -> int:
    """Let a subtask run that waits for an approval."""
    return give_answer(
        task,
        subtask,
        approved=True,
        by=by,
        comment=comment,
        run=run,
        as_json=as_json,
        root=root,
    )
