"""Declared outputs, looked up after an attempt: what a subtask says it makes, and made."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Iterable
from pathlib import Path

from orchestrator.engines.files import digest_of, files_below
from orchestrator.engines.freshness import Freshness
from orchestrator.verify.model import Artifact
from orchestrator.workspace import glob_inside, inside, is_state


def find_artifacts(
    root: Path, folder: Path, patterns: Iterable[str], freshness: Freshness
) -> tuple[Artifact, ...]:
    """Everything that the patterns match, in the order of the patterns, then by path.

    Patterns are globs relative to `folder` (`**` for any depth). What lies outside the
    root, links followed, is not seen. A folder is one artifact, with the size of its files
    and a digest of their names and contents; it is fresh if one of them is.
    """
    return tuple(
        artifact
        for pattern in patterns
        for path in sorted(glob_inside(root, folder, pattern))
        if inside(root, path)
        and not is_state(root, path)
        and (artifact := _artifact(root, path, pattern, freshness)) is not None
    )


def _artifact(root: Path, path: Path, pattern: str, freshness: Freshness) -> Artifact | None:
    try:
        facts = path.stat()
        if stat.S_ISDIR(facts.st_mode):
            size, sha256, fresh = _folder_facts(path, freshness)
        elif stat.S_ISREG(facts.st_mode):
            size, sha256, fresh = facts.st_size, digest_of(path), freshness.has(facts)
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
        fresh=fresh,
    )


def _folder_facts(folder: Path, freshness: Freshness) -> tuple[int, str, bool]:
    """Size, digest, and whether a file below is fresh; of an empty one, whether it is itself."""
    size, fresh = 0, []
    digest = hashlib.sha256()
    for file in files_below(folder):
        facts = file.stat()
        size += facts.st_size
        fresh.append(freshness.has(facts))
        name = file.relative_to(folder).as_posix()
        digest.update(f"{name}\0{digest_of(file)}\n".encode("utf-8", "surrogateescape"))
    return size, digest.hexdigest(), any(fresh or [freshness.has(folder.stat())])
