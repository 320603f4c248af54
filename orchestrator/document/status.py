"""What people write for the state of a task, as one of eight words; proves nothing.

Where a word and an emoji disagree, the word wins.
"""

from __future__ import annotations

import re

from orchestrator.document.inline import peel_emoji, without_bold, without_emoji

_WORDS: dict[str, tuple[str, ...]] = {
    "not_started": (
        "not started", "not yet started", "pending", "todo", "to do", "planned", "open", "new",
        "backlog", "draft", "ready", "queued", "waiting", "proposed", "scheduled", "upcoming",
        "ready for dev",
    ),
    "in_progress": (
        "in progress", "wip", "work in progress", "doing", "started", "ongoing", "active",
        "running", "underway", "under way",
    ),
    "completed": (
        "completed", "complete", "done", "finished", "achieved", "closed", "resolved", "passed",
        "delivered", "shipped", "merged",
    ),
    "blocked": ("blocked", "stuck"),
    "failed": ("failed", "fail", "failing", "broken"),
    "review": (
        "review", "in review", "under review", "ready for review", "needs review", "reviewing",
    ),
    "deferred": ("deferred", "postponed", "paused", "on hold", "skipped"),
    "cancelled": (
        "cancelled", "canceled", "won't do", "wont do", "wontfix", "abandoned", "dropped",
        "rejected", "obsolete",
    ),
}  # fmt: skip
_BY_WORDS = {word: status for status, words in _WORDS.items() for word in words}
LONGEST = max(len(word.split()) for word in _BY_WORDS)
_BY_EMOJI = {
    "✅": "completed", "☑": "completed", "✔": "completed", "✓": "completed", "🎉": "completed",
    "⏳": "not_started", "⌛": "not_started", "🔄": "in_progress", "🚧": "in_progress",
    "🏗": "in_progress", "❌": "failed", "✗": "failed", "✘": "failed", "🚫": "blocked",
    "⛔": "blocked", "🔒": "blocked", "⏸": "deferred", "👀": "review",
}  # fmt: skip
# What the first byte of an emoji is read as; some are followed by a selector, which has it too.
_FIRST_BYTES = "âð"
_DASH = re.compile(r"\s[-–—]{1,2}\s+")
_BRACKETED = re.compile(r"[(\[]([^()\[\]]{1,40})[)\]]$")


def status_of(text: str) -> str | None:
    """The status that `text` begins with, by word, else by emoji; None if neither is known."""
    said = " ".join(status_words(text)).lower().replace("_", " ").replace("-", " ")
    found = leading_status(said.strip(" .:!").split())
    return found[0] if found else emoji_status(text)


def status_words(text: str) -> list[str]:
    """The words of a status, without emoji and without what a wrong encoding made of one in
    front of them: `â³ Not Started`."""
    words = without_emoji(without_bold(text)).split()
    return words[1:] if len(words) > 1 and _once_emoji(words[0]) else words


def emoji_status(text: str) -> str | None:
    """The status of the first emoji that stands for one."""
    return next((_BY_EMOJI[char] for char in text if char in _BY_EMOJI), None)


def peel_status(title: str) -> tuple[str, str | None]:
    """A title without the status behind it, and that status.

    `Build ⏳ Not Started`, `Build - ✅ **COMPLETED**`, `Build (✅ Done)`, `Build ✅` and, where
    the emoji was mangled, `Build ó Not Started`.
    """
    title = " ".join(without_bold(title).split())
    for peel in (_after_dash, _bracketed, _after_emoji):
        found = peel(title)
        if found is not None:
            return found
    trailing = peel_emoji(title)[2]
    # A byte that could not be read inside a word (`caf\ufffd`) is no mangled emoji.
    in_word = trailing.startswith("\ufffd") and title[: -len(trailing)][-1:].isalnum()
    if trailing and not in_word:
        return title[: len(title) - len(trailing)].rstrip(" -–—:"), emoji_status(trailing)
    return title, None


def _after_dash(title: str) -> tuple[str, str | None] | None:
    dashes = list(_DASH.finditer(title))
    if not dashes:
        return None
    tail = title[dashes[-1].end() :]
    status = _whole_status(tail)
    return (title[: dashes[-1].start()].rstrip(), status) if status else None


def _bracketed(title: str) -> tuple[str, str | None] | None:
    found = _BRACKETED.search(title)
    if not found:
        return None
    leading = peel_emoji(found[1])[0]
    if not leading and not title.endswith("]"):
        return None  # `Handle orders (completed)` is a title
    status = _whole_status(found[1])
    return (title[: found.start()].rstrip(" -–—:"), status) if status else None


def _after_emoji(title: str) -> tuple[str, str | None] | None:
    """The longest known words at the end, if what stands before them is an emoji or was one."""
    words = title.split()
    for count in range(min(LONGEST, len(words)), 0, -1):
        status = _whole_status(" ".join(words[-count:]))
        if status is None:
            continue
        before = words[: len(words) - count]
        if before and _once_emoji(before[-1]):
            return " ".join(before[:-1]).rstrip(" -–—:"), status
        if not before and count == len(words):
            return None
        if peel_emoji(words[-count])[0]:
            return " ".join(before).rstrip(" -–—:"), status
    return None


def _once_emoji(word: str) -> bool:
    """Whether a word is an emoji or what a wrong encoding made of one (`ó`, `â³`, `â¸ï¸`)."""
    most = 8 if word[0] in _FIRST_BYTES else 4
    return len(word) <= most and not any(char.isascii() for char in word)


def _whole_status(text: str) -> str | None:
    """The status that is all of `text`, emoji aside, such as `🚀 READY TO START`."""
    words = without_emoji(without_bold(text)).lower().replace("_", " ").replace("-", " ").split()
    if not words:
        return emoji_status(text)
    found = leading_status(words)
    if found is None:
        return None
    rest = words[found[1] :]
    return found[0] if not rest or " ".join(rest) in TAILS else None


# What may follow the word of a status and still belong to it.
TAILS = frozenset({"successfully", "to start", "to begin", "for development"})


def leading_status(words: list[str]) -> tuple[str, int] | None:
    """The status that words in lower case begin with, and how many of them say it."""
    for count in range(min(LONGEST, len(words)), 0, -1):
        status = _BY_WORDS.get(" ".join(words[:count]))
        if status is not None:
            return status, count
    return None
