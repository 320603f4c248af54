"""`next_subtask`: claim what is to be done by hand next; says what, why, and how to hand it in."""

from __future__ import annotations

from pathlib import Path

from orchestrator.asdata import as_data
from orchestrator.cli.arguments import AS_JSON, ROOT, RUN, TASK, seconds
from orchestrator.cli.claimed import claim_lines
from orchestrator.cli.output import output
from orchestrator.cli.parameters import option
from orchestrator.diagnostics import Exit
from orchestrator.operations.byhand.claiming import LEASE_S, NextSubtask
from orchestrator.operations.byhand.claiming import next_subtask as claim_next
from orchestrator.report.visible import visible_line
from orchestrator.wiring import open_project

GIVEN = (
    TASK,
    option("--agent", value="NAME", help="Who claims it, for those who find it taken."),
    RUN,
    option("--lease", value="TOKEN", help="Keep on what was claimed before."),
    option("--for", name="lasts", value="TIME", help="How long it is yours, such as 2h [15m]."),
    AS_JSON,
    ROOT,
)


def next_subtask(
    *,
    task: str,
    agent: str | None,
    run: str | None,
    lease: str | None,
    lasts: str | None,
    as_json: bool,
    root: Path | None,
) -> int:
    """Claim the subtask that is to be done by hand next; no one else gets it meanwhile."""
    lease_s = seconds("--for", lasts)
    found = claim_next(
        open_project(root, {}),
        task,
        agent=agent,
        run=run,
        lease=lease,
        lease_s=LEASE_S if lease_s is None else lease_s,
    )
    if as_json:
        # What somebody wrote has to be done as it is written.
        output().json({"schema_version": 1, **as_data(found)}, as_written=True)
    else:
        _show(found)
    return Exit.OK if found.claimed or found.complete else Exit.INCOMPLETE


def _show(found: NextSubtask) -> None:
    if found.claimed is not None:
        for line in claim_lines(found.claimed):
            output().line(visible_line(line))
        return
    if not found.complete and all(each.kind != "done" for each in found.why):
        output().line(f"nothing of {visible_line(found.task)} is free to be done by hand")
    for each in found.why:
        output().line(visible_line(f"{each.kind.replace('_', ' ')}: {each.text}"))
    for command in dict.fromkeys(each.command for each in found.why if each.command):
        output().line(visible_line(f"  {command}"))
