"""A file system of a few hundred kilobytes that can be filled and freed, seen by those alone
who are started in it; where none may be mounted, a limit on the size of each file instead."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Protocol, Self

PAGE = 4096
_MOUNT = 'mount -t tmpfs -o "size=$1,mode=700" tmpfs "$2"'


class Disk(Protocol):
    """`wrapper` is what stands before a command that is to see the disk, `seen` where the
    folder of the disk is for everybody else."""

    kind: str
    seen: Path

    @property
    def wrapper(self) -> tuple[str, ...]: ...

    def fill(self, *, leave: int = 0) -> None:
        """Take all but so many bytes."""

    def fill_under(self, pid: int) -> None:
        """From now on the process of that number finds it full."""

    def free(self) -> None:
        """Give it all back."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *error: object) -> None: ...


class Apart:
    """A mount namespace of its own in which a shell script has mounted something, gone with the
    process that holds it, so that no mount is ever left behind. Commands start in `root`.

    Raises:
        OSError: it may not be had here.
    """

    def __init__(self, root: Path, script: str, *words: str) -> None:
        self._root = root
        self._holder = subprocess.Popen(
            ["unshare", "-rm", "sh", "-c", f"{script} && echo ready && exec cat", "sh", *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert self._holder.stdout is not None
        if self._holder.stdout.readline() != b"ready\n":
            self.close()
            raise OSError("nothing can be mounted here")

    def seen(self, place: Path) -> Path:
        """Where those outside find a place in it."""
        return Path(f"/proc/{self._holder.pid}/root{place}")

    @property
    def wrapper(self) -> tuple[str, ...]:
        pid = str(self._holder.pid)
        enter = ("nsenter", "--preserve-credentials", "-U", "-m", "-t", pid, "--")
        # Whoever enters a mount namespace stands at its root.
        return (*enter, "sh", "-c", 'cd "$0" && exec "$@"', str(self._root))

    def close(self) -> None:
        assert self._holder.stdin is not None
        assert self._holder.stdout is not None
        self._holder.stdin.close()
        self._holder.wait()
        self._holder.stdout.close()


class SmallDisk:
    """A tmpfs of `pages` pages at `place`."""

    kind = "tmpfs"

    def __init__(self, root: Path, place: Path, pages: int) -> None:
        place.mkdir(parents=True, exist_ok=True)
        self._apart = Apart(root, _MOUNT, str(pages * PAGE), str(place))
        self.seen = self._apart.seen(place)
        self._filler = self.seen / ".filler"

    @property
    def wrapper(self) -> tuple[str, ...]:
        return self._apart.wrapper

    def fill(self, *, leave: int = 0) -> None:
        with self._filler.open("ab", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(PAGE))
            except OSError:
                size = file.seek(0, os.SEEK_END)
            file.truncate(max(0, size - leave))

    def fill_under(self, pid: int) -> None:
        self.fill()

    def free(self) -> None:
        self._filler.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._apart.close()


class SizeLimit:
    """No file may grow past a limit: what everybody can have. SQLite, logs and reports meet
    an error of the system in the same places, only another one."""

    kind = "limit"

    def __init__(self, place: Path) -> None:
        place.mkdir(parents=True, exist_ok=True)
        self.seen = place
        self._blocks: int | None = None

    @property
    def wrapper(self) -> tuple[str, ...]:
        if self._blocks is None:
            return ()
        return ("sh", "-c", f'ulimit -S -f {self._blocks} && exec "$@"', "sh")

    def fill(self, *, leave: int = 0) -> None:
        self._blocks = leave // 512

    def fill_under(self, pid: int) -> None:
        if hasattr(resource, "prlimit"):
            try:
                _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (PAGE, hard))
            except ProcessLookupError:
                return

    def free(self) -> None:
        self._blocks = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        return


def small_disk(root: Path, place: str, pages: int) -> Disk:
    """The best that can be had here for a folder of a project."""
    if can_mount():
        with suppress(OSError):
            return SmallDisk(root, root / place, pages)
    return SizeLimit(root / place)


def can_mount() -> bool:
    """Whether there are the programs for it; whether it is allowed, trying tells."""
    return bool(shutil.which("unshare") and shutil.which("nsenter"))
