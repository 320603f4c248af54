"""`approve`: let a subtask run that waits for an approval."""

from __future__ import annotations

from orchestrator.cli.answers import By, Comment, Subtask, Task, give_answer
from orchestrator.cli.arguments import AsJson, Root, Run


def approve(
    task: Task,
    subtask: Subtask,
    by: By = None,
    comment: Comment = None,
    run: Run = None,
    as_json: AsJson = False,
    root: Root = None,
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
