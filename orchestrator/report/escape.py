"""Turns any text into Markdown that shows exactly that text, and calls nobody; knows no report.

Every value of a template passes one of these filters. They return `Markdown`, so that the
renderer can tell text that was escaped from text that was forgotten.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, wraps

from orchestrator.report.visible import shown_line, visible_block

MOST_OPEN_LINES = 20
_MOST_OPEN_CHARACTERS = 4000
_SHORT = 200
_HTML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
# An underscore inside a word means nothing in Markdown, and ids are full of them.
_SPECIAL = re.compile(r"[\\`*\[\]|~$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
# What GitHub makes live in plain text, escaped or not: mentions, issues and addresses. It leaves
# code alone.
_MAY_BE_LIVE = re.compile(r"[@#]|://|www\.|gh-", re.IGNORECASE)
_WORD = re.compile(r"[^\s|`<>\"'()\[\]{},;*~]+")
_LIVE = re.compile(
    r"(?<!\w)@[a-z0-9]|\w@[\w-]+\.\w|#\d|\bgh-\d|://\w|\bwww\.\w", re.IGNORECASE | re.ASCII
)
_PUNCTUATION = ".:!?"
_BLOCK_MARK = re.compile(r"(?:[-+=#]|\d{1,9}(?=[.)](?:\s|$)))")
_BLANKS = re.compile(r"[ \t\n]+")
_BACKTICKS = re.compile(r"`+")
_NOT_IN_INFO = re.compile(r"[^A-Za-z0-9_+-]")
_NOT_IN_URL = re.compile(r"[^A-Za-z0-9\-._~:/?#@!$&'()*+,;=%]")


class Markdown(str):
    """Text that is Markdown already."""

    __slots__ = ()


def _remembered(make: Callable[[str], Markdown]) -> Callable[[str], Markdown]:
    """The same for short texts, most of which stand in the reports of all subtasks."""
    short = lru_cache(maxsize=2048)(make)

    @wraps(make)
    def remembered(text: str) -> Markdown:
        return short(text) if len(text) <= _SHORT else make(text)

    return remembered


@_remembered
def inline(text: str) -> Markdown:
    """Text inside a paragraph, a heading or a list item; line ends become spaces. Words that a
    reader such as GitHub would make live (`@name`, `#1`, an address) become code spans."""
    return Markdown(_guard_start(_escape(_one_line(text))))


@_remembered
def cell(text: str) -> Markdown:
    """Text of a table cell; line ends become `<br>`."""
    lines = text.strip(" \t\n").split("\n")
    return Markdown("<br>".join(_escape(_one_line(line)) for line in lines))


@_remembered
def code(text: str) -> Markdown:
    """A code span on one line, its fence longer than any run of backticks inside.

    Good for table cells too: a pipe, which a span does not protect there, falls back to
    escaped text.
    """
    line = shown_line(_one_line(text))
    if not line:
        return Markdown("")
    if "|" in line:
        return inline(text)
    fence_ = "`" * (_longest_run(line) + 1)
    space = " " if line.startswith("`") or line.endswith("`") else ""
    return Markdown(f"{fence_}{space}{line}{space}{fence_}")


def fence(text: str, language: str = "text") -> Markdown:
    """A fenced block, its fence longer than any run of backticks inside."""
    body = visible_block(text)
    marks = "`" * max(3, _longest_run(body) + 1)
    info = _NOT_IN_INFO.sub("", language)
    end = "" if body.endswith("\n") or not body else "\n"
    return Markdown(f"{marks}{info}\n{body}{end}{marks}")


def folded(text: str, what: str, language: str = "text", *, of_bytes: int = 0) -> Markdown:
    """A fenced block, collapsed when it is long. `what` says what it is, in words of ours;
    of an excerpt, `of_bytes` says of how many bytes."""
    block = fence(text, language)
    lines = text.count("\n") + (not text.endswith("\n"))
    if lines <= MOST_OPEN_LINES and len(text) <= _MOST_OPEN_CHARACTERS:
        return block
    shown = f" shown of {of_bytes} bytes" if of_bytes else ""
    return collapsed(block, f"{what}, {lines} lines{shown}" if lines > 1 else what + shown)


def collapsed(block: Markdown, what: str) -> Markdown:
    """A block that opens on a click on `what`, which is in words of ours."""
    # The blank lines let what is between the tags be Markdown again.
    return Markdown(f"<details><summary>{_escape(what)}</summary>\n\n{block}\n\n</details>")


def url(text: str) -> Markdown:
    """An autolink; whatever has no place in an address is percent-encoded."""
    return Markdown(f"<{_encoded(text)}>")


def file_link(path: str) -> Markdown:
    """A link to a file, its path relative to the document."""
    return Markdown(f"[{inline(path)}]({_target(path)})")


def linked(id_: str, path: str | None) -> Markdown:
    """An id that leads to a file, its path relative to the document; the id alone without one."""
    return Markdown(f"[{code(id_)}]({_target(path)})") if path else code(id_)


def _target(path: str) -> str:
    return _encoded(path).replace("(", "%28").replace(")", "%29")


def _encoded(address: str) -> str:
    return _NOT_IN_URL.sub(
        lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "surrogatepass")),
        address,
    )


def _one_line(text: str) -> str:
    return _BLANKS.sub(" ", text).strip(" ")


def is_live(word: str) -> bool:
    """Whether a reader such as GitHub would make a mention or a link of a word in plain text."""
    return _LIVE.search(word) is not None


def _escape(line: str) -> str:
    shown = shown_line(line)
    if _MAY_BE_LIVE.search(shown) is None:
        return _escaped(shown)
    out, at = [], 0
    for match in _WORD.finditer(shown):
        word = match[0].strip(_PUNCTUATION)
        if is_live(word):
            start = match.start() + match[0].index(word)
            out += [_escaped(shown[at:start]), f"`{word}`"]
            at = start + len(word)
    return "".join([*out, _escaped(shown[at:])])


def _escaped(shown: str) -> str:
    return _SPECIAL.sub(lambda match: "\\" + match[0], shown.translate(_HTML))


def _guard_start(line: str) -> str:
    """A first character that would open a heading, list, rule or block is escaped."""
    match = _BLOCK_MARK.match(line)
    if match is None:
        return line
    at = match.end() if match[0].isdigit() else 0
    return f"{line[:at]}\\{line[at:]}"


def _longest_run(text: str) -> int:
    return max((len(run) for run in _BACKTICKS.findall(text)), default=0)
