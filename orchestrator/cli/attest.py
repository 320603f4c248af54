"""`attest`: evidence for what was done by hand."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from orchestrator.cli.arguments import AsJson, Root, Run
from orchestrator.cli.output import output
from orchestrator.cli.standing import show_standing
from orchestrator.diagnostics import Exit
from orchestrator.operations.attest import attest as hand_in
from orchestrator.report.visible import visible_line
from orchestrator.verify.model import Attestation
from orchestrator.wiring import open_project


def attest(
    task: Annotated[str, typer.Argument(metavar="TASK", help="A file, a plan's JSON or an id.")],
    subtask: Annotated[str, typer.Argument(metavar="SUBTASK", help="Its id or number.")],
    evidence: Annotated[
        str,
        typer.Option("--evidence", metavar="TEXT|FILE", help="What shows it (a file is copied)."),
    ],
    step: Annotated[
        str | None, typer.Option("--step", metavar="N", help="The step that was done.")
    ] = None,
    criterion: Annotated[
        str | None, typer.Option("--criterion", metavar="N", help="The criterion that is met.")
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option(
            "--kind",
            metavar="KIND",
            help="research, code, limitation or resource: the report's section.",
        ),
    ] = None,
    by: Annotated[
        str | None, typer.Option("--by", metavar="NAME", help="Who vouches for it [you].")
    ] = None,
    run: Run = None,
    as_json: AsJson = False,
    root: Root = None,
) -> int:
    """Hand in evidence for a step or a criterion, or something that the report is to tell."""
    project = open_project(root, {})
    done = hand_in(
        project, task, subtask, evidence, step=step, criterion=criterion, kind=kind, by=by, run=run
    )
    if as_json:
        output().json({"schema_version": 1, **asdict(done)})
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
