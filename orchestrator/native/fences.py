"""Fenced blocks as they are written; knows nothing of what stands in them."""

from __future__ import annotations

import re
from collections.abc import Iterable

_RUNS = {"`": re.compile("`+"), "~": re.compile("~+")}


def fenced(content: str, info: str) -> list[str]:
    """The lines of a block whose content ends in a line end; its marks are longer than any run
    of them inside."""
    mark = "~" if "`" in info else "`"
    longest = max((len(run) for run in _RUNS[mark].findall(content)), default=0)
    marks = mark * max(3, longest + 1)
    return [marks + info, *content.removesuffix("\n").split("\n"), marks]


def indented(lines: Iterable[str], width: int = 2) -> list[str]:
    """The lines further to the right; an empty one stays empty."""
    return [" " * width + line if line else line for line in lines]
