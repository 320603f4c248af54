"""A gate at a file that one process at a time goes through; writes nothing, knows no task.

The kernel opens it when the process that is in it ends.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from pathlib import Path
from types import TracebackType

_LOCKS = Path("/proc/locks")


class FileGate:
    """To be entered, then to be asked whether it is this process's turn."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._handle: int | None = None

    def passes(self) -> bool:
        """Whether nobody else is in it. Always so where the file is none, or cannot be locked:
        what has to be sure asks the task's lock."""
        if self._handle is None:
            return True
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return True
        return True

    def passing(self) -> int | None:
        """The process that is in it, where the system tells (Linux: proc(5), `/proc/locks`)."""
        if self._handle is None:
            return None
        inode = str(os.fstat(self._handle).st_ino)
        with contextlib.suppress(OSError, ValueError):
            for line in _LOCKS.read_text(encoding="ascii").splitlines():
                # 3: FLOCK  ADVISORY  WRITE 4711 fe:01:131 0 EOF
                words = line.split()
                if words[1:2] == ["FLOCK"] and words[5].rpartition(":")[2] == inode:
                    return int(words[4])
        return None

    def __enter__(self) -> FileGate:
        with contextlib.suppress(OSError, ValueError):
            self._handle = os.open(self._file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._handle is not None:
            os.close(self._handle)
