"""What a line says on which phase waits for which: `US2 (Phase 4): depends on Foundational + US1`.

One line in, what it states out; knows no blocks, and makes no edges.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct, field

from orchestrator.document.inline import masked, without_bold
from orchestrator.document.speckit.phases import Mention, PhaseNames, bare

_ARROW = re.compile(r"\s*(?:→|⟶|-->|->|=>|⇒)\s*")
_CLAUSE = re.compile(r";\s*|\.\s+|\s[-–—]{1,2}\s+")
_SUBJECT = re.compile(r"(?P<subject>[^:]{1,150}):\s*(?P<rest>\S.*)?$")
_NEGATIVE = re.compile(
    r"\bno(?:\s+\w+){0,3}\s+dependenc(?:y|ies)|^\s*none\b|\bindependent\b|\bwithout\b"
    r"|(?:\bnot|n['’]t|\bnever|\bno\s+longer)\s+(?:\w+\s+)?"
    r"(?:depends?\b|(?:need|require|wait)s?\b(?!\s+only))"
    r"|\bno\s+need\b|\bneeds?\s+(?:nothing|none)\b",
    re.I,
)
_VERB = (
    r"(?:\bdepends?\s+(?:(?:only|also|solely)\s+)?(?:up)?on\b|\b(?:after|once)\b|\brequires?\b"
    r"|\bneeds?\b|\bblocked\s+by\b|\bwaits?\s+for\b)"
)
_WAITS = re.compile(_VERB, re.I)
# Where the words behind a verb turn to what is not waited for: `Setup, not on US1`. But `not only
# US1`, `but also US1` and `not before US1` go on.
_TURN = re.compile(
    r"\bnot(?!\s+(?:only|just)\b)(?!\s+(?:\w+\s+){0,2}(?:before|until)\b)"
    r"|\bbut(?=\s+(?:it\s+)?(?:not?|never|may|might|can|could|should|will|would|is|are|has|works?)\b)"
    r"|(?<!not\s)\b(?:before|alongside|concurrently\s+with|rather\s+than|instead\s+of"
    r"|regardless\s+of|even\s+if)\b"
    r"|\b(?:in\s+)?parallel\s+(?:with|to)\b|\bat\s+the\s+same\s+time\s+as\b",
    re.I,
)
_MORE = re.compile(
    rf"(?:,|\b(?:and|but)\b)\s*(?:(?:and|but|also|then|it|is|must|should)\s+)*{_VERB}", re.I
)
_ORDER_WORDS = re.compile(
    r"depend|→|->|\bblocks?\b|\bbefore\b|\bafter\b|\bonce\b|\brequires?\b|\bprerequisite", re.I
)
_BLOCKS = re.compile(r"\b(?:un)?blocks\b", re.I)
_MAX_PAIRS = 10_000  # of tasks that one line puts behind each other


class Stated(Struct):
    """What a line states of `subjects`, phases by index: that they wait for phases and tasks, or
    for nothing, or for no story (`no_story`)."""

    subjects: tuple[int, ...]
    phases: tuple[int, ...] = ()
    tasks: tuple[str, ...] = ()
    no_story: bool = False


class Statements(Struct):
    """All that a line states. `of_tasks` are pairs of ids or ranges, of which the first waits for
    the second; `free` are those of which it says that they wait for nothing; `unknown` are phases
    that are not in the file; `understood` is False where it speaks of order and gave nothing."""

    stated: list[Stated] = field(default_factory=list)
    of_tasks: list[tuple[str, str]] = field(default_factory=list)
    free: tuple[str, ...] = ()
    subjects: tuple[int, ...] = ()
    unknown: list[str] = field(default_factory=list)
    understood: bool = True


def read_line(text: str, names: PhaseNames, inherited: tuple[int, ...] = ()) -> Statements:
    """What a line of the dependency section states; `inherited` are the phases that the item or
    heading above it is about."""
    return _Reader(names).read(text, inherited)


class _Reader(Struct):
    names: PhaseNames

    def read(self, text: str, inherited: tuple[int, ...]) -> Statements:
        text = " ".join(masked(without_bold(text).replace("*", "")).replace("\0", "_").split())
        chain = self._chain(text)
        if chain is not None:
            return chain
        found = Statements(subjects=inherited)
        if self._of_tasks(text, found):
            return found
        head = _SUBJECT.match(text)
        subject = head["subject"] if head and not _WAITS.search(head["subject"]) else ""
        own = self.names.subjects(subject)
        ids = self.names.only_tasks(subject) if not own else ()
        if head and (own or ids):
            text = head["rest"] or ""
        found.subjects = own or inherited
        gave, at, shown = False, 0, bare(text)
        for end in [*_CLAUSE.finditer(shown), None]:
            stop = end.start() if end is not None else len(text)
            gave |= self._clause(shown[at:stop], text[at:stop], found, ids)
            at = end.end() if end is not None else stop
        found.understood = gave or bool(found.unknown) or not _speaks_of_order(text)
        return found

    def _clause(self, shown: str, clause: str, found: Statements, ids: tuple[str, ...]) -> bool:
        """Take what a clause states; `shown` is the same without remarks in brackets."""
        negative = _NEGATIVE.search(shown)
        said = shown[: negative.start()] if negative else shown
        verb = _WAITS.search(said)
        if verb is None:
            if negative is not None and "independent" not in negative[0].lower():
                found.subjects = found.subjects or self.names.subjects(said, first=True)
                found.free += ids
                self._nothing(found, shown[negative.start() :])
            return negative is not None
        before = said[: verb.start()]
        tasks = self.names.only_tasks(before) or (() if before.strip(" ,") else ids)
        subjects = () if tasks else self.names.subjects(before, first=True) or found.subjects
        after = _waited_for(said[verb.end() :])
        sources = _narrowed(list(self.names.mentions(after)), after)
        sources = sources or self._in_brackets(clause[verb.end() : len(said)], after)
        needed = _tasks(sources)
        found.unknown += [name for source in sources for name in source.unknown]
        if tasks:
            found.of_tasks += _pairs(tasks, needed)
            return bool(needed)
        if not subjects or not sources:
            return False
        found.subjects = found.subjects or subjects
        waited = tuple(each for source in sources for each in self._before(source, subjects))
        # A phase without tasks is there, and nothing is waited for.
        there = all(each.kind in ("phases", "stories") and not each.phases for each in sources)
        return self._state(found, subjects, waited, needed) or there

    def _in_brackets(self, clause: str, after: str) -> list[Mention]:
        """What a clause names in brackets alone, as far as it speaks of what is waited for."""
        return list(self.names.mentions(clause if _TURN.search(after) is None else ""))

    def _nothing(self, found: Statements, said: str) -> None:
        """Take that a phase waits for nothing. A story without dependencies has none on other
        stories, whatever comes before all of them."""
        story = any(self.names.phases[each].stories for each in found.subjects)
        other = any(each.kind != "name" for each in self.names.mentions(said))
        if found.subjects:
            found.stated.append(Stated(found.subjects, no_story=story or other))

    def _state(
        self,
        found: Statements,
        subjects: tuple[int, ...],
        phases: tuple[int, ...],
        tasks: tuple[str, ...],
    ) -> bool:
        """Take what phases wait for; where nothing is left of it, nothing is said of them."""
        if not (phases or tasks):
            return False
        if not self.names.spend(len(subjects) * (len(phases) + len(tasks))):
            return False
        found.stated.append(Stated(subjects, phases, tasks))
        return True

    def _before(self, source: Mention, subjects: tuple[int, ...]) -> tuple[int, ...]:
        if source.kind == "previous":
            first = min(subjects)
            return tuple(range(first)) if self.names.spend(first) else ()
        return tuple(each for each in source.phases if each not in subjects)

    def _of_tasks(self, text: str, found: Statements) -> bool:
        """Take `T008 blocks T009, T015`, where nothing else is said in the clause."""
        for clause in _CLAUSE.split(text):
            sides = _BLOCKS.split(bare(clause))
            if len(sides) != 2:
                continue
            first, second = map(self.names.only_tasks, sides)
            found.of_tasks += _pairs(second, first)
        return bool(found.of_tasks)

    def _chain(self, text: str) -> Statements | None:
        """`Setup (Phase 1) → Foundational → User Stories`: each waits for the one before it."""
        if _ARROW.search(text) is None:
            return None
        found = Statements()
        for clause in re.split(r"\.\s+|;\s*", text):
            links = [self.names.link(each) for each in _ARROW.split(clause)]
            if len(links) < 2 or not all(links):
                return None
            for earlier, later in pairwise(links):
                tasks = _tasks(earlier)
                phases = tuple(index for each in earlier for index in each.phases)
                own = tuple(index for each in later for index in each.phases if index not in phases)
                if own:
                    self._state(found, own, phases, tasks)
                found.of_tasks += _pairs(_tasks(later), tasks)
        return found


def _speaks_of_order(text: str) -> bool:
    """Whether a text sounds as if it said what comes before what."""
    return _ORDER_WORDS.search(text) is not None


def _waited_for(text: str) -> str:
    """What stands behind a verb, with what is not waited for blanked out, character for
    character: `Setup, before US1 is shown, and after US2` speaks of Setup and of US2."""
    at = 0
    while (turn := _TURN.search(text, at)) is not None:
        denies = turn[0].lower() in ("not", "but")
        more = (_MORE if denies else _WAITS).search(text, turn.start())
        at = more.end() if more is not None else len(text)
        text = text[: turn.start()] + " " * (at - turn.start()) + text[at:]
    return text


def _narrowed(mentions: list[Mention], text: str) -> list[Mention]:
    """Without the story of `US2's T037`: the task alone is meant."""
    kept = []
    for index, each in enumerate(mentions):
        following = mentions[index + 1] if index + 1 < len(mentions) else None
        owns = following is not None and following.task is not None
        if not (owns and following and text[each.end : following.start].strip() in ("'s", "’s")):
            kept.append(each)
    return kept


def _tasks(mentions: Sequence[Mention]) -> tuple[str, ...]:
    return tuple(each.task for each in mentions if each.task is not None)


def _pairs(later: Sequence[str], earlier: Sequence[str]) -> list[tuple[str, str]]:
    if len(later) * len(earlier) > _MAX_PAIRS:
        return []
    return [(one, other) for one in later for other in earlier]
