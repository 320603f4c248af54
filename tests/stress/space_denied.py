"""What may be read and not written: the state, the root, the database, the reports folder."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from tests.e2e.project import Project, Result
from tests.stress import space_runs as runs
from tests.stress.space_disk import Apart, can_mount
from tests.stress.trial import Tally

_TASK = (
    "# Task 001: Denied\n### Task 1: Well\n```sh\necho said; echo 1 >> effects\n"
    "test -s effects\n```\n### Task 2: Not yet\n```sh\necho 2 >> effects\ntest -e go\n```\n"
)
# What may not be written, by its path; of a new root nothing is there yet.
_DENIED = {
    "state": ".orchestrator",
    "root": ".",
    "database": ".orchestrator/state.db",
    "new root": ".",
}
_LOOKING = (
    ("task_status", runs.TASK),
    ("logs", runs.TASK, "1"),
    ("list_reports",),
    ("generate_report", runs.TASK, "-o", "-"),
    ("task_graph", runs.TASK),
)
# Root may write everything: rights count for it only without these capabilities.
_CAPABILITIES = "-dac_override,-dac_read_search"
_AS_OTHERS = ("setpriv", f"--bounding-set={_CAPABILITIES}", f"--inh-caps={_CAPABILITIES}", "--")
_READ_ONLY = 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1"'


@dataclass(frozen=True)
class _Case:
    what: str
    means: str  # "mount": a read-only file system; "rights": none, and a user who needs them

    def __str__(self) -> str:
        return f"{self.what} by {self.means}"


def read_only(folder: Path, count: int, random: Random) -> Tally:
    """Deny a part of a project with a run to go on with: nothing starts, all can be read."""
    cases = [_Case(what, means) for what in _DENIED for means in ("mount", "rights")]
    random.shuffle(cases)
    # A database that alone cannot be written gets furthest, so it is never left out.
    cases.sort(key=lambda case: case != _Case("database", "rights"))
    begun = _begun(folder / "begun")
    jobs = [(case, folder / str(number)) for number, case in enumerate((cases * count)[:count])]
    with ThreadPoolExecutor(max_workers=2) as pool:
        found = pool.map(lambda job: _tried(begun, *job), jobs)
        return Tally(count, tuple(line for lines in found for line in lines))


def _begun(root: Path) -> Project:
    root.mkdir()
    project = Project(root)
    project.task(runs.TASK, _TASK)
    done = project.run("execute_task", runs.TASK)
    assert done.exit == 1, done
    return project


def _tried(begun: Project, case: _Case, root: Path) -> list[str]:
    shutil.copytree(begun.root, root)
    if case.what == "new root":
        shutil.rmtree(root / ".orchestrator")
    project = Project(root)
    with denied(root, root / _DENIED[case.what], case.means) as (wrapper, means):
        wrong = [*_wrong(project, wrapper, looking=case.what != "new root")]
    return [f"{replace(case, means=means)}: {line}" for line in wrong]


@contextmanager
def denied(root: Path, place: Path, means: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """What to put before commands that may not write, and by which means that is so."""
    if means == "mount" and can_mount():
        try:
            apart = Apart(root, _READ_ONLY, str(place))
        except OSError:
            pass
        else:
            yield apart.wrapper, means
            apart.close()
            return
    paths = [place, *place.rglob("*")] if place.is_dir() else [place]
    modes = [(path, path.stat().st_mode) for path in paths]
    for path, mode in modes:
        path.chmod(mode & ~0o222)
    yield (_AS_OTHERS if os.geteuid() == 0 else ()), "rights"
    for path, mode in modes:
        path.chmod(mode)


def _wrong(project: Project, wrapper: tuple[str, ...], *, looking: bool) -> Iterator[str]:
    before = project.lines("effects")
    done = project.run("execute_task", runs.TASK, "--resume", wrapper=wrapper)
    yield from runs.complaints(done, 74)
    if str(project.root) not in done.stderr:
        yield f"it does not say where: {done!r}"
    if "started" in done.stdout or project.lines("effects") != before:
        yield f"something was started: {done!r}"
    for words in _LOOKING if looking else ():
        seen = project.run(*words, wrapper=wrapper)
        if seen.exit != 0 or "error" in seen.stderr or not seen.stdout.strip():
            yield f"it cannot be read: {seen!r}"


def bad_reports_folder(folder: Path, count: int, random: Random) -> Tally:
    """Put something in the place of the reports, which is in the way or leads elsewhere."""
    kinds = list(_IN_THE_WAY.items())
    random.shuffle(kinds)
    jobs = [(folder / str(number), *kinds[number % len(kinds)]) for number in range(count)]
    with ThreadPoolExecutor(max_workers=2) as pool:
        found = pool.map(lambda job: list(_reported(*job)), jobs)
        return Tally(count, tuple(line for lines in found for line in lines))


def _file(root: Path) -> None:
    (root / "docs/reports").write_text("mine\n")


def _dangling(root: Path) -> None:
    (root / "docs/reports").symlink_to(root / "nowhere")


def _out_of_the_root(root: Path) -> None:
    (root.parent / f"{root.name}-outside").mkdir()
    (root / "docs/reports").symlink_to(root.parent / f"{root.name}-outside")


def _one_is_a_folder(root: Path) -> None:
    (root / "docs/reports/001_final_summary.md").mkdir(parents=True)


def _one_is_a_link(root: Path) -> None:
    (root / "docs/reports").mkdir()
    (root / "docs/reports/001_final_summary.md").symlink_to(root / "victim")


def _no_docs(root: Path) -> None:
    shutil.rmtree(root / "docs")
    _write_task(root / "001_fill.md")


# What is done to a project, and whether its reports can be written all the same.
_IN_THE_WAY: dict[str, tuple[Callable[[Path], None], bool]] = {
    "a file": (_file, False),
    "a dangling link": (_dangling, False),
    "a link out of the root": (_out_of_the_root, False),
    "a report that is a folder": (_one_is_a_folder, False),
    "a report that is a link": (_one_is_a_link, False),
    "no docs": (_no_docs, True),
}


def _write_task(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("# Task 001: Told\n### Task 1: Well\n```sh\ntest -s victim\n```\n")


def _reported(root: Path, name: str, asked: tuple[Callable[[Path], None], bool]) -> Iterator[str]:
    spoil, can_be_written = asked
    _write_task(root / "docs/tasks/001_fill.md")
    (root / "victim").write_text("mine\n")
    spoil(root)
    project = Project(root)
    task = runs.TASK if (root / "docs/tasks").is_dir() else "001_fill.md"
    done = project.run("execute_task", task)
    for line in _wrong_report(project, done, can_be_written):
        yield f"{name}: {line}"
    if (root / "victim").read_text() != "mine\n" or any(root.parent.glob(f"{root.name}-out*/*")):
        yield f"{name}: something outside was written: {done!r}"


def _wrong_report(project: Project, done: Result, can_be_written: bool) -> Iterator[str]:
    if "100% complete" not in done.stdout:
        yield f"the end of the run is not shown: {done!r}"
    if can_be_written:
        if done.exit or not any((project.root / "docs/reports").glob("*.md")):
            yield f"the reports are not written: {done!r}"
        return
    yield from runs.complaints(done, 74)
    if "generate_report" not in done.stderr or "docs/reports" not in done.stderr:
        yield f"it does not say where, and what to do: {done!r}"
    reports = project.root / "docs/reports"
    if reports.is_file() or reports.is_symlink():
        reports.unlink()
    else:
        shutil.rmtree(project.root / "docs/reports")
        if (project.root / "docs/reports").exists():
            yield "it is still there"
    again = project.run("generate_report", runs.TASK)
    summary = reports / "001_final_summary.md"
    if again.exit or "**Verdict**: **COMPLETE" not in summary.read_text():
        yield f"the reports are not written afterwards: {again!r}"
