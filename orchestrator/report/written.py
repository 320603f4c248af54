"""What a written report says of itself, read back from its text; opens no file.

Task, subtask and verdict stand where the templates put them, and are read only from a text
that bears our mark: what people write themselves says nothing of a run.
"""

from __future__ import annotations

import html
import re

from msgspec import Struct

from orchestrator.report.escape import is_live
from orchestrator.report.marks import is_ours, run_of

_MARKDOWN_TITLE = re.compile(r"^#[ \t]+(\S.*)$", re.MULTILINE)
_TASK = re.compile(r"^\| Task \| (`+) ?(.+?) ?\1 ", re.MULTILINE)
# It follows the task at once: a line like that may stand in what a command printed.
_SUBTASK = re.compile(r"[^\n]*\n\| Subtask \| (`+) ?(.+?) ?\1 \|$", re.MULTILINE)
_VERDICT = re.compile(r"^\*\*Verdict\*\*: \*\*(COMPLETE|INCOMPLETE)\b", re.MULTILINE)
_TAGGED_TITLE = re.compile(r"<title[^>]*>([^<]*)</title>")
_PROPERTY = re.compile(r'<property name="(title|verdict)" value="([^"]*)"')
_SUITE = re.compile(r'<testsuite name="([^"]*)"')
# What is in these is for browsers, not for readers.
_UNSEEN = re.compile(r"<(style|script)\b[^>]*>.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_ESCAPED = re.compile(r"\\([\\`*_\[\]|~$#+=.)-])")

# Words of plain text that would be live stand in code spans.
_CODE = re.compile(r"(?<![\\`])`([^\s`]+)`(?!`)")


class Written(Struct, frozen=True, kw_only=True):
    """What a text says of itself. `run` is None for what is no report of a run; `edited` is
    for a report that somebody changed."""

    title: str | None = None
    run: str | None = None
    task: str | None = None
    subtask: str | None = None
    verdict: str | None = None
    edited: bool = False


def read_markdown(text: str) -> Written:
    """Of a Markdown page."""
    title = _first(_MARKDOWN_TITLE, text, 1)
    run = run_of(text)
    if run is None:
        return Written(title=title and plain_markdown(title))
    verdict = _first(_VERDICT, text, 1)
    task = _TASK.search(text)
    subtask = _SUBTASK.match(text, task.end()) if task else None
    return Written(
        title=title and plain_markdown(title),
        run=run,
        task=task and task[2].strip(),
        subtask=subtask and subtask[2].strip(),
        verdict=verdict and verdict.lower(),
        edited=not is_ours(text),
    )


def read_tagged(text: str) -> Written:
    """Of an HTML or JUnit report; None as run for any other file of that kind."""
    run = run_of(text)
    if run is None:
        return Written()
    said = dict(_PROPERTY.findall(text))
    title = said.get("title") or _first(_TAGGED_TITLE, text, 1)
    task = _first(_SUITE, text, 1)
    return Written(
        title=title and html.unescape(title),
        run=run,
        task=task and html.unescape(task),
        verdict=said.get("verdict"),
        edited=not is_ours(text),
    )


def plain_markdown(text: str) -> str:
    """The text without what escapes it: as readers see it, and search for it."""
    bare = _CODE.sub(lambda match: match[1] if is_live(match[1]) else match[0], text)
    return html.unescape(_ESCAPED.sub(r"\1", bare))


def plain_tagged(text: str) -> str:
    """The text between the tags, on the lines where it stands."""
    return html.unescape(_TAG.sub(_lines_of, _UNSEEN.sub(_lines_of, text)))


def _lines_of(match: re.Match[str]) -> str:
    return " " + "\n" * match[0].count("\n")


def _first(pattern: re.Pattern[str], text: str, group: int) -> str | None:
    match = pattern.search(text)
    return match[group].strip() if match else None
