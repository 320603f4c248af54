"""Files that were handed in as evidence, and what the copies of them hold."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from msgspec import Struct

from orchestrator.operations.project import Project
from orchestrator.run import events as ev
from orchestrator.verify.model import Attestation, EvidenceFile
from orchestrator.workspace import inside

# More than this is no reading matter; the report names the file and its digest.
_LARGEST_SHOWN = 64_000


class HandedIn(Struct, frozen=True, kw_only=True):
    """A file of evidence, and the attestation that it came with."""

    subtask: str
    word: Attestation
    file: EvidenceFile


def handed_in(records: Iterable[ev.Recorded]) -> Iterator[HandedIn]:
    """The files of a run, in the order in which they came."""
    for event in (record.event for record in records):
        if isinstance(event, ev.Attested) and event.attestation.file is not None:
            word = event.attestation
            yield HandedIn(subtask=event.subtask, word=word, file=event.attestation.file)


def contents(project: Project, records: Iterable[ev.Recorded]) -> dict[str, str]:
    """The texts of those that are short texts, by the path of their copy; nothing of a copy
    that is not what was handed in any more."""
    found = {}
    for file in (each.file for each in handed_in(records)):
        text = _text(project, file) if file.path not in found else None
        if text is not None:
            found[file.path] = text
    return found


def _text(project: Project, file: EvidenceFile) -> str | None:
    root = project.workspace.root
    path = root / file.path
    if file.size > _LARGEST_SHOWN or not inside(root, path) or not path.is_file():
        return None
    try:
        with path.open("rb") as copy:
            data = copy.read(_LARGEST_SHOWN + 1)
        text = data.decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    is_same = hashlib.sha256(data).hexdigest() == file.sha256
    return text if is_same and "\0" not in text else None
