"""`tick`: mark in the task file what a run has proven, and show each mark that changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from orchestrator.cli.arguments import ROOT, RUN, TASK
from orchestrator.cli.output import output
from orchestrator.cli.parameters import flag
from orchestrator.diagnostics import Exit
from orchestrator.operations.reporting.tick import Ticked, tick_recorded
from orchestrator.plan.tokens import hide_tokens
from orchestrator.report.visible import visible_block, visible_line
from orchestrator.wiring import open_project

GIVEN = (
    TASK,
    RUN,
    flag("--dry-run", help="Show what would change, and change nothing."),
    ROOT,
)


def tick(*, task: str, run: str | None, dry_run: bool, root: Path | None) -> int:
    """Tick boxes and complete status words in the task file for what the run has proven."""
    ticked = tick_recorded(open_project(root, {}), task, run, dry_run=dry_run)
    if dry_run and ticked.diff:
        output().line(visible_block(hide_tokens(ticked.diff)))
    for line in tick_lines(ticked):
        if not (dry_run and ticked.diff) or line.startswith("note: "):
            output().line(line)
    return Exit.OK


def tick_lines(ticked: Ticked) -> Iterator[str]:
    """A line for each mark that changed, and for what was left as it is."""
    if not ticked.changes:
        yield visible_line(f"{ticked.path}: nothing to tick")
    for change in ticked.changes:
        what = f"{change.before} → {change.after}  {change.of}"
        yield visible_line(f"{change.file or ticked.path}:{change.line}: {what}")
    for note in ticked.notes:
        yield visible_line(f"note: {note}")
