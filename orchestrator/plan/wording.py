"""The text of a dependency key as text: where it is cut, and how titles are compared; resolves
nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from orchestrator.plan.near import Near

NUMBER = r"(?:\d+[a-z]?(?:[._-]\d+[a-z]?)*)"
_AND = re.compile(
    r"\s+(?:and|or|&|\+|→|->|=>)\s+(?=(?:(?:(?:sub-?)?task|step|phase)s?\b|#|T?\d|[A-Z][A-Z0-9]*-\d|[A-Z]{1,4}\d))",
    re.IGNORECASE,
)
_WORD = rf"(?:sub-?)?task(?:s\b)?[\s_:-]*#?\s*{NUMBER}"
_CODED = r"(?P<code>T|[A-Z][A-Z0-9]*-)\d+[a-z]?(?:\.\d+)*"
_MARKED = rf"(?:{_WORD}|\#\s*{NUMBER}|{_CODED})(?!\w)"
_OPEN, _CLOSE = r"[\[*_`\"“]*", r"[\]*_`\"”]*"
# A reference, or a range of them, at the start of a value.
_HEAD = re.compile(
    rf"{_OPEN}{_MARKED}{_CLOSE}(?:\s*(?:[-–—]|\.\.\.?|\b(?:to|through)\b)\s*"
    rf"{_OPEN}{_MARKED.replace('?P<code>', '')}{_CLOSE})?",
    re.IGNORECASE,
)
_SIGN = "[\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2b00-\u2bff\ufe0f\U0001f000-\U0001faff]"
# What stands between references and says nothing but that both are meant, and how they do.
_GAP = (
    rf"(?:\s|<br\s*/?>|[/\\|·•、，；;&+:.–—-]|{_SIGN}|\([^()]*\)|\b(?:and|or|plus|then|also|both"
    r"|(?:as\s+well\s+as|(?:along|together)\s+with)|completed?|done|finished|merged|pending"
    r"|not\s+started|in\s+progress)\b)+"
)
_NEXT = re.compile(rf"{_GAP}(?={_OPEN}(?:(?:sub-?)?tasks?[\s_:-]*#?\s*\d|\#\s*\d))", re.IGNORECASE)
_NEXT_NUMBER = re.compile(rf"{_GAP}(?={_OPEN}\#?\d+(?![\w.]))", re.IGNORECASE)
_MANY = re.compile(rf"{_OPEN}(?:sub-?)?tasks\b", re.IGNORECASE)
_NUMBERS = re.compile(rf"{NUMBER}(?![\w])", re.IGNORECASE)
_MENTION = re.compile(rf"(?<![\w-]){_OPEN}(?P<found>{_MARKED})", re.IGNORECASE)
_BRACKETS = re.compile(r"\([^()]*\)")
_TASK_WORDS = ("task", "tasks", "subtask")
_MARK = re.compile(r"[,;，；、\n()（）]")


def pieces(text: str) -> Iterator[str]:
    """The value cut at commas, semicolons and line ends outside brackets, and at `and`."""
    for chunk in _chunks(text):
        for linked in _AND.split(chunk):
            for piece in _side_by_side(linked.strip()):
                # Of `A, B and C` an `and` is left where titles were taken out.
                if piece and piece.lower() not in ("and", "or", "&", "+"):
                    yield piece


def _side_by_side(text: str) -> Iterator[str]:
    """References with nothing but signs and remarks between them: `#1 #2`, `Task 1 ✅ / Task 2`."""
    many = _MANY.match(text) is not None
    at, before = 0, ""
    while head := _HEAD.match(text, at) or (_NUMBERS.match(text, at) if before else None):
        gap = _NEXT.match(text, head.end()) or _next_code(text, head)
        if gap is None and many:
            gap = _NEXT_NUMBER.match(text, head.end())
        if gap is None:
            break
        yield before + text[at : gap.end()].strip()
        at = gap.end()
        before = "Tasks " if many and text[at].isdigit() else ""
    yield before + text[at:]


def _next_code(text: str, head: re.Match[str]) -> re.Match[str] | None:
    """The gap before a reference of the same code; `UTF-8` behind a reference is a remark."""
    code = re.escape(head.groupdict().get("code") or "")
    coded = rf"{_OPEN}{code}\d|" if code else ""
    return re.compile(rf"{_GAP}(?={coded}\[[A-Z][A-Z0-9]*-\d)", re.IGNORECASE).match(
        text, head.end()
    )


def mentions(remark: str) -> list[str]:
    """The references that stand amid a remark, those in brackets apart."""
    return [found["found"] for found in _MENTION.finditer(_BRACKETS.sub(" ", remark))]


def _chunks(text: str) -> list[str]:
    """The text cut at commas, semicolons and line ends, unless the next bracket closes one."""
    marks = list(_MARK.finditer(text))
    cuts: list[int] = []
    inside = False
    for mark in reversed(marks):
        if mark[0] in "()（）":
            inside = mark[0] in ")）"
        elif not inside:
            cuts.append(mark.start())
    ends = [*reversed(cuts), len(text)]
    starts = [0, *(cut + 1 for cut in reversed(cuts))]
    return [text[start:end] for start, end in zip(starts, ends, strict=True)]


def plain(text: str) -> str:
    """A title by its words alone."""
    return " ".join(re.findall(r"\w+", text.lower()))


def whole_title(title: str) -> re.Pattern[str]:
    """A title as it may stand in a list: quoted, emphasised, or after its own number."""
    words = r"\W+".join(re.escape(word) for word in re.findall(r"\w+", title))
    number = rf"(?:(?:sub-?)?tasks?\s*#?{NUMBER}\s*[:–—-]\s*)?"
    return re.compile(
        rf"{number}(?<!\w)[\"“`*_]*{words}(?!\w)[\"”`*_]*(?:\s*✅\s*\w*)?", re.IGNORECASE
    )


def is_nearly_task(word: str) -> bool:
    """Whether a word before a number is a misspelt `Task`: `Taks 1`."""
    return bool(Near(_TASK_WORDS).to(word.lower(), n=1, cutoff=0.7))
