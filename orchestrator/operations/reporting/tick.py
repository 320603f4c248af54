"""Write-back, only when asked: marks in the task file what a run has proven, and nothing else.

What has become of a mark since the run is nobody's change but the reader's: boxes and status
words are left out when the file is held against what the run read.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from orchestrator.asdata import as_data
from orchestrator.diagnostics import Findings, InputError, StorageError
from orchestrator.operations.converting.convert import STANDARD_INPUT, Asked, convert
from orchestrator.operations.converting.names import is_source
from orchestrator.operations.converting.sources import digest, is_there
from orchestrator.operations.project import Project
from orchestrator.operations.reporting.status import load_run
from orchestrator.plan.model import Plan
from orchestrator.plan.places import file_of
from orchestrator.run.summarize import summarize
from orchestrator.run.summary import COMPLETE, RunSummary, SubtaskSummary

if TYPE_CHECKING:
    from orchestrator.operations.reporting.ticks import Change

# What of a plan no proof depends on: marks, prose, and what is said about the file.
_FREE = frozenset({"source", "findings", "declared_status", "done", "parts", "description",
                   "objective", "requirements", "metadata", "title", "report_path"})  # fmt: skip


class Ticked(Struct, frozen=True, kw_only=True):
    """What became of the file at `path` (as people should see it), or would become of it.

    `notes` tell of marks that are left as they are although the run says something else;
    `diff` is the change as a unified diff, empty where there is none.
    """

    path: str
    changes: tuple[Change, ...]
    notes: tuple[str, ...]
    diff: str
    written: bool


def tick_recorded(
    project: Project, task: str, run: str | None = None, *, dry_run: bool = False
) -> Ticked:
    """Mark what a recorded run, the latest unless said, has proven.

    Raises:
        HeldError: the task is being run.
        InputError, StorageError: as `tick`; or there is no such run, or it was of another file.
    """
    loaded = load_run(project, task, run)
    _refuse_other_file(project, task, loaded.plan)
    summary = summarize(loaded.plan, loaded.state)
    if dry_run:
        return tick(project, loaded.plan, summary, dry_run=True)
    # A run that begins now reads the file before or after, never in between.
    with project.lock(loaded.plan.id):
        return tick(project, loaded.plan, summary)


def tick(project: Project, plan: Plan, summary: RunSummary, *, dry_run: bool = False) -> Ticked:
    """Mark what a run has proven in the file, or the files, from which its plan was made.

    Raises:
        InputError: there is no such file, or it says something else than the run read.
        StorageError: it cannot be written.
    """
    path = _source(project, plan)
    _refuse_changed(project, plan, summary, path)
    files = _by_file(plan, summary) if path.is_dir() else {plan.source.path: summary}
    ticked = [
        _tick_file(project, plan, shown, own, dry_run=dry_run) for shown, own in files.items()
    ]
    return Ticked(
        path=plan.source.path,
        changes=tuple(change for each in ticked for change in each.changes),
        notes=tuple(note for each in ticked for note in each.notes),
        diff="\n".join(each.diff for each in ticked if each.diff),
        written=any(each.written for each in ticked),
    )


def _tick_file(
    project: Project, plan: Plan, shown: str, summary: RunSummary, *, dry_run: bool
) -> Ticked:
    """Mark one file; `summary` is of the subtasks that stand in it."""
    from orchestrator.atomic import rewrite
    from orchestrator.document.edits import apply_edits
    from orchestrator.document.marks import read_marks
    from orchestrator.operations.reporting.ticks import decide_ticks

    path = project.workspace.root / shown
    before = _content(path, shown)
    languages = frozenset(project.settings.languages)
    ticks = decide_ticks(summary, read_marks(before, shown, languages, plan.source.dialect))
    after = apply_edits(before, (edit for change in ticks.changes for edit in change.edits))
    written = not dry_run and after != before
    if written:
        rewrite(path, before, after)
    changes, notes = ticks.changes, ticks.notes
    if shown != plan.source.path:
        changes = tuple(replace(change, file=shown) for change in changes)
        notes = tuple(f"{path.name}: {note}" for note in notes)
    return Ticked(
        path=shown,
        changes=changes,
        notes=notes,
        diff=_diff(shown, before, after),
        written=written,
    )


def _by_file(plan: Plan, summary: RunSummary) -> dict[str, RunSummary]:
    """What the run says of the subtasks of each file of a folder."""
    rows = {row.id: row for row in summary.subtasks}
    files: dict[str, list[SubtaskSummary]] = {}
    for subtask in plan.subtasks:
        if subtask.id in rows:
            files.setdefault(file_of(plan, subtask), []).append(rows[subtask.id])
    return {
        file: replace(
            summary,
            subtasks=tuple(own),
            complete=all(row.verdict == COMPLETE for row in own),
        )
        for file, own in files.items()
    }


def _source(project: Project, plan: Plan) -> Path:
    if plan.source.path == STANDARD_INPUT:
        raise InputError(
            f"{plan.id} was read from standard input: there is no file to tick",
            hint="keep the task in a file, and run that",
        )
    path = project.workspace.root / plan.source.path
    if not is_there(path):
        raise InputError(
            f"the task file {plan.source.path} is gone: there is nothing to tick",
            hint="put it back, or run the task from where it is now",
        )
    if path.is_file():
        _refuse_json(path, plan.source.path)
    return path


def _refuse_json(path: Path, shown: str) -> None:
    if path.suffix == ".json" or _content(path, shown).lstrip()[:1] == b"{":
        raise InputError(
            f"{shown} is a plan or other JSON: it has no boxes",
            hint="run the markdown file that it was made from, if there is one",
        )


def _content(path: Path, shown: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise StorageError(
            f"cannot read {shown}: {error.strerror or error}", hint="check its rights"
        ) from error


def _refuse_other_file(project: Project, task: str, plan: Plan) -> None:
    """Raise InputError where the run was of another file than the one that was named."""
    named, read = Path(task), project.workspace.root / plan.source.path
    if named.suffix == ".json" or not is_source(task) or not is_there(read):
        return
    if not os.path.samefile(named, read):
        raise InputError(
            f"the run of {plan.id} was of {plan.source.path}, not of {task}",
            hint=f"tick {plan.source.path}, or run {task} first",
        )


def _refuse_changed(project: Project, plan: Plan, summary: RunSummary, path: Path) -> None:
    """Raise InputError where the file says something else than the run read, marks aside."""
    now_is = digest(path)
    if now_is == plan.source.sha256:
        return
    read = _comparable(plan)
    why = "it has errors"
    for asked in _ways(plan):
        now = convert(project, str(path), asked).plan
        if now is None or now.source.sha256 != now_is:
            continue
        differing = _differing(read, _comparable(now))
        if differing is None:
            return
        why = f"{differing} is not what it was"
    if load_run(project, plan.id, summary.run).state.changed_file == now_is:
        # A resume would go on with the plan of before, and ticking be refused as it is now.
        raise InputError(
            f"run {summary.run} itself changed {plan.source.path}: {why}",
            hint="look at the change; if it is right, start a new run, then tick: "
            f"orchestrator execute_task {shlex.quote(plan.source.path)}",
        )
    raise InputError(
        f"{plan.source.path} was changed after run {summary.run} had read it: {why}",
        hint=f"go on with it: orchestrator execute_task {shlex.quote(plan.id)} --resume\n"
        "then tick: what is unchanged is not run again",
    )


def _ways(plan: Plan) -> Iterator[Asked]:
    """How the plan may have been made: as the file says, or with an order or agent asked for."""
    agents = {subtask.agent for subtask in plan.subtasks}
    chosen = [(agent or "none") for agent in agents] if len(agents) == 1 else []
    for agent in (None, *chosen):
        for order in (None, plan.order.value):
            yield Asked(order=order, agent=agent, dialect=plan.source.dialect)


def _comparable(plan: Plan) -> dict[str, str]:
    """All of a plan that proofs depend on, by the name of each piece."""
    import json

    whole = _kept(as_data(plan))
    subtasks = {each["id"]: json.dumps(each, sort_keys=True) for each in whole.pop("subtasks")}
    return {"the document": json.dumps(whole, sort_keys=True), **subtasks}


def _kept(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _kept(given) for key, given in value.items() if key not in _FREE}
    if isinstance(value, list | tuple):
        return [_kept(each) for each in value]
    return value


def _differing(read: Mapping[str, str], now: Mapping[str, str]) -> str | None:
    """The first piece that is not the same, None where all are."""
    names = [*read, *(name for name in now if name not in read)]
    return next((name for name in names if read.get(name) != now.get(name)), None)


def _diff(path: str, before: bytes, after: bytes) -> str:
    import difflib

    from orchestrator.document.text import decode

    old, new = (decode(data, Findings(path)).split("\n") for data in (before, after))
    return "\n".join(difflib.unified_diff(old, new, path, path, lineterm=""))
