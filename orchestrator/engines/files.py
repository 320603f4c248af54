"""Files as evidence: what an expectation asks of one, and the digest of files and folders."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from orchestrator.document.expect import FileMatch, FileState
from orchestrator.engines.freshness import Freshness
from orchestrator.verify.seen import FileSeen
from orchestrator.workspace import is_state

_LARGEST_SEARCHED = 64 * 1024 * 1024
_CHUNK = 1024 * 1024


def files_seen(
    asked: Iterable[FileMatch], root: Path, folder: Path, freshness: Freshness
) -> dict[str, FileSeen]:
    """What there is of the files asked about, by their path as it was spelled.

    A file of the state folder under `root` is never fresh: the orchestrator itself writes it.
    """
    wanted: dict[str, set[FileState]] = {}
    for match in asked:
        wanted.setdefault(match.path, set()).add(match.is_)
    return {path: _seen(root, folder, path, states, freshness) for path, states in wanted.items()}


def _seen(
    root: Path, folder: Path, path: str, states: set[FileState], freshness: Freshness
) -> FileSeen:
    file = folder / path
    try:
        facts = file.stat()
    except (OSError, ValueError):
        return FileSeen()
    regular = stat.S_ISREG(facts.st_mode)
    content = sha256 = None
    try:
        if regular and FileState.CONTAINS in states and facts.st_size <= _LARGEST_SEARCHED:
            content = file.read_bytes()
        if regular and FileState.SHA256 in states:
            sha256 = digest_of(file)
    except OSError:
        # Nobody may read it: it is there, but what it holds is not known.
        content = sha256 = None
    return FileSeen(
        exists=True,
        size=0 if _is_empty_folder(file, facts) else facts.st_size,
        sha256=sha256,
        content=content,
        fresh=freshness.has(facts) and not is_state(root, file),
    )


def _is_empty_folder(file: Path, facts: os.stat_result) -> bool:
    """File systems give a folder a size of its own, whatever is in it."""
    if not stat.S_ISDIR(facts.st_mode):
        return False
    try:
        return not os.listdir(file)
    except OSError:
        return True  # what nobody may look into shows nothing


def files_below(folder: Path) -> Iterator[Path]:
    """Regular files in a stable order; links are not followed."""
    for place, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            file = Path(place, name)
            if stat.S_ISREG(file.lstat().st_mode):
                yield file


def digest_of(file: Path) -> str:
    """SHA-256 of a file's content, in hex.

    Raises:
        OSError: it cannot be read.
    """
    digest = hashlib.sha256()
    handle = os.open(file, os.O_RDONLY | os.O_CLOEXEC)
    try:
        while chunk := os.read(handle, _CHUNK):
            digest.update(chunk)
    finally:
        os.close(handle)
    return digest.hexdigest()
