"""Write the reports of a run, from recorded events alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from orchestrator.diagnostics import InputError, StorageError
from orchestrator.operations.project import Project
from orchestrator.operations.status import load_run
from orchestrator.plan.codec import from_own_json
from orchestrator.plan.model import Plan
from orchestrator.run import events as ev
from orchestrator.run.events import Recorded
from orchestrator.run.selection import find
from orchestrator.run.state import RunState
from orchestrator.run.summarize import summarize
from orchestrator.workspace import write_atomic

if TYPE_CHECKING:
    from orchestrator.report.model import TaskReport


def write_reports(
    project: Project,
    plan: Plan,
    state: RunState,
    records: Sequence[Recorded],
    *,
    only: str | None = None,
    force: bool = False,
) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """Write the Markdown reports of all subtasks and the final summary, or of `only` one.

    A report that people edited stays; the new one is written beside it and a note says so.

    Raises:
        StorageError: one cannot be written.
    """
    from orchestrator.report.paths import summary_name
    from orchestrator.report.render import render_subtask, render_summary

    report = _report(project, plan, state, records)
    folder = project.workspace.reports_dir
    texts = {
        each.file: render_subtask(report, each)
        for each in report.subtasks
        if only is None or each.id == only
    }
    if only is None:
        texts[summary_name(plan)] = render_summary(report)
    written, notes = [], []
    for name, text in texts.items():
        path = folder / name
        target = path if force else _spare_edited(path)
        if target != path:
            notes.append(f"{path.name} was edited, so it stays; the new one is {target.name}")
        write_atomic(target, text.encode())
        written.append(target)
    return tuple(written), tuple(notes)


def generate_report(
    project: Project,
    task: str,
    *,
    subtask: str | None = None,
    run: str | None = None,
    force: bool = False,
) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """Write the reports of a recorded run anew.

    Raises:
        InputError: there is no such run or subtask.
    """
    loaded = load_run(project, task, run)
    only = _one_subtask(loaded.plan, subtask)
    return write_reports(project, loaded.plan, loaded.state, loaded.records, only=only, force=force)


def report_text(
    project: Project, task: str, *, subtask: str | None, run: str | None, as_json: bool
) -> str:
    """The report as text instead: JSON, or the Markdown of one subtask or of the summary."""
    from orchestrator.report.codec import to_json
    from orchestrator.report.render import render_subtask, render_summary

    loaded = load_run(project, task, run)
    only = _one_subtask(loaded.plan, subtask)
    report = _report(project, loaded.plan, loaded.state, loaded.records)
    if as_json:
        return to_json(report, only)
    if only is None:
        return render_summary(report)
    return next(render_subtask(report, each) for each in report.subtasks if each.id == only)


def _report(
    project: Project, plan: Plan, state: RunState, records: Sequence[Recorded]
) -> TaskReport:
    from orchestrator.report.model import build_report

    return build_report(
        plan,
        state,
        summarize(plan, state),
        records,
        plans=_plans(project, records),
        folder=project.workspace.reports,
    )


def _plans(project: Project, records: Sequence[Recorded]) -> dict[str, Plan]:
    """The plans that the run had, by digest: an earlier attempt may have run another one."""
    digests = {
        record.event.plan
        for record in records
        if isinstance(record.event, ev.RunStarted | ev.RunResumed)
    }
    stored = project.records()
    try:
        return {digest: from_own_json(stored.plan(digest)) for digest in digests}
    finally:
        stored.close()


def _one_subtask(plan: Plan, subtask: str | None) -> str | None:
    if subtask is None:
        return None
    found = find(plan, subtask)
    if len(found) != 1:
        raise InputError(f"“{subtask}” means several subtasks", hint=f"one of {', '.join(found)}")
    return found[0]


def _spare_edited(path: Path) -> Path:
    """Where to write so that nothing of a person's is lost."""
    from orchestrator.report.marks import is_ours

    try:
        content = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return path  # nothing to lose; if something is in the way, writing tells what
    except OSError as error:
        raise StorageError(
            f"cannot read {path}: {error.strerror or error}",
            hint="make it readable, so that what people wrote there is not lost",
        ) from error
    if is_ours(content.decode("utf-8", "replace")):
        return path
    return _spare_edited(path.with_name(f"{path.stem}.new{path.suffix}"))
