"""How much of each long text a page shows, so that the page as a whole stays small."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from msgspec import Struct

from orchestrator.report.model import SubtaskReport
from orchestrator.report.visible import visible_block

# Bytes that a page should not exceed, and how many of them long texts may take together.
PAGE_BYTES = 1_900_000
BUDGET = 900_000
_MOST = 20_000
_LEAST = 80
# Of what is kept the end tells more than the middle, the beginning more than the end.
_HEAD_SHARE = 0.6


class Cut(Struct, frozen=True, kw_only=True):
    """Head and tail of a text; `left_out` counts the characters between them."""

    head: str
    left_out: int = 0
    tail: str = ""


class Room(Struct, frozen=True):
    """At most `limit` bytes of the page for any one text."""

    limit: int

    def cut(self, text: str) -> Cut:
        """The text as far as there is room, its hidden characters shown."""
        if len(text) <= self.limit and _bytes(shown := visible_block(text)) <= self.limit:
            return Cut(head=shown)
        head = _fitting(text, int(self.limit * _HEAD_SHARE))
        tail = _fitting(text[: len(head) - 1 : -1], self.limit - _bytes(visible_block(head)))[::-1]
        head, tail = _whole_lines(head, tail)
        return Cut(
            head=visible_block(head),
            left_out=len(text) - len(head) - len(tail),
            tail=visible_block(tail),
        )


def room_for(subtasks: Sequence[SubtaskReport], budget: int) -> Room:
    """The same room for each text: short ones leave theirs to the long ones."""
    sizes = sorted(_size(text) for each in subtasks for text in _texts(each))
    return Room(max(_LEAST, min(_MOST, _fair_share(sizes, budget))))


def _fair_share(sizes: Sequence[int], budget: int) -> int:
    """The largest limit under which texts of these sizes, in rising order, fit the budget."""
    left = budget
    for position, size in enumerate(sizes):
        share = left // (len(sizes) - position)
        if size > share:
            return share
        left -= size
    return budget


def _texts(subtask: SubtaskReport) -> Iterator[str]:
    """Every text of a subtask's sections that may be long."""
    yield subtask.task_summary.description
    yield from (finding.finding for finding in subtask.research_findings)
    yield from (example.script for example in subtask.code_examples)
    for attempt in subtask.non_mocked_results.attempts:
        for command in attempt.commands:
            yield from _said(command.script, command.result.output, command.result.said)
    for proof in subtask.verification_evidence.proofs:
        yield from _said(*(judgement.diff for judgement in proof.judgements))
    yield from (word.evidence for word in subtask.verification_evidence.attestations)


def _said(*texts: str | None) -> Iterable[str]:
    return (text for text in texts if text)


def _size(text: str) -> int:
    """What a text takes in a page, if it may take as much as any may."""
    return _MOST if len(text) > _MOST else min(_MOST, _bytes(visible_block(text)))


def _bytes(shown: str) -> int:
    """What a text takes in a page, its hidden characters shown already."""
    return len(escape(shown).encode())


def _fitting(text: str, limit: int) -> str:
    """The longest beginning, or nearly, that takes no more than `limit` bytes when it is shown."""
    kept = text[:limit]
    while (size := _bytes(visible_block(kept))) > limit:
        kept = kept[: min(len(kept) - 1, int(len(kept) * limit / size))]
    return kept


def _whole_lines(head: str, tail: str) -> tuple[str, str]:
    """Both cut at a line's end, where that costs little."""
    end = head.rfind("\n") + 1
    start = tail.find("\n") + 1
    head = head[:end] if end > len(head) // 2 else head
    return head, tail[start:] if 0 < start < len(tail) // 2 else tail
