"""What a plan is made of: a task file, or a folder of them as one; knows not what they say."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable
from pathlib import Path

SUFFIXES = (".md", ".markdown", ".txt")
_ONE_PLAN = "backlog"  # the dialect whose folders are one plan
_HEAD_BYTES = 4096
_NAMES = (b"id", b"status", b"(?:assignee|created_date|labels|dependencies)")
# How task-master writes the file of all its tasks; other tools call theirs so too.
_JSON = "tasks.json"
_HEAD_OF_JSON = tuple(
    re.compile(name) for name in (rb'"tasks"\s*:\s*\[', rb'"id"\s*:', rb'"title"\s*:')
)
_HEAD = tuple(re.compile(rb"^" + name + rb":", re.MULTILINE) for name in _NAMES)


def task_files(folder: Path) -> list[Path]:
    """The files right in a folder that may be task files, by name."""
    return sorted(
        path
        for path in folder.iterdir()
        if path.suffix in SUFFIXES and not path.name.startswith(".") and path.is_file()
    )


def plan_files(folder: Path) -> list[Path]:
    """The files right in a folder that may each be a plan of its own, by name."""
    json = folder / _JSON
    is_plan = json.is_file() and all(each.search(head_of(json)) for each in _HEAD_OF_JSON)
    return sorted([*task_files(folder), *([json] if is_plan else [])])


def placed(path: Path) -> Path:
    """Where a file or folder lies, the same however its path is spelled; links are as named, but
    where a `..` after one leads elsewhere than the words say."""
    whole = path.absolute()
    plain = Path(os.path.normpath(whole))
    if plain == whole:
        return plain
    try:
        elsewhere = not os.path.samefile(whole, plain)
    except OSError:
        elsewhere = whole.exists()
    if not elsewhere:
        return plain
    return whole.resolve() if whole.name == ".." else whole.parent.resolve() / whole.name


def is_there(path: Path) -> bool:
    """Whether a plan's source still is where it was."""
    return path.is_file() or path.is_dir()


def digest(path: Path) -> str | None:
    """Of a file's bytes, or of the names and bytes of a folder's task files; None where there is
    neither, or it cannot be read."""
    try:
        if path.is_dir():
            return digest_of((file.name, file.read_bytes()) for file in task_files(path))
        return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None
    except (OSError, ValueError):
        return None


def digest_of(files: Iterable[tuple[str, bytes]]) -> str:
    """Of names and bytes, in this order."""
    whole = hashlib.sha256()
    for name, data in files:
        whole.update(hashlib.sha256(os.fsencode(name)).digest())
        whole.update(hashlib.sha256(data).digest())
    return whole.hexdigest()


def is_one_plan(folder: Path, dialect: str | None) -> bool:
    """Whether a folder is one plan: most of the task files right in it are of Backlog.md, or are
    to be read so."""
    try:
        files = task_files(folder)
    except OSError:
        return False
    if dialect is not None:
        return dialect == _ONE_PLAN and bool(files)
    heads = [head_of(path) for path in files]
    tasks = [
        head
        for head in heads
        if head.startswith(b"---") and all(name.search(head) for name in _HEAD)
    ]
    return 2 * len(tasks) > len(heads)


def head_of(path: Path) -> bytes:
    """How a file begins; empty where it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(_HEAD_BYTES).removeprefix(b"\xef\xbb\xbf")
    except OSError:
        return b""
