"""Files as evidence: what an expectation asks of one, and the digest of files and folders."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable
from pathlib import Path

from orchestrator.document.expect import FileMatch, FileState
from orchestrator.verify.seen import FileSeen
from orchestrator.workspace import is_state

# Clocks of file systems go a few milliseconds after the one that an attempt starts by.
SLACK_S = 0.05
_LARGEST_SEARCHED = 64 * 1024 * 1024
_CHUNK = 1024 * 1024


def files_seen(
    asked: Iterable[FileMatch], root: Path, folder: Path, since: float
) -> dict[str, FileSeen]:
    """What there is of the files asked about, by their path as it was spelled.

    `since` is when the attempt began, in seconds since 1970. A file of the state folder under
    `root` is never fresh: the orchestrator itself writes it.
    """
    wanted: dict[str, set[FileState]] = {}
    for match in asked:
        wanted.setdefault(match.path, set()).add(match.is_)
    return {path: _seen(root, folder, path, states, since) for path, states in wanted.items()}


def _seen(root: Path, folder: Path, path: str, states: set[FileState], since: float) -> FileSeen:
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
        size=facts.st_size,
        sha256=sha256,
        content=content,
        fresh=is_fresh(facts.st_mtime, since) and not is_state(root, file),
    )


def is_fresh(mtime: float, since: float) -> bool:
    """Whether a file of that time was made or changed by the attempt that began then."""
    return mtime >= since - SLACK_S


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
