"""Declared outputs, looked up after an attempt: what a subtask says it makes, and made."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from orchestrator.engines.files import digest_of, is_fresh
from orchestrator.verify.model import Artifact
from orchestrator.workspace import inside, is_state


def find_artifacts(
    root: Path, folder: Path, patterns: Iterable[str], since: float
) -> tuple[Artifact, ...]:
    """Everything that the patterns match, in the order of the patterns, then by path.

    Patterns are globs relative to `folder` (`**` for any depth). What lies outside the
    root, links followed, is not seen. A folder is one artifact, with the size of its files
    and a digest of their names and contents. `since` is in seconds since 1970.
    """
    return tuple(
        artifact
        for pattern in patterns
        for path in sorted(_matches(root, folder, pattern))
        if inside(root, path)
        and not is_state(root, path)
        and (artifact := _artifact(root, path, pattern, since)) is not None
    )


def _matches(root: Path, folder: Path, pattern: str) -> set[Path]:
    start, parts = folder, list(Path(pattern).parts)
    if os.path.isabs(pattern):
        if not Path(pattern).is_relative_to(root):
            return set()
        start, parts = root, list(Path(pattern).relative_to(root).parts)
    while parts and parts[0] == "..":
        start = start.parent
        del parts[0]
    # A pattern that starts outside is not even looked up: it might be the whole disk.
    if not inside(root, start):
        return set()
    try:
        return {Path(os.path.normpath(path)) for path in start.glob("/".join(parts) or ".")}
    except (ValueError, NotImplementedError, IndexError, OSError):
        return set()  # it is no pattern, so nothing matches it


def _artifact(root: Path, path: Path, pattern: str, since: float) -> Artifact | None:
    try:
        facts = path.stat()
        if stat.S_ISDIR(facts.st_mode):
            size, sha256, changed = _folder_facts(path)
        elif stat.S_ISREG(facts.st_mode):
            size, sha256, changed = facts.st_size, digest_of(path), facts.st_mtime
        else:
            return None
    except OSError:
        return None  # it cannot be read, or went while it was looked at
    shown = path.relative_to(root) if path.is_relative_to(root) else path
    return Artifact(
        pattern=pattern,
        path=shown.as_posix(),
        size=size,
        sha256=sha256,
        fresh=is_fresh(changed, since),
    )


def _folder_facts(folder: Path) -> tuple[int, str, float]:
    """Size, digest and latest change of all files below; an empty folder's own change."""
    size, changed = 0, folder.stat().st_mtime
    digest = hashlib.sha256()
    for index, file in enumerate(_files_below(folder)):
        facts = file.stat()
        size += facts.st_size
        changed = max(changed, facts.st_mtime) if index else facts.st_mtime
        name = file.relative_to(folder).as_posix()
        digest.update(f"{name}\0{digest_of(file)}\n".encode("utf-8", "surrogateescape"))
    return size, digest.hexdigest(), changed


def _files_below(folder: Path) -> Iterator[Path]:
    """Regular files in a stable order; links are not followed."""
    for place, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            file = Path(place, name)
            if stat.S_ISREG(file.lstat().st_mode):
                yield file
