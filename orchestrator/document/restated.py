"""Whether a title or value says a status beside the one that would be replaced; pure text.

Such a line cannot be given another status without contradicting itself, so it is left to people.
"""

from __future__ import annotations

import re
from itertools import pairwise

from orchestrator.document.inline import masked
from orchestrator.document.spelling import COMPLETED, WITHIN, WORD, Spelled, rewritten
from orchestrator.document.status import LONGEST, emoji_status, leading_status

# A status is set off by a dash or a bracket before it, and ends where its text does.
_SET_OFF = re.compile(r"(?:\s[-–—]{1,2}\s+|[(\[])[\s*_~]*$")
_ENDS = re.compile(r"[\s*_~]*(?:$|[()\[\],;:.–—\0]|-\s)")
_NEAR = 12


def says_more(text: str, spelled: Spelled) -> bool:
    """Whether `text` says a status in another place than where it is spelled."""
    spans = sorted([*spelled.emoji, *((spelled.words,) if spelled.words else ())])
    rest = rewritten(masked(text), tuple((at, end, "\0" * (end - at)) for at, end in spans))
    if any(emoji_status(char) is not None for char in rest):
        return True
    words = list(WORD.finditer(rest))
    return any(_is_said(rest, words[at : at + LONGEST], spelled.status) for at in range(len(words)))


def _is_said(text: str, words: list[re.Match[str]], spelled: str) -> bool:
    """Whether the first of these words begin a status of their own. One that says completed
    contradicts nothing, and words amid others are those of a title."""
    found = leading_status([word.group().lower().replace("’", "'") for word in words])
    if found is None or found[0] == COMPLETED:
        return False
    said, count = found
    start, end = words[0].start(), words[count - 1].end()
    joined = all(
        WITHIN.fullmatch(text, one.end(), two.start()) for one, two in pairwise(words[:count])
    )
    if not joined or _ENDS.match(text, end) is None:
        return False
    return said == spelled or _SET_OFF.search(text[max(start - _NEAR, 0) : start]) is not None
