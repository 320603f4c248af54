"""Which headings name a subtask, and what else a heading's text says; pure text.

`Task 1: …`, `Task 037.1: …`, `TASK #001: …`, `Subtask 2 — …`, `T014 …`, `TASK-001: …`.
"""

from __future__ import annotations

import re

from msgspec import Struct

from orchestrator.document.boxes import OPTIONAL
from orchestrator.document.inline import peel_emoji, without_bold, without_links
from orchestrator.document.status import emoji_status, peel_status

_NUMBER = r"\d+(?:\.\d+)*[a-z]?"
_REMARK = r"(?P<remark>(?:\s*(?:\([^()]*\)|\[[^\[\]]*\]))*)"
_END = r"(?:\s*[:：]\s*|\s*[.)](?:\s+|$)|\s+[-–—]{1,2}\s+|\s*[–—]\s*|\s*$)"
_TASK = re.compile(
    rf"(?P<word>task|sub-?task)(?:\s*[-#]\s*|\s+#?\s*)(?P<number>{_NUMBER}){_REMARK}{_END}", re.I
)
_LETTER = re.compile(
    rf"(?P<word>task|sub-?task)\s+(?P<number>[A-Z]){_REMARK}(?:\s*:\s*|\s+[-–—]{{1,2}}\s+)", re.I
)
_T = re.compile(rf"(?P<word>T)(?P<number>\d+[a-z]?){_REMARK}(?:\s*[:.)–—]\s*|\s+|$)")
_BARE = re.compile(
    rf"(?:(?P<word>step|phase|task)\s+)?(?P<number>{_NUMBER}){_REMARK}"
    r"(?:\s*[:.)]\s*|\s*[、．）：](?!\d)\s*|\s+[-–—]{1,2}\s+|(?<=\d\.\d)\s+|(?<=\d\.\d\d)\s+)",
    re.I,
)
_PARALLEL = re.compile(r"(?<!\S)(?:\[P\]|\(P\))(?!\S)")


class Title(Struct, frozen=True):
    """What a heading or item says of a task: `prefix` and `number` None where it has none. `code`
    is what else it is called, `ABC-12`, which stays in its text."""

    text: str
    prefix: str | None = None
    number: str | None = None
    status: str | None = None
    parallel: bool = False
    optional: bool = False
    code: str | None = None


def task_title(heading: str) -> Title | None:
    """The subtask that a heading names, None where it names none or only mentions one."""
    text, status = _peeled(heading)
    found = _TASK.match(text) or _LETTER.match(text) or _T.match(text)
    return _title(text, status, found) if found else None


def plain_title(heading: str) -> Title:
    """The title of a heading that is a subtask by its place: `1. Build`, `Phase 2: Test`."""
    text, status = _peeled(heading)
    return _title(text, status, _TASK.match(text) or _T.match(text) or _BARE.match(text))


def document_title(heading: str) -> Title:
    """Number, title and status of a whole file's heading."""
    text, status = _peeled(heading)
    return _title(text, status, _TASK.match(text) or _LETTER.match(text))


def _peeled(heading: str) -> tuple[str, str | None]:
    """The text without emoji around it, bold, links and status; and the status."""
    heading = " ".join(heading.split())
    text = without_bold(without_links(heading)).replace("~~", "")
    leading = peel_emoji(text)[0]
    text, status = peel_status(text.strip().removeprefix(leading).strip())
    return text, status or emoji_status(leading)


def _title(text: str, status: str | None, found: re.Match[str] | None) -> Title:
    prefix = number = None
    if found:
        number = found["number"]
        word = (found["word"] or "task").lower().replace("-", "")
        prefix = "T" if word == "t" else word
        text = f"{text[found.end() :]} {found['remark'].strip()}".strip()
    parallel = _PARALLEL.search(text) is not None
    if parallel:
        text = " ".join(_PARALLEL.sub(" ", text).split())
    return Title(
        text=peel_emoji(text)[1],
        prefix=prefix,
        number=number,
        status=status,
        parallel=parallel,
        optional=OPTIONAL.search(text) is not None,
    )
