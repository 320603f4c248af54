"""How a subtask and its run stand after somebody spoke for it, and how to go on."""

from __future__ import annotations

import shlex

from orchestrator.cli.ending import next_lines
from orchestrator.cli.output import errors, output
from orchestrator.operations.running.posting import Said
from orchestrator.report.visible import visible_line
from orchestrator.run.summary import RunSummary, SubtaskSummary


def show_standing(said: Said, subtask: SubtaskSummary, summary: RunSummary) -> None:
    """Write it; what the run's process has not taken up yet is said too."""
    if not said.recorded:
        errors().line("note: the process that drives the run takes it up when it next looks")
    verdict = "COMPLETE" if subtask.verdict == "complete" else "INCOMPLETE"
    output().line(f"{subtask.id} is {verdict} ({subtask.status})")
    for reason in subtask.reasons:
        output().line(visible_line(f"  {reason}"))
    if not said.driven:
        for line in next_lines(summary):
            output().line(line)
        if summary.complete:
            output().line("next: Write the reports anew, they are from before.")
            output().line(f"  orchestrator generate_report {shlex.quote(summary.task)}")
