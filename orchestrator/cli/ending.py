"""What stands at the end of a run: the matrix, why each INCOMPLETE one is, how to go on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from orchestrator.cli.console import show_table
from orchestrator.cli.output import Output
from orchestrator.cli.rows import status_table, totals
from orchestrator.report.visible import visible_line
from orchestrator.run.summary import RunSummary, SubtaskSummary

if TYPE_CHECKING:
    from orchestrator.operations.project import Project
    from orchestrator.operations.running.execute import Execution

# Of more than these nobody reads the same once more below the table.
_MOST_TOLD = 50


def show_end(output: Output, project: Project, execution: Execution) -> None:
    """Write how a run ended."""
    summary = execution.summary
    output.line()
    show_table(output, status_table(summary))
    reports = _reports(project, execution)
    lacking = [row for row in summary.subtasks if row.verdict != "complete" and row.counted]
    for subtask in lacking[:_MOST_TOLD]:
        for line in _why(subtask, reports.get(subtask.id)):
            output.line(visible_line(line))
    if len(lacking) > _MOST_TOLD:
        more = f"{len(lacking) - _MOST_TOLD} more are INCOMPLETE: the table says why,"
        where = f"orchestrator task_status {summary.task} --json"
        output.line(visible_line(f"{more} and where their logs are: {where}"))
    output.line()
    output.line(totals(summary))
    if "" in reports:
        output.line(visible_line(f"report: {reports['']}"))
    for line in next_lines(summary):
        output.line(line)


def next_lines(summary: RunSummary) -> Iterator[str]:
    """How to go on, where something is left to do."""
    if summary.complete:
        return
    from orchestrator.report.recommendations import recommendations

    commands = []
    for advice in recommendations(summary):
        yield visible_line(f"next: {advice.text}")
        if advice.command and advice.command not in commands:
            commands.append(advice.command)
    for command in commands:
        yield visible_line(f"  {command}")


def _why(subtask: SubtaskSummary, report: str | None) -> Iterator[str]:
    yield f"{subtask.id} {subtask.title} is INCOMPLETE ({subtask.status}):"
    for reason in subtask.reasons:
        yield f"  {reason}"
    for log in _logs(subtask):
        yield f"  log: {log}"
    if report:
        yield f"  report: {report}"


def _logs(subtask: SubtaskSummary) -> Iterator[str]:
    """Where to read what went wrong: a check has a log of its own."""
    failed = [check.log for check in subtask.checks if check.status not in ("succeeded", "pending")]
    named = [log for log in failed if log]
    if named:
        yield from named
    elif subtask.log:
        yield subtask.log


def _reports(project: Project, execution: Execution) -> dict[str, str]:
    """Where the report of each subtask was written; the final summary's under no id."""
    if not execution.reports:
        return {}
    from orchestrator.operations.converting.convert import shown
    from orchestrator.report.paths import report_names, summary_name

    folder = project.workspace.reports_dir
    written = {path: shown(project, path) for path in execution.reports}
    names = {"": summary_name(execution.plan)}
    names |= report_names(execution.plan, project.workspace.reports)
    found = {}
    for id_, name in names.items():
        path = folder / name
        # Beside a report that people edited the new one has another name.
        beside = path.with_name(f"{path.stem}.new{path.suffix}")
        here = next((written[each] for each in (path, beside) if each in written), None)
        if here is not None:
            found[id_] = here
    return found
