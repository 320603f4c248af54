"""Several expectations in one text: where it may be cut; reads none of them."""

from __future__ import annotations

import re

_QUOTED = r"\"(?:[^\"\\]|\\.)*\"|`[^`]*`|“[^”]*”|‘[^’]*’|(?<![^\s(])'[^']*'(?!\w)"
_PATTERN = r"(?<=match )/(?:[^/\\]|\\.)*/i?|(?<=matches )/(?:[^/\\]|\\.)*/i?"
_PIECE = re.compile(
    rf"{_PATTERN}|{_QUOTED}|(?P<cut>[,;]\s+(?:and\s+)?|(?<=\s)and\s+)|.", re.I | re.S
)
_QUOTATION = re.compile(r"\"(?:[^\"\\]|\\.)+\"|“[^”]+”|‘[^’]+’|'[^']+'", re.S)


def pieces_of(text: str) -> list[str]:
    """The text cut at commas, semicolons and `and`, but for those inside quotations."""
    cuts = [found.span() for found in _PIECE.finditer(text) if found["cut"]]
    starts, ends = [0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(text)]
    return [text[start:end].strip() for start, end in zip(starts, ends, strict=True)]


def is_quotation(text: str) -> bool:
    """Whether a text is nothing but one text in quotes."""
    return _QUOTATION.fullmatch(text.strip()) is not None
