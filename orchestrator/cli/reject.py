"""`reject`: refuse a subtask that waits for an approval; what depends on it is blocked."""

from __future__ import annotations

from pathlib import Path

from orchestrator.cli.answers import GIVEN as GIVEN
from orchestrator.cli.answers import give_answer


def reject(
    *,
    task: str,
    subtask: str,
    by: str | None,
    comment: str | None,
    run: str | None,
    as_json: bool,
    root: Path | None,
) -> int:
    """Refuse a subtask that waits for an approval; what depends on it is blocked."""
    return give_answer(
        task,
        subtask,
        approved=False,
        by=by,
        comment=comment,
        run=run,
        as_json=as_json,
        root=root,
    )
