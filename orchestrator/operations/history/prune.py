"""Throws old runs away: records first, then logs and evidence; never a run that is going on.

The runs of a task go while this process holds the task, a few in each transaction, so that the
runs of others go on meanwhile. Reports are the user's, and stay.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from msgspec import Struct, field

from orchestrator.diagnostics import HeldError, StorageError
from orchestrator.operations.history import folders
from orchestrator.operations.history.folders import Size
from orchestrator.operations.history.keeping import Keep, keep_of, outlived
from orchestrator.operations.past import PastRun, Space
from orchestrator.operations.project import Project, Store

_BATCH = 20
# As much of the database as makes it worth while to write all the rest anew.
_LEAST_FREE = 1_000_000
_SHARE_FREE = 0.2
_WHO = "history prune"
_EVER = "9999"


class Group(Struct, frozen=True, kw_only=True):
    """The runs of a task that go: `bytes` are what they take of the database, about, `files`
    their logs and evidence."""

    task: str
    runs: tuple[PastRun, ...]
    attempts: int
    bytes: int
    files: Size


class Left(Struct, frozen=True, kw_only=True):
    """What is there afterwards; the database's bytes are those of its file."""

    runs: int
    attempts: int
    imported: int
    files: Size
    database_bytes: int


class Pruned(Struct, frozen=True, kw_only=True):
    """What was thrown away, or would be. `imported` are attempts; `leftovers` folders of runs
    whose records an earlier prune had removed; `held` tasks that are being run, whose runs stay
    for now. `database_bytes` became free in the database, about so many where nothing was done."""

    groups: tuple[Group, ...]
    imported: int
    leftovers: int
    files: Size
    database_bytes: int
    left: Left
    held: tuple[str, ...]
    notes: tuple[str, ...]


class _Seen(Struct, frozen=True, kw_only=True):
    """What there is, and what of it goes: runs by task, the folders of `leftovers` with their
    size, and of imported attempts so many, which take so many bytes of the database."""

    runs: tuple[PastRun, ...]
    imported: int
    files: Size
    groups: tuple[Group, ...]
    leftovers: tuple[str, ...]
    leftover_files: Size
    old_imported: int
    old_imported_bytes: int


class _Done(Struct):
    """What has become of it; `kept_folders` are of runs whose records are gone."""

    groups: list[Group] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    kept_folders: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    freed: int = 0


def prune(project: Project, keep: str, *, task: str | None = None, dry_run: bool = False) -> Pruned:
    """Throw away what `keep` (`30d`, or a number of runs) does not keep, of one task if it is
    named; with `dry_run` only look.

    Raises:
        InputError: `keep` says nothing.
        HeldError: another process does the same now.
        StorageError: the records cannot be read or written.
    """
    kept = keep_of(keep, project.clock.now())
    with _alone(project):
        seen = _look(project, kept, task)
        done = _pretend(project, seen) if dry_run else _remove(project, seen, kept, task)
    files = sum((each.files for each in done.groups), start=seen.leftover_files)
    size = _size_of_database(project)
    return Pruned(
        groups=tuple(done.groups),
        imported=seen.old_imported,
        leftovers=len(seen.leftovers),
        files=files,
        database_bytes=done.freed,
        left=Left(
            runs=len(seen.runs) - sum(len(each.runs) for each in done.groups),
            attempts=sum(run.attempts for run in seen.runs)
            - sum(each.attempts for each in done.groups),
            imported=seen.imported - seen.old_imported,
            files=seen.files - files,
            database_bytes=max(size - done.freed, 0) if dry_run else size,
        ),
        held=tuple(done.held),
        notes=tuple(done.notes),
    )


@contextmanager
def _alone(project: Project) -> Iterator[None]:
    with project.gate(project.workspace.state_dir) as gate:
        if not gate.passes():
            raise HeldError("another process throws old runs away", hint="wait until it is done")
        yield


