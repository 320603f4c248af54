"""What `approve` and `reject` share: their arguments and what they show."""

from __future__ import annotations

from pathlib import Path

from orchestrator.asdata import as_data
from orchestrator.cli.arguments import AS_JSON, ROOT, RUN, SUBTASK, TASK
from orchestrator.cli.hiding import hide_secrets_of_run
from orchestrator.cli.output import output
from orchestrator.cli.parameters import option
from orchestrator.cli.standing import show_standing
from orchestrator.diagnostics import Exit
from orchestrator.operations.byhand.answer import answer
from orchestrator.report.visible import visible_line
from orchestrator.wiring import open_project

GIVEN = (
    TASK,
    SUBTASK,
    option("--by", value="NAME", help="Who answers [you]."),
    option("-m", "--comment", value="TEXT", help="Why, for the report."),
    RUN,
    AS_JSON,
    ROOT,
)


def give_answer(
    task: str,
    subtask: str,
    *,
    approved: bool,
    by: str | None,
    comment: str | None,
    run: str | None,
    as_json: bool,
    root: Path | None,
) -> int:
    """Record the answer and show how the subtask stands."""
    project = open_project(root, {})
    hide_secrets_of_run(project, task, run)
    done = answer(project, task, subtask, approved=approved, by=by, comment=comment, run=run)
    if as_json:
        output().json({"schema_version": 1, **as_data(done)})
        return Exit.OK
    words = "approved" if approved else "rejected"
    line = f"{done.subtask.id} “{done.question}”: {words} by {done.answer.by}"
    output().line(visible_line(line))
    show_standing(done.said, done.subtask, done.summary)
    return Exit.OK
