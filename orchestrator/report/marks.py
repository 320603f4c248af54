"""The last line of a written report, by which edits of people are found; knows no file."""

from __future__ import annotations

import hashlib
import re

_MARK = re.compile(r"<!-- orchestrator report: run ([^ ,]*), sha256 ([0-9a-f]{64}) -->\n*\Z")
_ANY_MARK = re.compile(
    r"^<!-- orchestrator report: run ([^ ,]*), sha256 [0-9a-f]{64} -->", re.MULTILINE
)
_NOT_IN_RUN = re.compile(r"[^A-Za-z0-9_.-]+")


def sign(text: str, run: str) -> str:
    """The text with a last line that names the run and the SHA-256 of all before that line.

    A text that is signed already stays as it is.
    """
    if is_ours(text):
        return text
    body = text if text.endswith("\n") or not text else text + "\n"
    shown = _NOT_IN_RUN.sub("_", run)
    return f"{body}<!-- orchestrator report: run {shown}, sha256 {_digest(body)} -->\n"


def is_ours(text: str) -> bool:
    """Whether the text is a report as it was written, unchanged but for its line ends."""
    unified = text.replace("\r\n", "\n")
    match = _MARK.search(unified)
    return match is not None and _digest(unified[: match.start()]) == match[2]


def run_of(text: str) -> str | None:
    """The run that the mark of a report names, also where people wrote on after it."""
    marks = _ANY_MARK.findall(text)
    return marks[-1] if marks else None


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
