"""Files written all at once: whoever looks sees the old one or the new; knows no project."""

from __future__ import annotations

import contextlib
import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from orchestrator.diagnostics import InputError, StorageError

HALF_WRITTEN = re.compile(r"\.tmp-(\d+)-[0-9a-f]{12}")
"""The name of a file until it is whole; the group is the process that writes it."""
# To have everything on the disk takes as long as to have so many files there one by one.
_MANY = 64


def write_atomic(path: Path, data: bytes | Iterable[bytes], *, mode: int = 0o644) -> None:
    """Give `path` this content, whole or in pieces, all at once: a reader sees the old file or
    the new one, and so does whoever looks after a power cut. Missing folders are made.

    Raises:
        StorageError: it cannot be written, or something other than a file is there.
    """
    try:
        _make_folders(path.parent, mode)
        _refuse_other_than_file(path)
        with _beside(path, data, mode) as temporary:
            os.replace(temporary, path)
        _sync_folder(path.parent)
    except OSError as error:
        raise cannot_write(path, error) from error


def write_all(files: Mapping[Path, bytes]) -> None:
    """Give each path its content as `write_atomic` does, but waiting once for the disk where they
    are many. When one cannot be written, none is changed.

    Raises:
        StorageError: one cannot be written, or something other than a file is there.
    """
    if len(files) < _MANY:
        for path, data in files.items():
            write_atomic(path, data)
        return
    with contextlib.ExitStack() as unneeded:
        ready = []
        for path, data in files.items():
            try:
                _make_folders(path.parent, 0o644)
                _refuse_other_than_file(path)
                beside = _beside(path, data, 0o644, safe=False)
                ready.append((unneeded.enter_context(beside), path))
            except OSError as error:
                raise cannot_write(path, error) from error
        os.sync()
        for temporary, path in ready:
            try:
                os.replace(temporary, path)
            except OSError as error:
                raise cannot_write(path, error) from error
    for folder in {path.parent for path in files}:
        _sync_folder(folder)


def rewrite(path: Path, before: bytes, after: bytes) -> None:
    """Give somebody's file, which held `before`, the content `after` all at once. Its rights
    and owner stay; of a symbolic link the file that it leads to is written.

    Raises:
        InputError: it no longer holds `before`.
        StorageError: it is read-only, or cannot be written.
    """
    try:
        path = Path(os.path.realpath(path, strict=True))
        facts = path.stat()
        # A superuser may write it all the same, but whoever took the right away meant it.
        if not facts.st_mode & 0o222 or not os.access(path, os.W_OK):
            raise StorageError(
                f"cannot write {path}: it is read-only", hint=f"allow it: chmod u+w {path}"
            )
        with _beside(path, after, 0o600) as temporary:
            if (facts.st_uid, facts.st_gid) != (os.geteuid(), os.getegid()):
                with contextlib.suppress(PermissionError):
                    os.chown(temporary, facts.st_uid, facts.st_gid)
            os.chmod(temporary, stat.S_IMODE(facts.st_mode))
            if path.read_bytes() != before:
                raise InputError(
                    f"{path} was changed at this very moment; it is left as it is",
                    hint="run the command again",
                )
            os.replace(temporary, path)
        _sync_folder(path.parent)
    except OSError as error:
        raise cannot_write(path, error) from error


def read_own(path: Path) -> bytes | None:
    """What stands in a file that is about to be replaced; None where there is none.

    Raises:
        StorageError: something other than a file is there, or it cannot be read.
    """
    try:
        _refuse_other_than_file(path)
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise StorageError(
            f"cannot read {path}: {error.strerror or error}",
            hint="make it readable, so that what people wrote there is not lost",
        ) from error


def cannot_write(path: Path, error: OSError) -> StorageError:
    """The error for a file that is not written."""
    return StorageError(
        f"cannot write {path}: {error.strerror or error}",
        hint="check the free space and the rights of its folder, then run the command again",
    )


def kind_of(mode: int) -> str:
    """What something that is no regular file is, by the bits of its mode."""
    if stat.S_ISLNK(mode):
        return "a symbolic link"
    return "a folder" if stat.S_ISDIR(mode) else "not a regular file"


@contextlib.contextmanager
def _beside(
    path: Path, data: bytes | Iterable[bytes], mode: int, *, safe: bool = True
) -> Iterator[Path]:
    """A new file with this content, to be put in the place of `path`; gone afterwards where that
    was not done. With `safe` it is on the disk already."""
    temporary = path.parent / f".tmp-{os.getpid()}-{os.urandom(6).hex()}"
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines((data,) if isinstance(data, bytes) else data)
            file.flush()
            if safe:
                os.fsync(file.fileno())
        yield temporary
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)


def _make_folders(folder: Path, mode: int) -> None:
    """Make `folder` and those above it; a private file's folders are private too."""
    missing = []
    while not folder.is_dir():
        missing.append(folder)
        folder = folder.parent
    for new in reversed(missing):
        new.mkdir(mode=0o777 if mode & 0o077 else 0o700, exist_ok=True)


def _refuse_other_than_file(path: Path) -> None:
    """A link would be written through or torn off, a device replaced: neither is wanted."""
    try:
        kind = os.lstat(path).st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISREG(kind):
        raise StorageError(
            f"{path} is {kind_of(kind)}", hint="name another file, or remove this one"
        )


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
