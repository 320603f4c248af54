"""Where in a title or value a status stands written, and how to write another in its place.

What a status is, `status` knows. Here a piece of text counts as one only if the title, or the
value, reads the same with another status written there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from msgspec import Struct

from orchestrator.document.headings import plain_title
from orchestrator.document.inline import emoji_runs, unwrapped
from orchestrator.document.status import TAILS, emoji_status, leading_status, status_of

COMPLETED = "completed"
_MOST_WORDS = 8
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
WITHIN = re.compile(r"[\s*_~-]*")  # between the words of one status
_WRAPPING = " \t\u00a0*_~`(["
# An emoji whose bytes were read in a wrong encoding: letters and signs of the West, no others,
# and one of them is no mere punctuation.
_MANGLED = re.compile(
    r"(?:^|(?<=[\s*_~`(\[]))[\u0080-\u024f\u2000-\u214f\u2500-\u259f\ufffd]{1,4}$"
)
_NO_PUNCTUATION = re.compile("[\u0080-\u009f\u00c0-\u024f\u2500-\u259f\ufffd]")
_NEAR = 5  # one more than a mangled emoji has characters
_GOES_ON = re.compile(r"[\s*_~`]*(?:[-/]\S|[^\W_])")
_OTHER = {True: ("⏳", "Not Started", "not_started"), False: ("✅", "Completed", COMPLETED)}


class Spelled(Struct, frozen=True):
    """A status and its pieces in a text, as start and end: its words, and every emoji that
    says the same. `remark` tells that it is rather a sentence: more words go on from there."""

    status: str
    words: tuple[int, int] | None
    emoji: tuple[tuple[int, int], ...]
    remark: bool = False


Piece = tuple[int, int, str]


def pieces(spelled: Spelled, emoji: str, word: str, *, add: bool = False) -> tuple[Piece, ...]:
    """What to write where, so that the text says `emoji` and `word`: each where the same
    stood before, with `add` an emoji also before words that had none."""
    out = [(start, end, emoji) for start, end in spelled.emoji]
    if spelled.words is not None:
        before = f"{emoji} " if add and not spelled.emoji else ""
        out.append((*spelled.words, before + word))
    return tuple(sorted(out))


def rewritten(text: str, changes: tuple[Piece, ...]) -> str:
    """The text with its pieces replaced."""
    for start, end, new in reversed(changes):
        text = text[:start] + new + text[end:]
    return text


def in_title(text: str) -> Spelled | None:
    """The status of a heading or an item, which stands behind the title or, as an emoji alone,
    before it; None where it has none that can be told from the title."""
    title = plain_title(text)
    if title.status is None:
        return None
    emoji, word, status = _OTHER[title.status == COMPLETED]
    for candidate in _candidates(text, title.status):
        other = plain_title(rewritten(text, pieces(candidate, emoji, word)))
        same = (other.text, other.prefix, other.number) == (title.text, title.prefix, title.number)
        if same and other.status == status:
            return candidate
    return None


def in_value(text: str) -> Spelled | None:
    """The status with which the value of a key begins."""
    status = status_of(unwrapped(text))
    if status is None:
        return None
    found = list(WORD.finditer(text))[:_MOST_WORDS]
    count = _status_words(found)
    if not count:
        emoji = _saying(text, emoji_runs(text))[:1]
        own_words = bool(found) and any(
            found[0].start() < start or _GOES_ON.match(text, end) for start, end in emoji
        )
        return Spelled(status, None, emoji, own_words)
    start, end = found[0].start(), found[count - 1].end()
    remark = _GOES_ON.match(text, end) is not None
    return Spelled(status, (start, end), _beside(text, start, end), remark)


def _status_words(found: list[re.Match[str]]) -> int:
    """How many of the words, from the first, say a status."""
    words = [word.group().lower().replace("’", "'") for word in found]
    status = leading_status(words)
    if status is None:
        return 0
    count = status[1]
    for tail in TAILS:
        if words[count : count + len(tail.split())] == tail.split():
            count += len(tail.split())
            break
    between = pairwise(found[:count])
    text = found[0].string
    joined = all(WITHIN.fullmatch(text, one.end(), two.start()) for one, two in between)
    return count if joined else 0


def _candidates(text: str, status: str) -> Iterator[Spelled]:
    """What the status may be, the longest first. An emoji before the title belongs to it only
    if it says the same; another one is there for its looks."""
    runs = emoji_runs(text)
    words = list(WORD.finditer(text))
    leading = _saying(text, [run for run in runs if not words or run[1] <= words[0].start()])
    lead = {each for each in leading if emoji_status(text[each[0]]) == status}
    last = words[-_MOST_WORDS:]
    said = set()
    for first in range(len(last)):
        if _status_words(last[first:]) == len(last) - first:
            start, end = last[first].start(), last[-1].end()
            emoji = sorted(lead | set(_beside(text, start, end)))
            yield Spelled(status, (start, end), tuple(emoji))
            said.add(status_of(text[start:end]))
    if status in said and not lead:
        return  # words of a title that say the same: one emoji alone would contradict them
    behind = [run for run in runs if words and run[0] >= words[-1].end()]
    yield Spelled(status, None, tuple(sorted(lead | set(_saying(text, behind)))))


def _beside(text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """The emoji right before words, mangled or not; else those right behind that say a status."""
    before = len(text[:start].rstrip(_WRAPPING))
    near = max(before - _NEAR, 0)
    mangled = _MANGLED.search(text[near:before])
    run = next((run for run in emoji_runs(text) if run[1] == before), None)
    if mangled is not None and _NO_PUNCTUATION.search(mangled.group()):
        return ((near + mangled.start(), before),)
    if run is not None:
        return (run,)
    after = len(text) - len(text[end:].lstrip(_WRAPPING))
    return _saying(text, [run for run in emoji_runs(text) if run[0] == after])


def _saying(text: str, runs: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Each emoji of the runs that says a status, with the selector of its looks."""
    return tuple(
        (at, at + 1 + text.startswith("\ufe0f", at + 1))
        for start, end in runs
        for at in range(start, end)
        if emoji_status(text[at]) is not None
    )
