"""What a task's own words say of its dependencies: `(depends on 1.3)`, `— blocked by Task 2`.

Finds the remarks and what they name; `known` says whether a name is that of a task. Words that
mean other things too, such as `after`, count only in brackets, and where all they name is known.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from msgspec import Struct

from orchestrator.document.ownwords import denied, said_itself

_WORD = r"(?:(?:sub-?)?tasks?|steps?|items?)"
_ID = r"(?:[A-Z]{1,10}-?)?\d+[a-z]?(?:[._]\d+[a-z]?)*(?!\w|\.\d)"
_ONE = rf"(?:{_WORD}\s*)?#?\s*{_ID}"
_AND = r"\s*(?:[,;&+/，；、–—-]|\band\b|\bto\b)\s*(?:and\s+)?"
_MANY = rf"{_ONE}(?:{_AND}{_ONE})*"
_STRICT = r"(?:depends?\s+(?:(?:only|also)\s+)?(?:up)?on|blocked\s+by)"
_LOOSE = r"(?:after|requires|needs|prereqs?|prerequisites?|dependency|dependencies|deps?|depends)"
_REMARK = re.compile(
    rf"(?:🔒\s*)?[(\[（]\s*(?:🔒\s*)?(?:(?P<strict>{_STRICT})|(?P<loose>{_LOOSE}))\s*:?\s+"
    r"(?P<said>[^()\[\]（）]+)[)\]）]",
    re.I,
)
_TAIL = re.compile(
    rf"(?:^|(?<=\s))(?:(?:🔒|[-–—]|🔒\s*[-–—]|[-–—]\s*🔒)\s*{_STRICT}\s*:?|{_STRICT}\s*:)\s+"
    r"(?P<said>\S.*)$",
    re.I,
)
_PLAIN = re.compile(rf"(?P<mark>^|[,;.:]\s+|(?<=\s)){_STRICT}\s*:?\s+(?P<said>{_MANY})?", re.I)
_BULLET = re.compile(
    rf"[*_]*(?:{_STRICT}|{_LOOSE})[*_]*\s*:[*_\s]*(?P<said>{_MANY})[\s.*_]*$", re.I
)
_OF_ANOTHER = re.compile(rf"(?:{_ONE}|\b(?:that|which|what|who|it))\s+(?:also\s+)?$", re.I)
_EACH = re.compile(_ONE, re.I)
_RANGE = re.compile(r"[–—]|(?<=\d)\s*-|\bto\b", re.I)
_NAMED = re.compile(rf"(?:{_WORD}\s*)?#?\s*", re.I)
_MAX_BEFORE = 40

Known = Callable[[str], bool]


class Remark(Struct, frozen=True):
    """What is named, and where it stands in the text; `whole` are start and end of what says
    nothing else than this, None where the text goes on with it."""

    said: str
    at: int
    whole: tuple[int, int] | None = None


def remarks(text: str, known: Known, *, loose: bool = True) -> Iterator[Remark]:
    """The dependencies that a text states of the task that it is of, none that it denies;
    `loose` is whether `(after 3)` counts, where that may be no version."""
    shown = said_itself(text)
    taken: list[tuple[int, int]] = []
    for found in _REMARK.finditer(shown):
        if found["strict"] or (loose and _is_loose(found, known)):
            taken.append(found.span())
            yield _remark(text, found, found.span())
    tail = _TAIL.search(shown)
    if tail is not None and not _inside(tail.start(), taken) and not denied(text, tail.start()):
        taken.append(tail.span())
        yield _remark(text, tail, tail.span())
    for found in _PLAIN.finditer(shown):
        if _inside(found.start(), taken) or not _is_own(text, found):
            continue
        end = found.start("said") if found["said"] else found.end()
        if known(text[end:].strip()):
            yield Remark(text[end:].strip(), end, (found.start(), len(text)))
            return
        if found["said"] and all_known(found["said"], known):
            yield _remark(text, found, None)


def bullet(text: str, known: Known) -> Remark | None:
    """What a line says that is nothing else than a dependency: `Depends on: 1.1`."""
    found = _BULLET.match(text)
    if found is None or not all_known(found["said"], known):
        return None
    return _remark(text, found, (0, len(text)))


def is_vague(text: str, known: Known) -> bool:
    """Whether a text begins a clause with a dependency on something that is no task's name, or
    says whom another task waits for."""
    return any(
        not denied(text, found.start())
        and (
            _names_another(text[: found.start()], known)
            if found.start() and not found["mark"].strip()
            else not (found["said"] and all_known(found["said"], known))
        )
        for found in _PLAIN.finditer(said_itself(text))
    )


def _names_another(before: str, known: Known) -> bool:
    found = re.search(rf"({_ONE})\s+(?:also\s+)?$", before[-_MAX_BEFORE:], re.I)
    return found is not None and all_known(found[1], known)


def all_known(said: str, known: Known) -> bool:
    """Whether a text is a list of names, all of them of tasks, or one task's title."""
    if known(said.strip()):
        return True
    if re.fullmatch(_MANY, said.strip(), re.I) is None:
        return False
    return all(known(_NAMED.sub("", each[0], count=1)) for each in _EACH.finditer(said))


def names_in(text: str, known: Known) -> tuple[str, ...]:
    """The names of a text that is a list of nothing but tasks, or one task's title, else none;
    none of one with a range, whose ends alone say too little."""
    if known(text):
        return (text,)
    if not all_known(text, known) or _RANGE.search(text):
        return ()
    return tuple(_NAMED.sub("", each[0], count=1) for each in _EACH.finditer(text))


def without(text: str, found: list[Remark]) -> str:
    """A text without the remarks that say nothing else."""
    for each in sorted(found, key=lambda one: -one.at):
        if each.whole is not None:
            start, end = each.whole
            rest = text[end:].lstrip()
            text = f"{text[:start].rstrip()}{'' if rest[:1] in ',;.:' else ' '}{rest}"
    return text.strip()


def _is_loose(found: re.Match[str], known: Known) -> bool:
    """Whether a word that means other things too names tasks; `(needs 2)` is how many."""
    counts = found["loose"].lower() in ("requires", "needs") and found["said"].strip().isdigit()
    return not counts and all_known(found["said"], known)


def _is_own(text: str, found: re.Match[str]) -> bool:
    before = text[max(found.start() - _MAX_BEFORE, 0) : found.start()]
    return not denied(text, found.start()) and (
        bool(found["mark"].strip()) or _OF_ANOTHER.search(before) is None
    )


def _inside(at: int, taken: list[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in taken)


def _remark(text: str, found: re.Match[str], whole: tuple[int, int] | None) -> Remark:
    start, end = found.span("said")
    said = text[start:end]
    return Remark(said.strip(), start + len(said) - len(said.lstrip()), whole)