def _look(project: Project, keep: Keep, task: str | None) -> _Seen:
    history = project.history()
    try:
        runs = tuple(history.past_runs())
        of_task: dict[str, list[PastRun]] = defaultdict(list)
        for run in outlived(runs, keep):
            if task in (None, run.task):
                of_task[run.task].append(run)
        known = {run.run for run in runs}
        leftovers = sorted(folders.going(project.workspace) - known)
        leftovers = [run for run in leftovers if folders.is_there(project.workspace, run)]
        old = history.weight_of((), keep.before, task)
        return _Seen(
            runs=runs,
            imported=history.weight_of((), _EVER, None).imported,
            files=folders.size_of(folders.all_of(project.workspace)),
            groups=tuple(
                Group(
                    task=name,
                    runs=tuple(each),
                    attempts=sum(run.attempts for run in each),
                    bytes=history.weight_of([run.run for run in each], None, None).bytes,
                    files=_files(project, [run.run for run in each]),
                )
                for name, each in sorted(of_task.items())
            ),
            leftovers=tuple(leftovers),
            leftover_files=_files(project, leftovers),
            old_imported=old.imported,
            old_imported_bytes=old.bytes,
        )
    finally:
        history.close()


def _files(project: Project, runs: Sequence[str]) -> Size:
    found = (folders.size_of(folders.folder_of(project.workspace, run)) for run in runs)
    return sum(found, start=Size())


def _pretend(project: Project, seen: _Seen) -> _Done:
    done = _Done()
    for group in seen.groups:
        if project.holder(group.task) is None:
            done.groups.append(group)
        else:
            done.held.append(group.task)
    done.freed = sum(each.bytes for each in done.groups) + seen.old_imported_bytes
    return done


def _remove(project: Project, seen: _Seen, keep: Keep, task: str | None) -> _Done:
    done = _Done()
    of_groups = {run.run for group in seen.groups for run in group.runs}
    if of_groups or seen.leftovers:
        folders.note_going(project.workspace, of_groups.union(seen.leftovers))
    for run in seen.leftovers:
        _remove_folder(project, run, done)
    # What an earlier prune left goes also where the database has been lost since.
    if project.workspace.database.exists():
        _remove_records(project, seen, keep, task, done)
    folders.note_going(project.workspace, done.kept_folders)
    return done


def _remove_records(
    project: Project, seen: _Seen, keep: Keep, task: str | None, done: _Done
) -> None:
    store = project.store()
    try:
        before = store.space()
        for group in seen.groups:
            _remove_group(project, store, group, done)
        if keep.before is not None:
            store.remove_imported(keep.before, task)
        after = store.space()
        # Others may have recorded something meanwhile.
        done.freed = max((before.total - before.free) - (after.total - after.free), 0)
        _shrink(project, store, seen, after, done)
    finally:
        store.close()


def _remove_group(project: Project, store: Store, group: Group, done: _Done) -> None:
    """Forget the runs of a task, unless somebody runs it: that one may be about to begin a run
    with the plan of one of these."""
    ids = [run.run for run in group.runs]
    try:
        with project.lock(group.task) as lock:
            # Whoever asks who holds it is told; none of its runs is driven.
            lock.note(_WHO)
            for at in range(0, len(ids), _BATCH):
                store.remove_runs(ids[at : at + _BATCH])
    except HeldError:
        done.held.append(group.task)
        return
    done.groups.append(group)
    for run in ids:
        _remove_folder(project, run, done)


def _remove_folder(project: Project, run: str, done: _Done) -> None:
    why = folders.remove_folder(project.workspace, run)
    if why is not None:
        done.kept_folders.add(run)
        done.notes.append(f"warning: cannot remove {why}; the next prune tries again")


def _shrink(project: Project, store: Store, seen: _Seen, space: Space, done: _Done) -> None:
    """Make the file smaller where that is worth while, and nobody has to wait for it."""
    if space.free < max(_LEAST_FREE, space.total * _SHARE_FREE):
        return
    if any(project.holder(task) is not None for task in {run.task for run in seen.runs}):
        done.notes.append(
            "note: a task is being run, so the database's file stays as large as it is; what is "
            "free in it is used again, and a prune when nothing runs makes it smaller"
        )
        return
    try:
        store.shrink()
    except StorageError as error:
        done.notes.append(f"warning: the database's file could not be made smaller: {error}")


def _size_of_database(project: Project) -> int:
    """Of its file and the log beside it."""
    path, size = project.workspace.database, 0
    for each in (path, path.with_name(f"{path.name}-wal")):
        with suppress(OSError):
            size += each.stat().st_size
    return size
