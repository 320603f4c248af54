"""Parts whose name nearly is Expect or Expected Output, right below a command.

`Expected`, `Expected Result` and their like are read as what they say: a block is the expected
output, bullets are expectations. Of any other such name it is told that nothing is compared.
Away from a command all of them are prose.
"""

from __future__ import annotations

import re

from orchestrator.document.drafts import SubtaskDraft
from orchestrator.document.expectations import (
    FORMS,
    nearly_expectation,
    read_expectation,
    says_success,
)
from orchestrator.document.info import read_info
from orchestrator.document.labels import Meaning, Reads, meaning_of, name_key
from orchestrator.document.languages import canonical
from orchestrator.document.lines import item_text
from orchestrator.document.segments import Segment
from orchestrator.document.tree import Fence, Line, ListBlock, Paragraph

_READ = frozenset({"expected", "expects", "expected result", "expected results",
                   "expected outcome", "expected stdout"})  # fmt: skip
_NEAR = re.compile(
    r"(?:expect\w*|should|must)(?:\s(?:to|be|it|print\w*|see|show\w*|returns?|outputs?|stdout|stderr"
    r"|results?|exit|codes?|status|outcomes?|values?|responses?|from|the|command|test|tests))*"
    r"|(?:outputs?|stdout|stderr|results?)\s(?:should|must|expected|contains?)\b.*",
)


def near_expectation(draft: SubtaskDraft, part: Segment) -> Meaning | None:
    """What such a part means; None for any other, and for one that is told to mean nothing."""
    if part.label is None or draft.last is None or not part.blocks:
        return None
    name = name_key(part.label)
    if meaning_of(part.label).special and name != "output":
        return None
    texts = [
        item_text(item)[0]
        for block in part.blocks
        if isinstance(block, ListBlock)
        for item in block.items
    ]
    if _NEAR.fullmatch(name) is None:
        if any(nearly_expectation(text) for text in texts):
            _tell(draft, part, block=False)
        return None
    shown = _shows_output(draft, part)
    if draft.fresh is not None and name in _READ:
        if shown:
            return Meaning(reads=Reads.OUTPUT)
        if texts and all(read_expectation(text, 1) for text in texts):
            return Meaning(reads=Reads.EXPECT)
    if name not in _READ:
        texts += [line.text for line in _lines(part)]
    if shown or (texts and not all(says_success(text) for text in texts)):
        _tell(draft, part, block=shown)
    return None


def _lines(part: Segment) -> list[Line]:
    """The prose right below the label."""
    first = part.blocks[0]
    return list(first.lines) if isinstance(first, Paragraph) else []


def _shows_output(draft: SubtaskDraft, part: Segment) -> bool:
    """Whether a block that nothing can run stands first."""
    first = part.blocks[0]
    if not isinstance(first, Fence):
        return False
    info = read_info(first.info)
    return not info.overrides and canonical(info.language, draft.source.languages) is None


def _tell(draft: SubtaskDraft, part: Segment, *, block: bool) -> None:
    meant = "Expected Output" if block else "Expect"
    draft.source.findings.warning(
        "expected-prose",
        f"“{part.label}” opens no part of its own meaning; what stands there is not compared",
        part.line,
        hint=f"did you mean `**{meant}**:`?" + ("" if block else f" There {FORMS}"),
    )
