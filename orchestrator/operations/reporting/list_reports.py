"""Finds reports in the reports folder and evidence that was handed in; changes nothing.

Verdicts come from what was recorded where the run is there, so that neither an edited report
nor one from before an attestation says what is not so.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from orchestrator.diagnostics import InputError, StorageError
from orchestrator.given import MEGABYTE, read_given
from orchestrator.operations.converting.find import id_of
from orchestrator.operations.converting.names import means_task, other_names
from orchestrator.operations.project import Project
from orchestrator.operations.reporting.handed_in import HandedIn
from orchestrator.operations.reporting.recorded import Recorded, RecordedRun
from orchestrator.operations.reporting.searching import Match, search_file, search_text
from orchestrator.report.written import (
    Written,
    plain_markdown,
    plain_tagged,
    read_markdown,
    read_tagged,
)
from orchestrator.run.moments import stamp
from orchestrator.workspace import inside

REPORT, SUMMARY, PAGE, EVIDENCE = "report", "summary", "page", "evidence"
_MOST = 64 * MEGABYTE
_MARKDOWN = (".md", ".markdown")
_TAGGED = (".html", ".xml")


class Found(Struct, frozen=True, kw_only=True):
    """What was found. `kind` is report (of a subtask), summary (of a run), page (of people's
    own), evidence, or attestation or answer: words that stand in the record alone.

    `path` is relative to the root, None for such words; `when` RFC 3339 UTC: when the run ended,
    the evidence or word was given, or else the file was changed. `edited` is for a report that
    somebody changed, `missing` for evidence whose copy is gone, `by` who gave it.
    """

    kind: str
    path: str | None
    when: str
    title: str | None = None
    task: str | None = None
    subtask: str | None = None
    verdict: str | None = None
    run: str | None = None
    by: str | None = None
    edited: bool = False
    missing: bool = False
    match: Match | None = None


_Candidate = tuple[Found, Callable[[str], Match | None]]


def list_reports(
    project: Project,
    *,
    search: str | None = None,
    verdict: str | None = None,
    task: str | None = None,
) -> tuple[tuple[Found, ...], tuple[str, ...]]:
    """What fits all that is asked, newest first, and notes on what could not be read. `search`
    is text, in whatever case, that a file's name, title or content holds, or what somebody
    said to a run.

    Raises:
        InputError: `task` may mean several, or nothing.
        StorageError: the records or the reports folder cannot be read.
    """
    wanted = None if task is None else {task, id_of(project, task)}
    notes: list[str] = []
    found = []
    is_known = wanted is None
    recorded = Recorded(project)
    try:
        for each, matching in _candidates(project, recorded, notes, said=search is not None):
            if wanted is not None and each.task not in wanted:
                continue
            is_known = True
            if verdict is not None and each.verdict != verdict:
                continue
            match = None if search is None else matching(search)
            if search is None or match is not None:
                found.append(replace(each, match=match))
        if task is not None and not is_known:
            _refuse_unknown(project, recorded, task)
    finally:
        recorded.close()
    found.sort(key=lambda each: (each.kind != SUMMARY, _natural(each.path or "")))
    found.sort(key=lambda each: each.when, reverse=True)
    return tuple(found), tuple(notes)


def _candidates(
    project: Project, recorded: Recorded, notes: list[str], *, said: bool
) -> Iterator[_Candidate]:
    """All that there is, and how each is searched."""
    yield from _reports(project, recorded, notes)
    yield from _evidence(project, recorded)
    if said:
        yield from _words(recorded)


def _refuse_unknown(project: Project, recorded: Recorded, task: str) -> None:
    """Raise InputError for a task of which there is neither a file nor a run."""
    known = recorded.tasks()
    if task in known or means_task(project, task):
        return
    hint = f"tasks with runs: {', '.join(sorted(known)[:8])}" if known else ""
    raise InputError(
        f"there is no task {task}" if task.strip() else "--task is empty",
        hint=hint or other_names(project, task),
    )


def _reports(project: Project, recorded: Recorded, notes: list[str]) -> Iterator[_Candidate]:
    root, folder = project.workspace.root, project.workspace.reports_dir
    if not inside(root, folder):
        return
    for path, changed in _files(root, folder, notes):
        is_markdown = path.suffix.lower() in _MARKDOWN
        if not is_markdown and path.suffix.lower() not in _TAGGED:
            continue
        try:
            text = read_given(path, _MOST).decode("utf-8", "replace")
        except (OSError, InputError) as error:
            notes.append(_left_out(root, path, error))
            continue
        said = read_markdown(text) if is_markdown else read_tagged(text)
        if said.run is None and not is_markdown:
            continue
        found = _report(said, _name(folder, path), recorded.run(said.run) if said.run else None)
        yield (
            replace(found, path=_name(root, path), when=found.when or _moment(changed)),
            _in_text(text, plain_markdown if is_markdown else plain_tagged, path.name, said.title),
        )


def _in_text(
    text: str, plain: Callable[[str], str], *names: str | None
) -> Callable[[str], Match | None]:
    shown = [name and _readable(name) for name in names]
    return lambda wanted: search_text(wanted, text, names=shown, plain=plain)


def _report(said: Written, name: str, run: RecordedRun | None) -> Found:
    """What is known of a report; `when` is empty where only the file can tell."""
    subtask = said.subtask if run is None else run.subtask_of(name) or said.subtask
    verdict = said.verdict if run is None else run.verdict_of(subtask)
    kind = PAGE if said.run is None else SUMMARY if subtask is None else REPORT
    return Found(
        kind=kind,
        path=name,
        when=run.when if run else "",
        title=said.title,
        task=run.task if run else said.task,
        subtask=subtask,
        verdict=verdict,
        run=said.run,
        edited=said.edited,
    )


def _evidence(project: Project, recorded: Recorded) -> Iterator[_Candidate]:
    root = project.workspace.root
    for run_id in _runs_with_evidence(project):
        run = recorded.run(run_id)
        for each in run.evidence if run else ():
            path = root / each.file.path
            there = inside(root, path) and path.is_file()
            found = Found(
                kind=EVIDENCE,
                path=each.file.path,
                when=each.word.at,
                title=each.file.name,
                task=run.task if run else None,
                subtask=each.subtask,
                verdict=run.verdict_of(each.subtask) if run else None,
                run=run_id,
                by=each.word.by,
                missing=not there,
            )
            yield found, _in_evidence(each, path if there else None)


def _in_evidence(given: HandedIn, path: Path | None) -> Callable[[str], Match | None]:
    def search(wanted: str) -> Match | None:
        match = search_text(wanted, given.word.evidence, names=(given.file.name,))
        return match or (search_file(wanted, path) if path else None)

    return search


def _words(recorded: Recorded) -> Iterator[_Candidate]:
    """What people said without a file. It has none of its own, so it is told when searched for."""
    for run_id, run in recorded.newest_first():
        for each in run.said:
            found = Found(
                kind=each.kind,
                path=None,
                when=each.at,
                task=run.task,
                subtask=each.subtask,
                verdict=run.verdict_of(each.subtask),
                run=run_id,
                by=each.by,
            )
            yield found, _in_text(each.text, str, each.by)


def _runs_with_evidence(project: Project) -> list[str]:
    """The ids of runs to which a file was handed in."""
    workspace = project.workspace
    runs = workspace.state_dir / "runs"
    try:
        names = sorted(os.listdir(runs))
    except (FileNotFoundError, NotADirectoryError):
        return []
    return [name for name in names if (workspace.root / workspace.evidence_dir(name)).is_dir()]


def _files(root: Path, folder: Path, notes: list[str]) -> Iterator[tuple[Path, float]]:
    """Regular files below the folder with the time of their change; hidden ones are ours or
    an editor's, and a link that leads out of the root is not followed.

    Raises:
        StorageError: the folder itself cannot be read.
    """

    def unread(error: OSError) -> None:
        if isinstance(error, FileNotFoundError):
            return  # no report was written yet, or a folder was removed meanwhile
        place = Path(error.filename)
        if place == folder:
            raise StorageError(
                f"cannot read the reports folder {folder}: {error.strerror}",
                hint="check the rights of the folder",
            ) from error
        notes.append(_left_out(root, place, error))

    for parent, folders, names in os.walk(folder, onerror=unread):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        for name in sorted(each for each in names if not each.startswith(".")):
            path = Path(parent, name)
            try:
                facts = path.stat() if not path.is_symlink() or inside(root, path) else None
            except FileNotFoundError:
                continue  # a link to nothing, or it was removed meanwhile
            except OSError as error:
                notes.append(_left_out(root, path, error))
                continue
            if facts is not None and stat.S_ISREG(facts.st_mode):
                yield path, facts.st_mtime


def _left_out(root: Path, path: Path, error: OSError | InputError) -> str:
    why = error.message if isinstance(error, InputError) else error.strerror or error
    return f"cannot read {_name(root, path)}: {why}; it is left out"


def _name(folder: Path, path: Path) -> str:
    """A path relative to the folder, as people should see it."""
    return _readable(path.relative_to(folder).as_posix())


def _readable(name: str) -> str:
    """A name of a file with its bytes that are no UTF-8 replaced."""
    return os.fsencode(name).decode("utf-8", "replace")


def _natural(path: str) -> list[str | int]:
    """A key by which `task_2` comes before `task_10`."""
    return [int(part) if part.isdecimal() else part for part in re.split(r"(\d+)", path)]


def _moment(seconds: float) -> str:
    moment = datetime.fromtimestamp(seconds, UTC)
    return stamp(moment)
