"""The phases and stories of a file by the names that people call them; knows no order.

`Phase 3`, `Phases 3-5`, `US2`, `User Stories`, `Foundational`, `the final phase`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from string import ascii_lowercase

from msgspec import Struct, field

from orchestrator.document.inline import peel_emoji, without_bold
from orchestrator.document.speckit.tlines import RANGE

# `3`, `3.1`, `2a`.
_ONE = r"\d+(?:[a-z](?![^\W_]))?(?:\.\d+(?:[a-z](?![^\W_]))?)*"
_PHASE = re.compile(
    rf"(?:phase\s+(?P<number>{_ONE})\b|(?P<final>final\s+phase|phase\s+(?:final|N))\b)"
    r"\s*[:.–—-]*\s*(?P<name>.*)",
    re.I,
)
_NUMBERS = _ONE + r"(?:\s*(?:[-–—/,&+]|\bto\b|\bthrough\b|\band\b)\s*(?:{0})?" + _ONE + r")*"
_PHASE_WORD = r"phases?\s+"
_STORY_WORD = r"(?:user\s+stor(?:y|ies)|\bUS)[\s-]*"
_STORIES = re.compile(rf"\b{_STORY_WORD}(?P<numbers>{_NUMBERS.format(_STORY_WORD)})", re.I)
_NUMBER = re.compile(rf"(?P<range>[-–—]|\bto\b|\bthrough\b)?\s*[a-z\s-]*?(?P<number>{_ONE})", re.I)
_MENTION = (
    rf"\bphases?\s+(?P<phases>{_NUMBERS.format(_PHASE_WORD)})(?P<on>\+(?!\s*\d))?"
    rf"|\b{_STORY_WORD}(?P<stories>{_NUMBERS.format(_STORY_WORD)})"
    r"|\b(?P<all>(?:user\s+)?stories|(?:every|each|any)\s+(?:\w+\s+)?(?:user\s+)?story)\b"
    r"|\b(?P<previous>(?:all|every)\s+(?:(?:of\s+)?the\s+)?(?:previous|prior|preceding|earlier|other)"
    r"\s+(?:phases?|tasks))\b"
    rf"|\b(?P<final>final\s+phase|phase\s+N)\b|\b(?P<task>{RANGE})"
)
_KNOWN = ("setup", "foundation", "foundational", "polish")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_FILLER = re.compile(
    r"\b(?:and|then|the|all|also|both|completion|completed?|done|desired|tasks?|phases?|only)\b|[\s,&+/*.✅]+",
    re.I,
)
_MAX_DIGITS = 6
_LETTERS = 10**_MAX_DIGITS  # what a letter adds: `2a` is a part of 2 and none of 2.1, 2.2, …
_MAX_NAMED = 200  # phases that can be referred to by their title
_MAX_MEANT = 200_000  # phases named in all, those of ranges and groups included


class Phase(Struct):
    """A part of a file whose tasks are done together: its number (`3`, `3.1`, `3a`) if any, its
    title in small letters, the numbers of the stories that it is about."""

    number: tuple[int, ...] | None
    title: str
    final: bool = False
    stories: set[int] = field(default_factory=set)


class Mention(Struct, frozen=True):
    """Phases (by index) or a task that a text names, and where; `kind` is the group's name, and
    `unknown` are numbers of phases and stories that the file has none of."""

    kind: str
    start: int
    end: int
    phases: tuple[int, ...] = ()
    task: str | None = None
    unknown: tuple[str, ...] = ()


def phase_of(heading: str) -> Phase | None:
    """The phase that a heading begins, `Phase 3: User Story 1 - …`; None where it begins none."""
    text = peel_emoji(without_bold(heading))[1]
    found = _PHASE.match(text)
    if found is None:
        return None
    number = _parts(found["number"]) if found["number"] else None
    return Phase(number, _plain(found["name"]), bool(found["final"]), stories_in(text))


def section_of(heading: str) -> Phase:
    """A part of a file without phases, by its heading."""
    return Phase(None, _plain(peel_emoji(without_bold(heading))[1]), False, stories_in(heading))


def stories_in(text: str) -> set[int]:
    """The numbers of the stories that a text names first: of `User Story 1 & 2` 1 and 2."""
    found = _STORIES.search(text)
    if found is None:
        return set()
    pairs = _ranges(found["numbers"])
    return {
        number
        for first, last in pairs
        for number in range(first[0], min(last[0], first[0] + _MAX_NAMED) + 1)
    }


class PhaseNames:
    """The phases of a file by all their names; nobody waits for those that are `empty`."""

    def __init__(self, phases: Sequence[Phase], empty: Iterable[Phase] = ()) -> None:
        self.phases = phases
        headings = (*phases, *empty)
        self._numbers = sorted(each.number for each in headings if each.number is not None)
        self._stories: list[tuple[int, ...]] = sorted(
            {(story,) for each in headings for story in each.stories}
        )
        self._left = _MAX_MEANT
        self._final = [index for index, each in enumerate(phases) if each.final]
        self._of_stories = [index for index, each in enumerate(phases) if each.stories]
        self._by_story: dict[int, list[int]] = {}
        self._by_number = sorted(
            (each.number, index) for index, each in enumerate(phases) if each.number is not None
        )
        for index in self._of_stories:
            for story in phases[index].stories:
                self._by_story.setdefault(story, []).append(index)
        self._named: dict[str, list[int]] = {}
        for index, phase in enumerate(phases[:_MAX_NAMED]):
            first = phase.title.split(" ")[0].strip(",:&")
            names = {phase.title}
            if first in _KNOWN:
                names |= {"foundation", "foundational"} if first.startswith("found") else {first}
            for name in names:
                if len(name) > 2 and not stories_in(name):
                    self._named.setdefault(name, []).append(index)
        longest = sorted(self._named, key=lambda name: -len(name))
        words = "|".join(map(re.escape, longest))
        named = rf"|(?<!\w)(?P<name>{words})(?!\w)" if words else ""
        self._mention = re.compile(_MENTION + (named or "|(?P<name>(?!))"), re.I)

    def spend(self, count: int) -> bool:
        """Whether so many more phases may be named; a file could name more than can be held."""
        if count > self._left:
            return False
        self._left -= count
        return True

    def link(self, text: str) -> list[Mention]:
        """The mentions that are all a link of a chain says, else none."""
        shown = bare(text)
        mentions = list(self.mentions(shown))
        left = "".join(
            shown[start:end]
            for start, end in zip(
                [0, *(each.end for each in mentions)],
                [*(each.start for each in mentions), len(shown)],
                strict=True,
            )
        )
        if _FILLER.sub("", left):
            return []
        return [each for each in mentions if each.task or each.phases]

    def subjects(self, text: str, *, first: bool = False) -> tuple[int, ...]:
        """The phases that a text is about: those given by number, if any; of a group of stories
        only those that are about stories. With `first` only those that it begins with."""
        mentions = [each for each in self.mentions(text) if each.phases]
        if first:
            mentions = _leading(mentions, text)
        numbered = [each for each in mentions if each.kind == "phases"]
        chosen = dict.fromkeys(index for each in numbered or mentions for index in each.phases)
        if numbered and any(each.kind == "all" for each in mentions):
            of_stories = [index for index in chosen if self.phases[index].stories]
            return tuple(of_stories) or tuple(chosen)
        return tuple(chosen)

    def only_tasks(self, text: str) -> tuple[str, ...]:
        mentions = self.link(text)
        tasks = tuple(each.task for each in mentions if each.task is not None)
        return tasks if len(tasks) == len(mentions) else ()

    def mentions(self, text: str) -> Iterator[Mention]:
        """Every phase, story and task that the text names, in order."""
        for found in self._mention.finditer(text):
            kind = str(found.lastgroup if found.lastgroup != "on" else "phases")
            task = found["task"]
            phases = () if task else tuple(self._meant(kind, found))
            unknown = () if task else tuple(self._unknown(kind, found))
            yield Mention(kind, found.start(), found.end(), phases, task, unknown)

    def _unknown(self, kind: str, found: re.Match[str]) -> Iterator[str]:
        """The numbers of a mention that no heading has; of a range, where it has none of it."""
        if kind not in ("phases", "stories"):
            return
        known = self._numbers if kind == "phases" else self._stories
        for first, last in _ranges(found[kind]):
            at = bisect_left(known, first)
            if at == len(known) or not (found["on"] or known[at][: len(last)] <= last):
                yield _shown(kind, first)

    def _meant(self, kind: str, found: re.Match[str]) -> Iterator[int]:
        """The phases of a mention, as long as no more than can be have been named in all."""
        for index in self._of_kind(kind, found):
            if self._left == 0:
                return
            self._left -= 1
            yield index

    def _of_kind(self, kind: str, found: re.Match[str]) -> Iterator[int]:
        if kind == "name":
            yield from self._named[found["name"].lower()]
        elif kind == "final":
            yield from self._final
        elif kind == "all":
            yield from self._of_stories
        elif kind == "stories":
            for story in sorted(stories_in(found[0])):
                yield from self._by_story.get(story, ())
        elif kind == "phases":
            for first, last in _ranges(found["phases"]):
                yield from self._numbered_from(first, None if found["on"] else last)

    def _numbered_from(self, first: tuple[int, ...], last: tuple[int, ...] | None) -> Iterator[int]:
        """Phases from one number to another, `3.1` being one of `3`."""
        at = bisect_left(self._by_number, (first, -1))
        for number, index in islice(self._by_number, at, None):
            if last is not None and number[: len(last)] > last:
                return
            yield index


def _ranges(numbers: str) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Each number of a list, and the ends of each range, as pairs of first and last."""
    pairs: list[tuple[tuple[int, ...], tuple[int, ...]]] = []
    for found in _NUMBER.finditer(numbers):
        number = _parts(found["number"])
        if found["range"] and pairs:
            pairs[-1] = (pairs[-1][0], number)
        else:
            pairs.append((number, number))
    return pairs


