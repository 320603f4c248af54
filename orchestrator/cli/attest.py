"""`attest`: evidence for what was done by hand."""

from __future__ import annotations

from pathlib import Path

from orchestrator.asdata import as_data
from orchestrator.cli.arguments import AS_JSON, ROOT, RUN, SUBTASK, TASK
from orchestrator.cli.hiding import hide_secrets_of_run
from orchestrator.cli.output import output
from orchestrator.cli.parameters import option
from orchestrator.cli.standing import show_standing
from orchestrator.diagnostics import Exit
from orchestrator.operations.byhand.attest import attest as hand_in
from orchestrator.report.visible import visible_line
from orchestrator.verify.model import Attestation
from orchestrator.wiring import open_project

GIVEN = (
    TASK,
    SUBTASK,
    option(
        "--evidence",
        value="TEXT|FILE",
        help="What shows it (a file is copied).",
        required=True,
    ),
    option("--step", value="N", help="The step that was done."),
    option("--criterion", value="N", help="The criterion that is met."),
    option(
        "--kind",
        value="KIND",
        help="research, code, limitation or resource: the report's section.",
    ),
    option("--by", value="NAME", help="Who vouches for it [you]."),
    RUN,
    AS_JSON,
    ROOT,
)


def attest(
    *,
    task: str,
    subtask: str,
    evidence: str,
    step: str | None,
    criterion: str | None,
    kind: str | None,
    by: str | None,
    run: str | None,
    as_json: bool,
    root: Path | None,
) -> int:
    """Hand in evidence for a step or a criterion, or something that the report is to tell."""
    project = open_project(root, {})
    hide_secrets_of_run(project, task, run)
    done = hand_in(
        project, task, subtask, evidence, step=step, criterion=criterion, kind=kind, by=by, run=run
    )
    if as_json:
        output().json({"schema_version": 1, **as_data(done)})
        return Exit.OK
    output().line(visible_line(_what(done.subtask.id, done.attestation)))
    if done.attestation.file is not None:
        file = done.attestation.file
        output().line(
            f"evidence: {visible_line(file.path)} ({file.size} bytes, SHA-256 {file.sha256})"
        )
    show_standing(done.said, done.subtask, done.summary)
    return Exit.OK


def _what(subtask: str, attestation: Attestation) -> str:
    about = f" {attestation.kind}" if attestation.kind else ""
    if attestation.step is not None:
        about = f" step {attestation.step}"
    elif attestation.criterion is not None:
        about = f" {attestation.criterion}"
    return f"{subtask}{about}: attested by {attestation.by}"
