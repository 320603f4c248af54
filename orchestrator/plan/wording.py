"""The text of a dependency key as text: where it is cut, and how titles are compared; resolves
nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from orchestrator.plan.near import Near

NUMBER = r"(?:\d+[a-z]?(?:[._-]\d+[a-z]?)*)"
_AND = re.compile(
    r"\s+(?:and|or|&|\+|→|->|=>)\s+(?=(?:(?:sub-?)?tasks?\b|#|T?\d|[A-Z][A-Z0-9]*-\d))",
    re.IGNORECASE,
)
_TASK_WORDS = ("task", "tasks", "subtask")
_MARK = re.compile(r"[,;\n()]")


def pieces(text: str) -> Iterator[str]:
    """The value cut at commas, semicolons and line ends outside brackets, and at `and`."""
    for chunk in _chunks(text):
        for piece in _AND.split(chunk):
            # Of `A, B and C` an `and` is left where titles were taken out.
            if piece.strip() and piece.strip().lower() not in ("and", "or", "&", "+"):
                yield piece.strip()


def _chunks(text: str) -> list[str]:
    """The text cut at commas, semicolons and line ends, unless the next bracket closes one."""
    marks = list(_MARK.finditer(text))
    cuts: list[int] = []
    inside = False
    for mark in reversed(marks):
        if mark[0] in "()":
            inside = mark[0] == ")"
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