def _parts(number: str) -> tuple[int, ...]:
    parts: list[int] = []
    for part in number.lower().split("."):
        digits = part.rstrip(ascii_lowercase)
        parts.append(int(digits[:_MAX_DIGITS]))
        parts += [_LETTERS + ord(letter) for letter in part[len(digits) :]]
    return tuple(parts)


def _shown(kind: str, number: tuple[int, ...]) -> str:
    text = ""
    for part in number:
        text += chr(part - _LETTERS) if part >= _LETTERS else f".{part}"
    return ("Phase " if kind == "phases" else "US") + text.strip(".")


def _plain(title: str) -> str:
    """A phase's title without remarks in brackets, emoji and marks, in small letters."""
    title = peel_emoji(_BRACKETS.sub(" ", title))[1]
    return " ".join(title.replace("*", "").lower().split()).strip(" :-–—")


def bare(text: str) -> str:
    """The text with remarks in brackets blanked out, character for character."""
    return _BRACKETS.sub(lambda found: " " * len(found[0]), text)


def _leading(mentions: list[Mention], text: str) -> list[Mention]:
    """The mentions up to the first word that lists no further one."""
    kept: list[Mention] = []
    for each in mentions:
        if kept and _FILLER.sub("", text[kept[-1].end : each.start]):
            break
        kept.append(each)
    return kept
