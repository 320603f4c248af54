"""How a task file writes that something is completed: its own way, where it has one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from orchestrator.document.edits import Edit
from orchestrator.document.marks import StatusMark
from orchestrator.document.spelling import COMPLETED, Piece, pieces, rewritten

_EMOJI = "✅"
# Who counts from “to do” counts to “done”.
_BEFORE_DONE = frozenset({"todo", "doing"})
# Other words for it, such as “merged” or “passed”, say more than a run can show.
_WORDS = frozenset({"completed", "complete", "done", "finished"})


class Wording:
    """The way of the file that holds these statuses: the word and emoji that it uses most
    where something is completed, those of titles for titles first."""

    def __init__(self, statuses: Iterable[StatusMark]) -> None:
        self._words: dict[str, Counter[str]] = {}
        self._emoji: dict[str, Counter[str]] = {}
        for each in statuses:
            if each.spelled.status == COMPLETED:
                self._learn(each)

    def completed(self, old: StatusMark) -> tuple[tuple[Edit, ...], str]:
        """The edits that make a status completed, and how its text reads then."""
        changes = pieces(
            old.spelled, self._emoji_for(old), self._word_for(old), add=self._adds_emoji(old)
        )
        return tuple(_edits(old, changes)), rewritten(old.text, changes)

    def _learn(self, mark: StatusMark) -> None:
        spelled, text = mark.spelled, mark.text
        if spelled.words is None:
            return
        start, end = spelled.words
        if text[start:end].lower() not in _WORDS or spelled.remark:
            return
        self._words.setdefault(mark.where, Counter())[text[start:end]] += 1
        emoji = text[slice(*spelled.emoji[-1])] if spelled.emoji else ""
        if emoji[:1] in ("", *"✅☑✔✓"):
            self._emoji.setdefault(mark.where, Counter())[emoji] += 1

    def _word_for(self, old: StatusMark) -> str:
        """The file's word; else ours, in the case of the one that stood there."""
        found = _most(self._words, old.where)
        if found or old.spelled.words is None:
            return found
        said = old.text[slice(*old.spelled.words)]
        word = "Done" if re.sub(r"[\W_]", "", said).lower() in _BEFORE_DONE else "Completed"
        return word.upper() if said.isupper() else word.lower() if said.islower() else word

    def _emoji_for(self, old: StatusMark) -> str:
        return _most(self._emoji, old.where) or _EMOJI

    def _adds_emoji(self, old: StatusMark) -> bool:
        """Whether words that had no emoji get one: if the file writes it so in such a place."""
        return any(self._emoji.get(old.where, ()))


def _most(seen: dict[str, Counter[str]], where: str) -> str:
    """What is seen most often in such places, else in the others; "" for nothing. The front
    matter is written for programs and goes its own way."""
    found = seen.get(where, Counter[str]())
    if not found and where != "front":
        found = seen.get("title", Counter[str]()) + seen.get("key", Counter[str]())
    return max(found, key=lambda text: found[text], default="")


def _edits(mark: StatusMark, changes: tuple[Piece, ...]) -> Iterable[Edit]:
    for start, end, new in changes:
        if mark.text[start:end] != new:
            yield Edit(mark.line, mark.start + start, mark.start + end, new)
