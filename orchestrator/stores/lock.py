"""Who runs a task at this moment, as a lock that the kernel frees; knows nothing of runs.

The file is never deleted: a lock on a deleted file excludes nobody. Whoever holds the lock
writes into the file who it is.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
from pathlib import Path
from types import TracebackType

from orchestrator.diagnostics import HeldError, StorageError
from orchestrator.operations.project import Holder
from orchestrator.operations.running.held import held
from orchestrator.workspace import refuse_planted

# A probe holds the lock for a moment too, so one refusal is not yet an answer.
_PATIENCE_S = 0.3
_PAUSE_S = 0.01
# The note is always written whole and of one length, so that a reader never sees half of it.
_NOTE_BYTES = 256


class TaskLock:
    """The right to run a task, held from `acquire` to `release` or the end of the process."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None

    def acquire(self) -> None:
        """Take the lock.

        Raises:
            HeldError: another process holds it.
            StorageError: the lock file cannot be made, or something else is there.
        """
        handle = self._open()
        until = time.monotonic() + _PATIENCE_S
        while not _try_lock(handle, fcntl.LOCK_EX):
            if time.monotonic() >= until:
                os.close(handle)
                raise self._held()
            time.sleep(_PAUSE_S)
        self._handle = handle
        self.note(None)

    def note(self, run: str | None, *, at: str | None = None) -> None:
        """Write down which run the holder drives, or for what moment it waits."""
        assert self._handle is not None, "the lock is not held"
        pid = os.getpid()
        text = json.dumps({"pid": pid, "started": _start_of(pid), "run": run, "at": at})
        self._write(text.encode("ascii").ljust(_NOTE_BYTES))

    def release(self) -> None:
        """Give the lock back; harmless when it is not held."""
        if self._handle is None:
            return
        self._write(b" " * _NOTE_BYTES)
        os.close(self._handle)
        self._handle = None

    def __enter__(self) -> TaskLock:
        self.acquire()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()

    def _open(self) -> int:
        refuse_planted(self._path)
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
            return os.open(self._path, flags, 0o600)
        except OSError as error:
            raise StorageError(
                f"cannot open the lock {self._path}: {error.strerror or error}",
                hint="check the rights of its folder and the free space",
            ) from error

    def _write(self, note: bytes) -> None:
        assert self._handle is not None
        try:
            os.pwrite(self._handle, note, 0)
        except OSError as error:
            raise StorageError(
                f"cannot write the lock {self._path}: {error.strerror or error}",
                hint="free some space, then run the command again",
            ) from error

    def _held(self) -> HeldError:
        return held(self._path.stem, holder(self._path) or Holder())


def holder(path: Path) -> Holder | None:
    """Who holds the lock now; None when nobody does. Changes nothing, makes nothing."""
    refuse_planted(path)
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StorageError(
            f"cannot read the lock {path}: {error.strerror or error}",
            hint="check the rights of the file and its folder",
        ) from error
    try:
        if _try_lock(handle, fcntl.LOCK_SH):
            return None
        return _read_note(os.pread(handle, _NOTE_BYTES, 0))
    finally:
        os.close(handle)


def _try_lock(handle: int, kind: int) -> bool:
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _read_note(note: bytes) -> Holder:
    """Who the note names. One that a killed holder left is not believed: the number of its
    process may be a stranger's by now, and the new holder has yet to write."""
    try:
        content = json.loads(note)
        found = Holder(
            pid=int(content["pid"]),
            started=content["started"],
            run=content["run"],
            at=content.get("at"),
        )
    except (ValueError, KeyError, TypeError):
        return Holder()
    return found if found.pid and _start_of(found.pid) == found.started else Holder()


def _start_of(pid: int) -> str | None:
    """When a process started, in clock ticks since boot; None where the system does not say."""
    try:
        facts = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    # The name in brackets may hold blanks and brackets; field 22 counts from the start.
    return facts.rpartition(")")[2].split()[19]
