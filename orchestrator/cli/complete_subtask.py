"""`complete_subtask`: evidence for a subtask, its checks, and the verdict."""

from __future__ import annotations

import shlex
from pathlib import Path

from orchestrator.asdata import as_data
from orchestrator.cli.arguments import AS_JSON, ROOT, RUN, SUBTASK, TASK, seconds
from orchestrator.cli.hiding import hide_secrets_of_run
from orchestrator.cli.output import errors, output
from orchestrator.cli.parameters import option
from orchestrator.diagnostics import Exit, InputError
from orchestrator.operations.byhand.completing import Completing
from orchestrator.operations.byhand.completing import complete_subtask as complete
from orchestrator.operations.byhand.handing import Handed
from orchestrator.report.visible import visible_line
from orchestrator.wiring import open_project

_WAIT_S = 30.0
GIVEN = (
    TASK,
    SUBTASK,
    option("--evidence", value="TEXT|FILE", help="What shows it (a file is copied)."),
    option("--each", value="NAME=TEXT", many=True, help="Evidence of one step or criterion."),
    option("--step", value="N", help="The step that was done."),
    option("--criterion", value="N", help="The criterion that is met."),
    option("--kind", value="KIND", help="research, code, limitation or resource."),
    option("--by", value="NAME", help="Who vouches for it [you]."),
    option("--lease", value="TOKEN", help="Of the claim by next_subtask."),
    option("--wait", value="TIME", help="For the checks, at most [30s]."),
    RUN,
    AS_JSON,
    ROOT,
)


def complete_subtask(
    *,
    task: str,
    subtask: str,
    evidence: str | None,
    each: list[str],
    step: str | None,
    criterion: str | None,
    kind: str | None,
    by: str | None,
    lease: str | None,
    wait: str | None,
    run: str | None,
    as_json: bool,
    root: Path | None,
) -> int:
    """Hand in evidence for what a subtask waits for, let its checks run, and see the verdict."""
    if (evidence is None) == (not each):
        raise InputError("evidence is missing", hint="give --evidence, or --each for each part")
    project = open_project(root, {})
    hide_secrets_of_run(project, task, run)
    handed = Handed(
        evidence=_parts(each) if evidence is None else evidence,
        step=step,
        criterion=criterion,
        kind=kind,
        by=by,
    )
    wait_s = seconds("--wait", wait)
    done = complete(
        project,
        task,
        subtask,
        handed,
        run=run,
        lease=lease,
        wait_s=_WAIT_S if wait_s is None else wait_s,
    )
    if as_json:
        data = {"complete": done.complete, "reasons": done.reasons, **as_data(done)}
        output().json({"schema_version": 1, **data})
    else:
        _show(done, lease)
    return Exit.OK if done.complete else Exit.INCOMPLETE


def _parts(pairs: list[str]) -> dict[str, str]:
    """Evidence by the name of the step or criterion.

    Raises:
        InputError: one is no pair.
    """
    parts = {}
    for pair in pairs:
        name, equals, text = pair.partition("=")
        if not equals or not name.strip():
            raise InputError(f"--each {pair!r} is not NAME=TEXT", hint="write --each 1.2=TEXT")
        parts[name.strip()] = text
    return parts


def _show(done: Completing, lease: str | None) -> None:
    if done.accepted:
        output().line(visible_line(f"evidence: {', '.join(done.accepted)}"))
    if done.is_dropped:
        output().line("nothing lacks evidence, so that none was kept")
    verdict = "COMPLETE" if done.complete else "INCOMPLETE"
    output().line(f"{done.subtask.id} is {verdict} ({done.subtask.status})")
    for reason in done.reasons:
        output().line(visible_line(f"  {reason}"))
    if done.subtask.log:
        errors().line(visible_line(f"log: {done.subtask.log}"))
    if done.still_open:
        errors().line("next: hand in what shows it, a text or a file")
        errors().line(visible_line(f"  {_again(done, lease)}"))


def _again(done: Completing, lease: str | None) -> str:
    """The command that hands in all that is missing."""
    words = ["orchestrator", "complete_subtask", done.summary.task, done.subtask.id]
    for part in done.still_open:
        words += ["--each", f"{part.id}=TEXT"]
    words += ["--lease", lease] if lease else []
    return shlex.join(words)
