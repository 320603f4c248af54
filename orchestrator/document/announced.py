"""Which words say that the block below them is not to be run: an example, a warning, a way out.

Each function answers with why, in words that go on `… block`, or with None. Knows no blocks.
"""

from __future__ import annotations

import re

from orchestrator.document.inline import masked, without_emoji
from orchestrator.document.labels import introduces_example

EXAMPLE = "announced as an example"
FORBIDDEN = "announced as one not to run"
OTHERWISE = "announced for the case that something else fails"

_NOT = r"(?:never|do\s+not|don['’]?t|must\s+not|should\s+not|not\s+to)"
_PROHIBITS = re.compile(
    rf"\W*(?:(?:please|but|and|you|we)\s+)*{_NOT}\s+(?:be\s+)?(?:run|execute|do|use|try|type|call)d?\b",
    re.I,
)
_OTHERWISE = re.compile(
    r"\W*(?:\d+[.)]\s*)?(?:if|when|should|in\s+case)\s+"
    r"(?:this|that|it|the\s+(?:above|first|previous)\b[^.:;,]*?)(?:\s+(?:command|one|step|still))?\s+"
    r"(?:fails?|breaks?|(?:does\s+not|doesn['’]?t)\s+(?:work|help))\b",
    re.I,
)
# A step may build the examples: it announces one where it begins or ends with the word alone.
_STEP = re.compile(
    r"\W*(?:(?:an?|the|one|some|another|for|as|code|command|usage)\s+)*(?:examples?|e\.g\.)"
    r"(?:\s+(?:usage|use|invocations?|commands?|calls?|code|output|session|runs?|script|snippet"
    r"|request|response|of|for|with)\b.*|\s*[,(].*|\W*)$"
    r"|\W*(?:usage|samples?|output|sample\s+(?:usage|invocation|commands?|code|output|session))\W*$"
    r"|.*(?:\bfor\s+example|\be\.g\.|[.!?]\s+(?:an?\s+)?example)\W*$",
    re.I | re.S,
)
_REMARK = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_EXAMPLE_REMARK = re.compile(
    r"\W*(?:(?:just|only|as|an?|for|the|code|usage)\s+)*(?:examples?|e\.g\.|samples?|reference)"
    r"(?:\s+only)?\W*",
    re.I,
)
_EMPHASIS = re.compile(r"(?<!\w)[*_]+|[*_]+(?!\w)")
_FORBIDDEN_REMARK = re.compile(rf"\b{_NOT}\s+(?:be\s+)?(?:run|execute)", re.I)


def by_line(line: str) -> str | None:
    """What a line of prose says of the block right below it."""
    text = _bare(line)
    return EXAMPLE if introduces_example(text) else _advice(text)


def by_step(text: str) -> str | None:
    """What the text of a step or criterion says of the blocks in it."""
    text = _bare(text)
    if not text.endswith(":"):
        return None
    return EXAMPLE if _STEP.match(masked(text)[:-1]) else _advice(text)


def by_title(text: str) -> str | None:
    """What a label or a summary says of the blocks below it."""
    bare = _bare(text).rstrip(":")
    for remark in _REMARK.findall(bare):
        if _FORBIDDEN_REMARK.search(remark):
            return FORBIDDEN
        if _EXAMPLE_REMARK.fullmatch(remark):
            return EXAMPLE
    return None


def by_summary(text: str) -> str | None:
    """What the line says that is shown of a part that is folded away."""
    return by_title(text) or by_step(f"{_bare(text).rstrip(':')}:")


def _advice(text: str) -> str | None:
    if not text.endswith(":"):
        return None
    said = masked(text)
    if _OTHERWISE.match(re.split(r"[.!?;]\s", said)[-1]):
        return OTHERWISE
    return FORBIDDEN if _PROHIBITS.match(re.split(r"[.,!?;]\s|\s[–—-]\s", said)[-1]) else None


def _bare(text: str) -> str:
    """Without the marks of emphasis and the emoji around it."""
    return _EMPHASIS.sub("", without_emoji(text)).strip()
