"""Expected output: the block below `**Expected Output**:`, or below a similarity comment.

A comment `<!-- expected_similarity=0.8 -->` makes the block below it the output that is
expected, by likeness; `<!-- expected_similarity="a regular expression" -->` expects that, and
the block below it is a sample.
"""

from __future__ import annotations

import difflib
import re

from orchestrator.document.drafts import Likeness, SubtaskDraft
from orchestrator.document.expect import Expect, MatchMode, TextMatch
from orchestrator.document.info import Info
from orchestrator.document.languages import canonical
from orchestrator.document.readable import tell_problem
from orchestrator.document.segments import Segment
from orchestrator.document.source import Source
from orchestrator.document.tree import Fence, Html, every_block

_SIMILARITY = re.compile(r"<!--\s*expected[-_ ]similarity\b\s*[=:]?\s*(.*?)\s*-->", re.I | re.S)
_NEARLY = re.compile(
    r"<!--\s*(?!expected[-_ ]similarity\b)(expectations?\b.*?|expect\w*\s*[=:].*?)\s*-->",
    re.I | re.S,
)
_NUMBER = re.compile(r"([\"']?)(\d+(?:\.\d*)?|\.\d+)\1")
_PATTERN = re.compile(r"\"(.*)\"|'(.*)'", re.S)
_MAX_TEXT = 60
_MODES = {
    "contains": MatchMode.CONTAINS,
    "regex": MatchMode.REGEX,
    "glob": MatchMode.GLOB,
    "json-contains": MatchMode.JSON_CONTAINS,
    "json_contains": MatchMode.JSON_CONTAINS,
    "json": MatchMode.JSON,
    "equals": MatchMode.EQUALS,
    "exact": MatchMode.EQUALS,
}


def read_comment(draft: SubtaskDraft, html: Html) -> None:
    """Take a comment about likeness; one that cannot be read is an error. Of another one that
    expects something it is told that nobody reads it."""
    for found in _NEARLY.finditer(html.text):
        draft.source.findings.warning(
            "expectation-not-read",
            f"the comment `{_short(found[1])}` is not read; nothing is compared with it",
            html.line,
            hint="write it as a bullet below `**Expect**:`; of comments "
            "`<!-- expected_similarity=… -->` alone is read",
        )
    for found in _SIMILARITY.finditer(html.text):
        said = found[1]
        number, pattern = _NUMBER.fullmatch(said), _PATTERN.fullmatch(said)
        if number is not None and 0 <= float(number[2]) <= 1:
            draft.likeness = Likeness(html.line, threshold=float(number[2]))
        elif number is None and pattern is not None:
            text = pattern[1] if pattern[1] is not None else pattern[2]
            draft.likeness = Likeness(html.line, pattern=text)
        else:
            draft.source.findings.error(
                "bad-similarity",
                f"`expected_similarity={_short(said)}` is neither a number from 0 to 1 nor an "
                "expression in quotes",
                html.line,
                hint='write `<!-- expected_similarity=0.8 -->`, or `="a regular expression"`',
            )


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _MAX_TEXT else f"{words[: _MAX_TEXT - 1]}…"


def tell_without_block(draft: SubtaskDraft) -> None:
    """Say of a comment about likeness that no block came below it before something else ran."""
    likeness, draft.likeness = draft.likeness, None
    if likeness is not None:
        draft.source.findings.error(
            "bad-similarity",
            "no block stands below this expected_similarity, so there is nothing to compare with",
            likeness.line,
            hint="put the expected output into a block right below the comment",
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
    likeness, draft.likeness = draft.likeness, None
    if not labelled and likeness is None:
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
    match = _match(draft.source, fence, info, likeness)
    command.expects(Expect(stdout=(match,)))
    return True


def _match(source: Source, fence: Fence, info: Info, likeness: Likeness | None) -> TextMatch:
    text = fence.content.removesuffix("\n")
    if likeness is None:
        _tell_words(source, fence, info)
        match = TextMatch(mode=_mode(info), text=text, line=fence.line)
        tell_problem(source, match, fence.line + 1)
        return match
    if canonical(info.language, source.languages) is not None:
        source.findings.warning(
            "block-not-run",
            f"this {info.language} block is read as expected output; it never runs",
            fence.line,
            fence.column,
            hint="write `text` there; a block that is to run needs one of its own",
        )
    if likeness.pattern is None:
        if info.language == "json":
            as_json = TextMatch(mode=MatchMode.JSON, text=text, line=fence.line)
            tell_problem(source, as_json, fence.line + 1)
        return TextMatch(
            mode=MatchMode.SIMILARITY, text=text, line=fence.line, threshold=likeness.threshold
        )
    match = TextMatch(mode=MatchMode.REGEX, text=likeness.pattern, line=likeness.line)
    tell_problem(source, match, likeness.line)
    return match


def _mode(info: Info) -> MatchMode:
    said = {info.language, *info.words}
    for word, mode in _MODES.items():
        if word in said:
            # `json contains` means what `json-contains` does.
            both = mode is MatchMode.CONTAINS and "json" in said
            return MatchMode.JSON_CONTAINS if both else mode
    return MatchMode.EQUALS


def _tell_words(source: Source, fence: Fence, info: Info) -> None:
    """A word that is nearly a way of comparing is an error, so that none is taken as no word."""
    for word in sorted({info.language, *info.words} - set(_MODES) - {""}):
        if len(word) < 4 or word == "jsonc":
            continue
        near = difflib.get_close_matches(word, _MODES, n=1, cutoff=0.8)
        if near:
            source.findings.error(
                "bad-comparison",
                f"`{word}` is no way of comparing an output",
                fence.line,
                source.column(fence.line, word),
                hint=f"did you mean `{near[0]}`?",
            )
