"""Finds reports in the reports folder and evidence that was handed in; changes nothing.

Verdicts come from what was recorded where the run is there, so that neither an edited report
nor one from before an attestation says what is not so.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from orchestrator.diagnostics import StorageError
from orchestrator.operations.find import id_of
from orchestrator.operations.project import Project
from orchestrator.operations.recorded import Recorded, RecordedRun
from orchestrator.operations.searching import Match, search_file, search_text
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
_MARKDOWN = (".md", ".markdown")
_TAGGED = (".html", ".xml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A file that was found. `kind` is report (of a subtask), summary (of a run), page (of
    people's own) or evidence.

    `path` is relative to the root, `when` RFC 3339 UTC: when the run ended, the evidence was
    given, or else the file was changed. `edited` is for a report that somebody changed,
    `missing` for evidence whose copy is gone, `by` who gave it.
    """

    kind: str
    path: str
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


def list_reports(
    project: Project,
    *,
    search: str | None = None,
    verdict: str | None = None,
    task: str | None = None,
) -> tuple[Found, ...]:
    """What fits all that is asked, newest first. `search` is text, in whatever case, that a
    file's name, title or content holds.

    Raises:
        InputError: `task` may mean several.
        StorageError: the records cannot be read.
    """
    wanted = None if task is None else {task, id_of(project, task)}
    recorded = Recorded(project)
    try:
        found = [
            each
            for each in (
                *_reports(project, recorded, search),
                *_evidence(project, recorded, search),
            )
            if (verdict is None or each.verdict == verdict)
            and (wanted is None or each.task in wanted)
        ]
    finally:
        recorded.close()
    found.sort(key=lambda each: (each.kind != SUMMARY, _natural(each.path)))
    return tuple(sorted(found, key=lambda each: each.when, reverse=True))


def _reports(project: Project, recorded: Recorded, search: str | None) -> Iterator[Found]:
    root, folder = project.workspace.root, project.workspace.reports_dir
    if not inside(root, folder):
        return
    for path, changed in _files(root, folder):
        is_markdown = path.suffix.lower() in _MARKDOWN
        if not is_markdown and path.suffix.lower() not in _TAGGED:
            continue
        text = _text(path)
        said = read_markdown(text) if is_markdown else read_tagged(text)
        if said.run is None and not is_markdown:
            continue
        match = None
        if search is not None:
            plain = plain_markdown if is_markdown else plain_tagged
            match = search_text(search, text, names=(path.name, said.title), plain=plain)
            if match is None:
                continue
        name = path.relative_to(folder).as_posix()
        found = _report(said, name, recorded.run(said.run) if said.run else None)
        yield replace(
            found,
            path=path.relative_to(root).as_posix(),
            when=found.when or _moment(changed),
            match=match,
        )


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


def _evidence(project: Project, recorded: Recorded, search: str | None) -> Iterator[Found]:
    root = project.workspace.root
    for run_id in _runs_with_evidence(project):
        run = recorded.run(run_id)
        if run is None:
            continue
        for each in run.evidence:
            path = root / each.file.path
            there = inside(root, path) and path.is_file()
            match = None
            if search is not None:
                match = search_text(search, each.word.evidence, names=(each.file.name,))
                match = match or (search_file(search, path) if there else None)
                if match is None:
                    continue
            yield Found(
                kind=EVIDENCE,
                path=each.file.path,
                when=each.word.at,
                title=each.file.name,
                task=run.task,
                subtask=each.subtask,
                verdict=run.verdict_of(each.subtask),
                run=run_id,
                by=each.word.by,
                missing=not there,
                match=match,
            )


def _runs_with_evidence(project: Project) -> list[str]:
    """The ids of runs to which a file was handed in."""
    workspace = project.workspace
    runs = workspace.state_dir / "runs"
    try:
        names = sorted(os.listdir(runs))
    except (FileNotFoundError, NotADirectoryError):
        return []
    return [name for name in names if (workspace.root / workspace.evidence_dir(name)).is_dir()]


def _files(root: Path, folder: Path) -> Iterator[tuple[Path, float]]:
    """Regular files below the folder with the time of their change; hidden ones are ours or
    an editor's, and a link that leads out of the root is not followed."""
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        for name in sorted(names):
            path = Path(parent, name)
            if name.startswith(".") or (path.is_symlink() and not inside(root, path)):
                continue
            try:
                facts = path.stat()
            except OSError:
                continue  # a link to nothing, or it was removed meanwhile
            if stat.S_ISREG(facts.st_mode):
                yield path, facts.st_mtime


def _natural(path: str) -> list[str | int]:
    """A key by which `task_2` comes before `task_10`."""
    return [int(part) if part.isdecimal() else part for part in re.split(r"(\d+)", path)]


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8", "replace")
    except OSError as error:
        raise StorageError(
            f"cannot read {path}: {error.strerror or error}", hint="make it readable"
        ) from error


def _moment(seconds: float) -> str:
    moment = datetime.fromtimestamp(seconds, UTC)
    return stamp(moment)
