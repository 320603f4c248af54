"""The log of an attempt, or of a check: for its owner alone, appended to, read, cut.

Commands write to it themselves; what stands in it is theirs. Knows no commands.
"""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from orchestrator.diagnostics import StorageError
from orchestrator.workspace import safe_name

HEAD_AND_TAIL = 4096
_CHUNK = 262_144
_IS_USER = os.geteuid() != 0


def own_log(log: str, id_: str) -> str:
    """The path of the log that a check of an attempt has for itself, beside the attempt's."""
    return f"{log.removesuffix('.log')}.{safe_name(id_)}.log"


class Log:
    """An open log. `path` is relative to the root; sizes and offsets are in bytes.

    `problem` says why something could not be written; the attempt goes on without it.

    Raises:
        StorageError: it cannot be opened.
    """

    def __init__(self, root: Path | str, path: str) -> None:
        self.path = path
        self.problem: str | None = None
        self._file = f"{root}/{path}"
        _refuse_links(os.path.dirname(self._file), path.count("/") - 1)
        try:
            self.handle = _open(self._file)
        except OSError as error:
            raise StorageError(
                f"cannot write the log {self._file}: {error.strerror or error}",
                hint="check the free space and the rights of its folder, then run it again",
            ) from error

    def beside(self, suffix: str) -> str:
        """The path of a file beside the log, named after it."""
        return f"{self._file}.{suffix}"

    def size(self) -> int:
        """How long it is now."""
        return os.fstat(self.handle).st_size

    def append(self, data: bytes) -> None:
        """Write at the end; what cannot be written is dropped, and `problem` set."""
        view = memoryview(data)
        try:
            while view:
                view = view[os.write(self.handle, view) :]
        except OSError as error:
            self.problem = f"the log is not whole: {error.strerror or error}"

    def append_file(self, source: int, limit: int, *, start: int = 0, missing: int = 0) -> int:
        """Write an open file from `start` on at the end, of more than the limit head and tail; how
        many bytes were left out. `missing` is how much more is missing in the middle."""
        whole, begin = os.fstat(source).st_size - start, start
        for first, last, left_out in _kept(whole, limit):
            if left_out:
                self.append(_gap(left_out + missing))
            start, end = begin + first, begin + last
            while start < end and self.problem is None:
                chunk = os.pread(source, min(_CHUNK, end - start), start)
                if not chunk:
                    break
                self.append(chunk)
                start += len(chunk)
        return sum(left_out for _, _, left_out in _kept(whole, limit))

    def excerpt(self, start: int, end: int) -> str:
        """The text between two offsets, head and tail of it where it is long."""
        if end == start:
            return ""
        if end - start <= 2 * HEAD_AND_TAIL:
            return os.pread(self.handle, end - start, start).decode("utf-8", "replace")
        head = os.pread(self.handle, HEAD_AND_TAIL, start)
        tail = os.pread(self.handle, HEAD_AND_TAIL, end - HEAD_AND_TAIL)
        left_out = end - start - len(head) - len(tail)
        return (
            _without_cut_character_at_end(head).decode("utf-8", "replace").removesuffix("\n")
            + f"\n… {left_out} bytes left out …\n"
            + _without_cut_character_at_start(tail).decode("utf-8", "replace")
        )

    def cut(self, limit: int) -> int:
        """Keep head and tail of a log over the limit; 0 is no limit. By how many bytes it is
        shorter now: offsets past the head are no longer true after that."""
        size, half = self.size(), half_of(limit)
        if limit <= 0 or size <= limit:
            return 0
        # What a gap of an earlier cut tells is not lost with it.
        gaps = list(_GAP.finditer(os.pread(self.handle, min(size - 2 * half, _CHUNK), half)))
        if gaps and len(gaps[0][0]) == size - 2 * half:
            return 0
        before = sum(int(gap[1]) - len(gap[0]) for gap in gaps)
        whole = self.beside("whole")
        try:
            os.replace(self._file, whole)
            source, self.handle = self.handle, _open(self._file)
            self.append_file(source, limit, missing=before)
            os.close(source)
            if self.problem is not None:
                # There is no room for a second one, so the first stays as it was.
                os.replace(whole, self._file)
                os.close(self.handle)
                self.handle = _open(self._file)
                return 0
            os.unlink(whole)
        except OSError as error:
            self.problem = f"the log could not be cut: {error.strerror or error}"
        return size - self.size()

    def loss(self) -> str | None:
        """Why it may not hold all that was printed; commands write to it themselves, and some
        say nothing when they cannot."""
        if self.problem is not None:
            return self.problem
        disk = os.fstatvfs(self.handle)
        left = disk.f_bavail if _IS_USER else disk.f_bfree
        return (
            "the disk of the log is full, so it may not be whole" if _is_full(disk, left) else None
        )

    def close(self) -> None:
        """Free it."""
        os.close(self.handle)


def _is_full(disk: os.statvfs_result, left: int) -> bool:
    # Some file systems count nothing; of those nobody can say.
    return disk.f_blocks > 0 and left == 0


def _refuse_links(folder: str, count: int) -> None:
    """Refuse a link as the folder of a log or as one of those above it, `count` in all, which a
    command may have laid there: it would lead the log out of the project.

    Raises:
        StorageError: there is one.
    """
    for _ in range(count):
        try:
            is_link = stat.S_ISLNK(os.lstat(folder).st_mode)
        except OSError:
            is_link = False
        if is_link:
            raise StorageError(
                f"{folder} is a symbolic link, not a folder of the orchestrator",
                hint="remove it, then go on with --resume; the folder is made again",
            )
        folder = folder[: folder.rindex("/")]


def _open(file: str) -> int:
    try:
        return _open_in_folder(file)
    except FileNotFoundError:
        _make_folder(Path(file).parent)
        return _open_in_folder(file)


def _open_in_folder(file: str) -> int:
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    return os.open(file, flags, 0o600)


def _make_folder(folder: Path) -> None:
    """Make the folder and those above it, each for its owner alone."""
    if not folder.is_dir():
        _make_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def half_of(limit: int) -> int:
    """How many bytes of head, and as many of tail, stay of what is over the limit."""
    return limit // 2


def _kept(size: int, limit: int) -> list[tuple[int, int, int]]:
    """What stays of so many bytes: start, end, and how many are missing before it."""
    if limit <= 0 or size <= limit:
        return [(0, size, 0)]
    half = half_of(limit)
    return [(0, half, 0), (size - half, size, size - 2 * half)]


def _gap(left_out: int) -> bytes:
    return f"\n… {left_out} bytes left out …\n".encode()


_GAP = re.compile("\n… ([0-9]{1,15}) bytes left out …\n".encode())


def _without_cut_character_at_start(data: bytes) -> bytes:
    start = 0
    while start < min(3, len(data)) and data[start] & 0xC0 == 0x80:
        start += 1
    return data[start:]


def _without_cut_character_at_end(data: bytes) -> bytes:
    """UTF-8 says in a character's first byte how many follow."""
    for back in range(1, min(4, len(data)) + 1):
        byte = data[-back]
        if byte & 0xC0 == 0xC0:
            length = 2 + (byte >= 0xE0) + (byte >= 0xF0)
            return data[:-back] if length > back else data
        if byte & 0x80 == 0:
            break
    return data
