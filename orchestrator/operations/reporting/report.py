"""Write the reports of a run, from recorded events alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from orchestrator.atomic import read_own, write_all
from orchestrator.diagnostics import InputError, StorageError
from orchestrator.operations.project import Project
from orchestrator.operations.reporting.handed_in import contents
from orchestrator.operations.reporting.status import LoadedRun, load_run
from orchestrator.plan.catalogue import is_catalogue
from orchestrator.plan.codec import from_own_json
from orchestrator.plan.model import Plan
from orchestrator.run import events as ev
from orchestrator.run.events import Recorded
from orchestrator.run.selection import find
from orchestrator.run.state import RunState
from orchestrator.run.summarize import summarize
from orchestrator.workspace import inside

if TYPE_CHECKING:
    from orchestrator.plan.shown import Hide
    from orchestrator.report.model import TaskReport


class Format(Struct, frozen=True, kw_only=True):
    """A form that a report can have. `text` makes one document of a report: of the subtask of
    that id, or with None of the whole. `suffix` is the ending of its files in the reports
    folder; None for data that goes to standard output unless a file is named."""

    text: Callable[[TaskReport, str | None], str]
    suffix: str | None


def _markdown(report: TaskReport, only: str | None) -> str:
    from orchestrator.report.render import render_subtask, render_summary

    if only is None:
        return render_summary(report)
    return render_subtask(report, report.subtask(only))


def _json(report: TaskReport, only: str | None) -> str:
    from orchestrator.report.codec import to_json

    return to_json(report, only)


def _junit(report: TaskReport, only: str | None) -> str:
    from orchestrator.report.junit import to_junit

    return to_junit(report, only)


def _html(report: TaskReport, only: str | None) -> str:
    from orchestrator.report.render import render_html

    return render_html(report, only)


# What `--format` can be. Each loads its libraries when it is used.
FORMATS: Mapping[str, Format] = {
    "md": Format(text=_markdown, suffix=".md"),
    "html": Format(text=_html, suffix=".html"),
    "json": Format(text=_json, suffix=None),
    "junit": Format(text=_junit, suffix=".junit.xml"),
}


def format_of(name: str) -> Format:
    """The format of that name.

    Raises:
        InputError: there is none.
    """
    if name not in FORMATS:
        raise InputError(f"there is no format {name}", hint=f"use one of {', '.join(FORMATS)}")
    return FORMATS[name]


def write_reports(
    project: Project,
    plan: Plan,
    state: RunState,
    records: Sequence[Recorded],
    *,
    only: str | None = None,
    force: bool = False,
    env: Mapping[str, str] | None = None,
) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """Write the Markdown reports of all subtasks and the final summary, or of `only` one.

    A report that people edited stays; the new one is written beside it and a note says so.
    `env` are variables that secrets may come from beside the environment.

    Raises:
        StorageError: one cannot be written.
    """
    report = _report(project, plan, state, records, env)
    from orchestrator.report.render import render_subtask

    texts = {
        each.file: render_subtask(report, each)
        for each in report.subtasks
        if only is None or each.id == only
    }
    if only is None:
        texts[report.file] = _markdown(report, None)
    return _write(project, texts, force=force)


def generate_report(
    project: Project,
    task: str,
    *,
    format_: str = "md",
    subtask: str | None = None,
    run: str | None = None,
    force: bool = False,
) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """Write the reports of a recorded run anew: as Markdown a file a subtask and the final
    summary, in any other format one file with all.

    Raises:
        InputError: there is no such run or subtask, or the format has no files.
    """
    suffix = format_of(format_).suffix
    if suffix is None:
        raise InputError(f"{format_} has no place of its own", hint="name a file after -o")
    loaded = load_run(project, task, run)
    only = _one_subtask(loaded, subtask)
    if format_ == "md":
        return write_reports(
            project, loaded.plan, loaded.state, loaded.records, only=only, force=force
        )
    report = _report(project, loaded.plan, loaded.state, loaded.records)
    name = next((each.file for each in report.subtasks if each.id == only), report.file)
    text = FORMATS[format_].text(report, only)
    return _write(project, {name.removesuffix(".md") + suffix: text}, force=force)


def report_text(
    project: Project, task: str, *, format_: str, subtask: str | None, run: str | None
) -> str:
    """One document instead: of one subtask, or of the run as a whole.

    Raises:
        InputError: there is no such format, run or subtask.
    """
    made = format_of(format_)
    loaded = load_run(project, task, run)
    only = _one_subtask(loaded, subtask)
    return made.text(_report(project, loaded.plan, loaded.state, loaded.records), only)


def _write(
    project: Project, texts: Mapping[str, str], *, force: bool
) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """Write files of the reports folder, by name, and say which were edited and so stay.

    Raises:
        StorageError: one cannot be written, or the folder leads out of the root.
    """
    _refuse_elsewhere(project)
    written: dict[Path, bytes] = {}
    notes = []
    for name, text in texts.items():
        path = project.workspace.reports_dir / name
        target = path if force else _spare_edited(path)
        if target != path:
            notes.append(f"{path.name} was edited, so it stays; the new one is {target.name}")
        written[target] = text.encode()
    write_all(written)
    return tuple(written), tuple(notes)


def _refuse_elsewhere(project: Project) -> None:
    """A link that came with a checkout must not have files of others written over."""
    folder = project.workspace.reports_dir
    if not inside(project.workspace.root, folder):
        raise StorageError(
            f"the reports folder {folder} leads out of {project.workspace.root}",
            hint="remove the link, or name a folder of the project as reports_dir in the settings",
        )


def _report(
    project: Project,
    plan: Plan,
    state: RunState,
    records: Sequence[Recorded],
    env: Mapping[str, str] | None = None,
) -> TaskReport:
    """The report, without the secrets of the plan as far as their values are known here, and
    without what points to a person: it is sent around."""
    from orchestrator.operations.concealing import hiding, hiding_declared
    from orchestrator.plan.personal import hide_personal
    from orchestrator.plan.shown import as_shown, hidden
    from orchestrator.report.model import build_report

    hide = hiding(project, plan, env)
    # Before anything is cut short, so that no piece of a secret is left.
    shown = as_shown(plan, hide)
    report = build_report(
        shown,
        state,
        summarize(shown, state),
        records,
        plans={state.plan: shown, **_plans(project, records, hide, known=state.plan)},
        folder=project.workspace.reports,
        contents={path: hide(text) for path, text in contents(project, records).items()},
    )
    hide_declared = hiding_declared(project, plan, env)
    return hidden(report, lambda text: hide_personal(hide_declared(text)))


def _plans(
    project: Project, records: Sequence[Recorded], hide: Hide, *, known: str
) -> dict[str, Plan]:
    """The plans that the run had but for the known one, by digest: an earlier attempt may have run
    another."""
    digests = {
        record.event.plan
        for record in records
        if isinstance(record.event, ev.RunStarted | ev.RunResumed) and record.event.plan != known
    }
    if not digests:
        return {}
    from orchestrator.plan.shown import as_shown

    stored = project.records()
    try:
        return {digest: as_shown(from_own_json(stored.plan(digest)), hide) for digest in digests}
    finally:
        stored.close()


def _one_subtask(loaded: LoadedRun, subtask: str | None) -> str | None:
    if subtask is None:
        return None
    plan, state = loaded.plan, loaded.state
    found = find(plan, subtask)
    if len(found) != 1:
        raise InputError(f"“{subtask}” means several subtasks", hint=f"one of {', '.join(found)}")
    if is_catalogue(plan) and found[0] not in state.asked_for:
        raise InputError(
            f"run {state.run} was not asked for {found[0]}",
            hint=f"`execute_task {plan.id} --only {found[0]}` runs it; --run names an earlier run",
        )
    return found[0]


def _spare_edited(path: Path) -> Path:
    """Where to write so that nothing of a person's is lost."""
    from orchestrator.report.marks import is_ours

    content = read_own(path)
    if content is None or is_ours(content.decode("utf-8", "replace")):
        return path
    return _spare_edited(path.with_name(f"{path.stem}.new{path.suffix}"))
