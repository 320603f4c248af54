"""Conversions of files that have not changed since, so that running one again reads no Markdown.

A conversion depends on the file's bytes, on what stands around it (`Surroundings`), on the
settings and on this program, and on nothing else. A digest over all of that is its key: what is
kept under another key is as if it were not there, and so is what cannot be read. One file is kept
for a source.
"""

import hashlib
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import msgspec
from msgspec import Struct
from msgspec.structs import replace

import orchestrator
from orchestrator.diagnostics import Diagnostic, InputError, StorageError
from orchestrator.given import read_given
from orchestrator.operations.project import Project
from orchestrator.plan.model import Plan, finding_of

_DIGEST_BYTES = 32
# The packages that make a plan of the bytes of files.
_MAKERS = ("document", "operations", "plan")
# Smaller than the files of plans that may be converted: reading it must be worth it.
_LARGEST = 64_000_000


class Kept(Struct, frozen=True, array_like=True):
    """A plan without its findings, the digest of its JSON, and what was found of each of its
    commands, in order. Findings that differ by their place alone stand there once: `found` has
    which of them it is, line and column."""

    plan: Plan
    sha256: str
    reasons: tuple[str | None, ...]
    findings: tuple[Diagnostic, ...]
    found: tuple[tuple[int, int | None, int | None], ...]


class Taken(NamedTuple):
    """What was kept of a file: its plan, the digest of its JSON, and its findings."""

    plan: Plan
    sha256: str
    findings: tuple[Diagnostic, ...]


def key_of(data: bytes, *facts: object) -> str:
    """What a conversion of these bytes is kept under; `facts` are all else that it depends on."""
    digest = hashlib.sha256(_program())
    digest.update(msgspec.json.encode(facts, order="deterministic"))
    digest.update(b"\0")
    digest.update(data)
    return digest.hexdigest()


def take(project: Project, source: str, key: str) -> Taken | None:
    """What was kept of the source, if it is still what a conversion would give."""
    try:
        data = read_given(_file(project, source), _LARGEST)
    except (OSError, InputError):
        return None
    seal, text = data[:_DIGEST_BYTES], memoryview(data)[_DIGEST_BYTES:]
    if seal != _seal(key, text):
        return None
    try:
        kept = msgspec.msgpack.decode(text, type=Kept)
    except msgspec.MsgspecError:
        return None
    from orchestrator.plan.reasons import recall

    recall(kept.plan, kept.reasons)
    findings = tuple(
        replace(kept.findings[which], line=line, column=column)
        for which, line, column in kept.found
    )
    plan = replace(kept.plan, findings=tuple(finding_of(each) for each in findings))
    return Taken(plan, kept.sha256, findings)


def keep(
    project: Project,
    source: str,
    key: str,
    plan: Plan,
    sha256: str,
    findings: tuple[Diagnostic, ...],
) -> None:
    """Keep a conversion, with the digest of its plan's JSON; one that cannot be kept is made
    again the next time."""
    from orchestrator.plan.reasons import reasons_of

    numbers: dict[Diagnostic, int] = {}
    found = []
    for each in findings:
        which = numbers.setdefault(replace(each, line=None, column=None), len(numbers))
        found.append((which, each.line, each.column))
    bare = replace(plan, findings=())
    text = msgspec.msgpack.encode(
        Kept(bare, sha256, reasons_of(plan), tuple(numbers), tuple(found))
    )
    path = _file(project, source)
    if len(text) > _LARGEST:
        return
    try:
        project.workspace.write_state(path, (_seal(key, text), text))
    except StorageError:
        return


def _file(project: Project, source: str) -> Path:
    name = hashlib.sha256(os.fsencode(source)).hexdigest()[:_DIGEST_BYTES]
    return project.workspace.converted_dir / f"{name}.plan"


def _seal(key: str, text: bytes | memoryview) -> bytes:
    digest = hashlib.sha256(key.encode())
    digest.update(text)
    return digest.digest()


@cache
def _program() -> bytes:
    """This program as far as it makes plans: another one may make another."""
    root = Path(orchestrator.__file__).parent
    facts = sorted(each for name in _MAKERS for each in _facts(str(root / name)))
    return hashlib.sha256(repr((orchestrator.__version__, facts)).encode()).digest()


def _facts(folder: str) -> Iterator[tuple[str, int, int]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _facts(entry.path)
            elif entry.name.endswith(".py"):
                facts = entry.stat()
                yield entry.path, facts.st_mtime_ns, facts.st_size
