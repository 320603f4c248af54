"""`history prune`: throws old runs away, and tells what became free."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from orchestrator.asdata import as_data
from orchestrator.cli.arguments import AS_JSON, ROOT
from orchestrator.cli.console import show_table
from orchestrator.cli.history.told import OF_TASK, here, when
from orchestrator.cli.output import errors, output
from orchestrator.cli.parameters import flag, option
from orchestrator.cli.rows import Row, Table
from orchestrator.diagnostics import Exit
from orchestrator.operations.history.find import task_named
from orchestrator.operations.history.prune import Group, Pruned
from orchestrator.operations.history.prune import prune as prune_
from orchestrator.report.visible import visible_line
from orchestrator.wiring import open_project

_HEAD = ("task", "runs", "attempts", "logs and evidence", "the last of")
_UNITS = ("B", "kB", "MB", "GB")

GIVEN = (
    option(
        "--keep",
        value="AGE|N",
        required=True,
        help="What stays: runs of the last 30d or 12w, or the latest N of each task.",
    ),
    OF_TASK,
    flag("--dry-run", help="Only tell what would be thrown away."),
    AS_JSON,
    ROOT,
)


def prune(*, keep: str, task: str | None, dry_run: bool, as_json: bool, root: Path | None) -> int:
    """Throw old runs away: their records, logs and copies of evidence. The latest run of each
    task stays, and so do reports."""
    project = open_project(root, {})
    of_task = None if task is None else task_named(project, task)
    pruned = prune_(project, keep, task=of_task, dry_run=dry_run)
    if as_json:
        output().json({"schema_version": 1, "dry_run": dry_run, **_data(pruned)})
    else:
        _show(pruned, here(project), dry_run=dry_run)
    return Exit.OK


def in_bytes(number: int) -> str:
    """A size for people: `812 B`, `3.4 kB`, `1.2 GB`."""
    size = float(number)
    for unit in _UNITS[:-1]:
        if size < 999.5:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} {_UNITS[-1]}"


def _show(pruned: Pruned, now: datetime, *, dry_run: bool) -> None:
    if pruned.groups:
        show_table(
            output(), Table(head=_HEAD, rows=tuple(_row(each, now) for each in pruned.groups))
        )
        output().line()
    gone = [_counted(sum(len(each.runs) for each in pruned.groups), "run")]
    if pruned.imported:
        gone.append(_counted(pruned.imported, "imported attempt"))
    if pruned.leftovers:
        gone.append(f"{_counted(pruned.leftovers, 'folder')} that an earlier prune had left")
    about = "about " if dry_run else ""
    verb = "would be thrown away" if dry_run else "thrown away"
    output().line(f"{verb}: {', '.join(gone)}")
    output().line(
        f"freed: {in_bytes(pruned.files.bytes)} of logs and evidence, {about}"
        f"{in_bytes(pruned.database_bytes)} in the database"
    )
    left = pruned.left
    also = f", {_counted(left.imported, 'imported attempt')}" if left.imported else ""
    output().line(
        f"left: {_counted(left.runs, 'run')}, {_counted(left.attempts, 'attempt')}{also}; "
        f"{in_bytes(left.files.bytes)} of logs and evidence, {about}"
        f"{in_bytes(left.database_bytes)} of database"
    )
    for task in pruned.held:
        errors().line(visible_line(f"note: {task} is being run; its old runs stay for now"))
    for note in pruned.notes:
        errors().line(visible_line(note))


def _row(group: Group, now: datetime) -> Row:
    cells = (
        *(group.task, str(len(group.runs)), str(group.attempts), in_bytes(group.files.bytes)),
        when(group.runs[-1].last, now),
    )
    return Row(cells=tuple(map(visible_line, cells)), tone="quiet")


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _data(pruned: Pruned) -> dict[str, object]:
    data = as_data(pruned)
    assert isinstance(data, dict)
    data["tasks"] = data.pop("groups")
    return data
