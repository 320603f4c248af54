"""Expected output: the block below `**Expected Output**:`, or below a similarity comment."""

from __future__ import annotations

import re

from orchestrator.document.drafts import SubtaskDraft
from orchestrator.document.expect import Expect, MatchMode, TextMatch
from orchestrator.document.info import Info
from orchestrator.document.segments import Segment
from orchestrator.document.tree import Fence, Html, every_block

_SIMILARITY = re.compile(r"<!--\s*expected_similarity\s*=\s*([^\s>]+)", re.I)
_MODES = {
    "contains": MatchMode.CONTAINS,
    "regex": MatchMode.REGEX,
    "glob": MatchMode.GLOB,
    "json-contains": MatchMode.JSON_CONTAINS,
    "json_contains": MatchMode.JSON_CONTAINS,
    "json": MatchMode.JSON,
}


def read_comment(draft: SubtaskDraft, html: Html) -> None:
    """`<!-- expected_similarity=0.8 -->` makes the next block the last command's output."""
    found = _SIMILARITY.search(html.text)
    if found is None:
        return
    said = found[1].removesuffix("--").strip("\"'")
    try:
        threshold = float(said)
    except ValueError:
        # Newer files hold a regular expression here; the block below is an example then.
        threshold = -1.0
    if 0 <= threshold <= 1:
        draft.similarity = (threshold, html.line)
        return
    draft.source.findings.warning(
        "bad-similarity",
        f"`expected_similarity={said}` is not a number from 0 to 1; it is not compared",
        html.line,
        hint="write a number such as `<!-- expected_similarity=0.8 -->`",
    )


def tell_prose(draft: SubtaskDraft, part: Segment) -> None:
    """Say of expected output without a block that it is compared with nothing."""
    blocks = list(every_block(part.blocks))
    if blocks and not any(isinstance(block, Fence) for block in blocks):
        draft.source.findings.warning(
            "expected-prose",
            f"what stands below “{part.label}” is prose and not compared",
            part.line,
            hint="put the expected output into a block, or write Expect bullets",
        )


def take_output(draft: SubtaskDraft, fence: Fence, info: Info, labelled: bool) -> bool:
    """Whether a block is the expected output of the command before it; then it is added."""
    similarity, draft.similarity = draft.similarity, None
    if not labelled and similarity is None:
        return False
    command, draft.fresh = draft.fresh, None
    if command is None:
        draft.source.findings.warning(
            "output-of-nothing",
            "no command of its own stands before this expected output; nothing is compared",
            fence.line,
            fence.column,
            hint="place it right after the command that prints it",
        )
        return True
    mode, threshold = _mode(info), None
    if similarity is not None:
        mode, threshold = MatchMode.SIMILARITY, similarity[0]
    text = fence.content.removesuffix("\n")
    match = TextMatch(mode=mode, text=text, line=fence.line, threshold=threshold)
    command.expects(Expect(stdout=(match,)))
    return True


def _mode(info: Info) -> MatchMode:
    said = {info.language, *info.words}
    for word, mode in _MODES.items():
        if word in said:
            # `json contains` means what `json-contains` does.
            both = mode is MatchMode.CONTAINS and "json" in said
            return MatchMode.JSON_CONTAINS if both else mode
    return MatchMode.EQUALS
