"""The rule for files: there, not there, not empty, with this text, with this digest."""

from __future__ import annotations

from orchestrator.document.expect import Expect, FileMatch, FileState
from orchestrator.verify.display import quoted
from orchestrator.verify.model import Judgement
from orchestrator.verify.seen import Conceal, FileSeen, Seen

NOT_THERE = FileSeen()


def judge_file(match: FileMatch, file: FileSeen, conceal: Conceal) -> Judgement:
    """Hold one file against one expectation."""
    return Judgement(
        what=f"file {match.path}",
        passed=_passes(match, file),
        expected=_wanted(match, conceal),
        got=_got(match, file, conceal),
    )


def fresh_evidence(expect: Expect, seen: Seen) -> bool:
    """Whether some file that was asked for is there as asked, and made by this attempt."""
    files = ((match, seen.files.get(match.path, NOT_THERE)) for match in expect.files)
    return any(
        file.fresh and match.is_ is not FileState.MISSING and _passes(match, file)
        for match, file in files
    )


def _passes(match: FileMatch, file: FileSeen) -> bool:
    match match.is_:
        case FileState.EXISTS:
            return file.exists
        case FileState.MISSING:
            return not file.exists
        case FileState.NOT_EMPTY:
            return file.exists and file.size > 0
        case FileState.CONTAINS:
            return file.content is not None and (match.value or "").encode() in file.content
        case FileState.SHA256:
            return file.sha256 is not None and file.sha256 == (match.value or "").lower()


def _wanted(match: FileMatch, conceal: Conceal) -> str:
    match match.is_:
        case FileState.EXISTS:
            return "a file"
        case FileState.MISSING:
            return "no file"
        case FileState.NOT_EMPTY:
            return "a file that is not empty"
        case FileState.CONTAINS:
            return f"a file containing {quoted(match.value or '', conceal)}"
        case FileState.SHA256:
            return f"SHA-256 {(match.value or '').lower()}"


def _got(match: FileMatch, file: FileSeen, conceal: Conceal) -> str:
    if not file.exists:
        return "no file"
    got = f"{file.size} bytes"
    if match.is_ is FileState.CONTAINS and file.content is None:
        got += ", which cannot be searched"
    elif match.is_ is FileState.CONTAINS and file.content:
        got += f": {quoted(file.content.decode('utf-8', 'surrogateescape'), conceal)}"
    if match.is_ is FileState.SHA256:
        got += f", SHA-256 {file.sha256 or 'unknown'}"
    return got if file.fresh else f"{got}, older than the attempt"
