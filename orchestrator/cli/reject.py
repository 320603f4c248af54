"""`reject`: refuse a subtask that waits for an approval; what depends on it is blocked."""

from __future__ import annotations

from orchestrator.cli.answers import By, Comment, Subtask, Task, give_answer
from orchestrator.cli.arguments import AsJson, Root, Run


def reject(
    task: Task,
    subtask: Subtask,
    by: By = None,
    comment: Comment = None,
    run: Run = None,
    as_json: AsJson = False,
    root: Root = None,
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
