"""Draw a task's DAG: its file's as it is now, coloured by what a run has recorded of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from orchestrator.diagnostics import InputError, Severity
from orchestrator.operations.concealing import hiding
from orchestrator.operations.converting.find import find_as_run
from orchestrator.operations.project import Project
from orchestrator.operations.reporting.status import load_run
from orchestrator.plan.model import Plan
from orchestrator.plan.shown import as_shown, hidden
from orchestrator.run.summarize import summarize
from orchestrator.run.summary import RunSummary


class Subject(Struct, frozen=True, kw_only=True):
    """What is drawn; `summary` is None where no run is known, and has no row of a subtask
    that was edited since."""

    plan: Plan
    summary: RunSummary | None


def task_graph(project: Project, task: str, *, format_: str, run: str | None = None) -> str:
    """The drawing as text.

    Raises:
        InputError: there is no such format, task or run, the task file has errors, or the
            graph is too large for the format.
    """
    if format_ not in FORMATS:
        raise InputError(f"there is no format {format_}", hint=f"use one of {', '.join(FORMATS)}")
    subject = _subject(project, task, run)
    hide = hiding(project, subject.plan)
    shown = Subject(plan=as_shown(subject.plan, hide), summary=hidden(subject.summary, hide))
    return FORMATS[format_](shown)


def _subject(project: Project, task: str, run: str | None) -> Subject:
    if run is not None:
        return _recorded(project, task, run)
    try:
        conversion = find_as_run(project, task)
    except InputError:
        # Runs may be known of a task whose file is gone.
        if _has_run(project, task):
            return _recorded(project, task, None)
        raise
    plan = conversion.plan
    if plan is None:
        wrong = [each for each in conversion.findings if each.severity is Severity.ERROR]
        raise InputError(f"{conversion.path} has errors", findings=wrong)
    if not _has_run(project, plan.id):
        return Subject(plan=plan, summary=None)
    return Subject(plan=plan, summary=_still_true(plan, _recorded(project, plan.id, None)))


def _recorded(project: Project, task: str, run: str | None) -> Subject:
    loaded = load_run(project, task, run)
    return Subject(plan=loaded.plan, summary=summarize(loaded.plan, loaded.state))


def _has_run(project: Project, task: str) -> bool:
    records = project.records()
    try:
        return records.latest_run(task) is not None
    finally:
        records.close()


def _still_true(plan: Plan, recorded: Subject) -> RunSummary | None:
    """The summary without the subtasks that are others now, or come after such."""
    now = {subtask.id: subtask.fingerprint for subtask in plan.subtasks}
    then = {subtask.id: subtask.fingerprint for subtask in recorded.plan.subtasks}
    if recorded.summary is None:
        return None
    rows = (row for row in recorded.summary.subtasks if now.get(row.id) == then[row.id])
    return replace(recorded.summary, subtasks=tuple(rows))


def _mermaid(subject: Subject) -> str:
    from orchestrator.report.mermaid import dag

    diagram = dag(subject.plan, subject.summary)
    if diagram.mermaid is None:
        count = len(subject.plan.subtasks)
        edges = sum(len(subtask.depends_on) for subtask in subject.plan.subtasks)
        raise InputError(
            f"the graph is too large for Mermaid: {count} subtasks, {edges} dependencies",
            hint="use --format svg, dot or json, which draw any",
        )
    return diagram.mermaid + "\n"


def _dot(subject: Subject) -> str:
    from orchestrator.report.drawing.dag import dag_of
    from orchestrator.report.drawing.dot import dot

    return dot(dag_of(subject.plan, subject.summary))


def _svg(subject: Subject) -> str:
    from orchestrator.report.drawing.dag import dag_of
    from orchestrator.report.drawing.picture import picture
    from orchestrator.report.render import render_svg

    return render_svg(picture(dag_of(subject.plan, subject.summary), {}))


def _json(subject: Subject) -> str:
    from orchestrator.plan.graph import critical_path
    from orchestrator.report.drawing.dag import dag_of
    from orchestrator.report.drawing.data import to_json

    summary = subject.summary
    return to_json(
        dag_of(subject.plan, summary),
        task=subject.plan.id,
        run=summary.run if summary else None,
        critical_path=critical_path(subject.plan),
    )


FORMATS: Mapping[str, Callable[[Subject], str]] = {
    "mermaid": _mermaid,
    "dot": _dot,
    "svg": _svg,
    "json": _json,
}
