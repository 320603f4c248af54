"""What the text of a dependency key refers to; one value in, one `Resolved` out.

Approach: the value is cut at commas (and at `and` between references), and each piece is
tried in turn as nothing (`None`), as all previous subtasks, as a title, as a range over
document order, as an id. A piece that has the shape of the file's own ids, or nearly the
words of a title, and is not there is unknown; one of another numbering is external; the rest
is prose. Remarks after a reference are allowed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from msgspec import Struct, field

from orchestrator.plan.ids import key_of, shape_of
from orchestrator.plan.near import Near
from orchestrator.plan.wording import (
    NUMBER,
    is_nearly_task,
    mentions,
    pieces,
    plain,
    whole_title,
)

_REFERENCE = (
    rf"(?:(?P<word{{0}}>(?:sub-?)?tasks?{{1}})[\s_:-]*#?\s*(?P<number{{0}}>{NUMBER}|[A-Z]\d*(?![a-z]))"
    rf"|(?P<code{{0}}>T|[A-Z][A-Z0-9]*-|\#)?\s*(?P<bare{{0}}>{NUMBER}))(?![\w])"
)
_TO = r"\s*(?:-|–|—|\.\.\.?|\bto\b|\bthrough\b)\s*"
_BETWEEN = re.compile(_TO, re.IGNORECASE)
_OTHER_WORDS = ("step", "phase")  # of subtasks, where the file calls them so
_NONE = re.compile(r"(none|no|nothing|n/?a|nil|-+|—|–)\W*$", re.IGNORECASE)
_ALL_PREVIOUS = re.compile(
    r"all\s+(of\s+)?(the\s+)?(previous|prior|preceding|earlier|above|other)?\s*"
    r"((sub-?)?tasks|ones|of the above|above|steps)?(\s*\(.*\))?\W*$",
    re.IGNORECASE,
)
_PREVIOUS = re.compile(
    r"(the\s+)?(previous|preceding|prior)\s+((sub-?)?task|one)\W*$", re.IGNORECASE
)
_WORD_AND_NUMBER = re.compile(rf"([a-z]+)\s+#?({NUMBER})$", re.IGNORECASE)
_CODE = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*-(?:\d+\.)*\d+[a-z]?", re.IGNORECASE)
_SATISFIED = re.compile(r"✅|✔|☑|\b(completed?|done|finished|satisfied|merged)\b", re.IGNORECASE)
_UNSATISFIED = re.compile(r"\b(not|in)\s+(yet\s+)?(completed?|done|started|progress)\b", re.I)
# Two letters swapped in a word of five give 0.8.
_NEAR_TITLE = 0.8
_MAX_WORDS = 60  # of a title that stands among others
_DECORATION = re.compile(r"[*`\[\]]|(?<!\w)_|_(?!\w)|🔒|✅|✔|☑|⏳|🔄|🚀")


class Name(Struct, frozen=True):
    """What a subtask can be referred to by."""

    id: str
    prefix: str | None
    number: str | None
    title: str
    code: str | None = None


class External(Struct, frozen=True):
    """A reference to another numbering."""

    id: str
    title: str | None
    satisfied: bool


class Resolved(Struct):
    """What one value refers to. `unknown` pairs a reference with near ids, `ambiguous` with
    all ids that it may mean; `prose` names no task; `beside` pairs a reference that was taken with
    an id that the remark behind it names."""

    ids: list[str] = field(default_factory=list)
    external: list[External] = field(default_factory=list)
    unknown: list[tuple[str, list[str]]] = field(default_factory=list)
    ambiguous: list[tuple[str, list[str]]] = field(default_factory=list)
    prose: list[str] = field(default_factory=list)
    beside: list[tuple[str, str]] = field(default_factory=list)
    _there: set[str] = field(default_factory=set)

    def add(self, ids: Sequence[str]) -> None:
        """Add ids that are not there yet, in order."""
        new = [each for each in dict.fromkeys(ids) if each not in self._there]
        self.ids.extend(new)
        self._there.update(new)


class Names:
    """The names of a file's subtasks, in document order, ready to be looked up."""

    def __init__(self, names: Sequence[Name], *, task_number: str | None) -> None:
        self._order = [name.id for name in names]
        self._position = {each: index for index, each in enumerate(self._order)}
        self._prefixes = {(name.prefix or "").upper() for name in names}
        self._one, self._range = _shapes_of(frozenset(self._prefixes))
        self._by_code = _by_code(names)
        self._by_id = {name.id.lower(): name for name in names}
        self._written = {name.id: name.title for name in names}
        self._by_title: dict[str, list[str]] = {}
        self._by_key: dict[object, list[Name]] = {}
        for name in names:
            self._by_title.setdefault(plain(name.title), []).append(name.id)
            if name.number is not None:
                self._by_key.setdefault(key_of(name.number), []).append(name)
        self._pool = {name.number or name.id: name.id for name in names}
        self._near_titles, self._near_names = Near([*self._by_title]), Near([*self._by_id])
        self._near_numbers = Near([*self._pool])
        self._split_titles = {
            plain(name.title): name.title
            for name in names
            if re.search(r"[,;&+，；、]|\b(and|or)\b", name.title, re.IGNORECASE)
        }
        self._lengths = {title.count(" ") + 1 for title in self._split_titles}
        numbers = [name.number for name in names if name.number is not None]
        self._shapes = {shape_of(number) for number in numbers}
        firsts = {key_of(number)[0] for number in numbers if len(key_of(number)) > 1}
        self._only_first = firsts.pop() if len(firsts) == 1 and task_number else None
        self._task_key = key_of(task_number) if task_number else None

    def resolve(self, text: str, *, of: str | None, external_only: bool = False) -> Resolved:
        """What `text`, written in the subtask `of`, refers to.

        With `external_only` (a key of the document) every reference is external.
        """
        found = Resolved()
        text = re.sub(r"[^\S\n]+", " ", text)
        whole = self._to_the_letter(text.strip()) or self._titled(text.strip())
        if len(whole) == 1 and not external_only:
            found.add(whole)
            return found
        for title, ids in self._titles_inside(text):
            if len(ids) == 1 and not external_only:
                found.add(ids)
                text = title.sub(",", text, count=1)
        for piece in pieces(text):
            if not _NONE.match(piece):
                self._resolve_piece(piece, found, of=of, external_only=external_only)
        return found

    def _titled(self, text: str) -> list[str]:
        """The subtasks with this title, by its words; where several have the same, as `db-drop`
        and `db drop`, by all of it but case."""
        whole = self._by_title.get(plain(text), [])
        if len(whole) < 2:
            return whole
        return [each for each in whole if self._written[each].lower() == text.lower()]

    def _to_the_letter(self, text: str) -> list[str]:
        """The only subtask with this title or, else, this id, written just so."""
        titled = self._by_title.get(plain(text), [])
        exact = [each for each in titled if self._written[each] == text]
        return exact if len(exact) == 1 else [text] if text in self._position else []

    def _titles_inside(self, text: str) -> Iterator[tuple[re.Pattern[str], list[str]]]:
        """Titles that hold a comma or an `and`, found whole in the text, the longest first."""
        if not self._split_titles:
            return
        words = plain(text).split()
        runs = (
            " ".join(words[at : at + length])
            for length in self._lengths
            if length <= _MAX_WORDS
            for at in range(len(words) - length + 1)
        )
        held = {run for run in runs if run in self._split_titles}
        for title in sorted(held, key=lambda each: -len(self._split_titles[each])):
            pattern = whole_title(self._split_titles[title])
            if pattern.search(text):
                yield pattern, self._by_title[title]

    def _resolve_piece(
        self, piece: str, found: Resolved, *, of: str | None, external_only: bool
    ) -> None:
        clean = " ".join(_DECORATION.sub("", piece).split()).rstrip(".")
        if external_only:
            self._note_external(piece, clean, found)
            return
        position = len(self._order) if of is None else self._position.get(of, len(self._order))
        if re.match(r"all\s+\w", clean, re.IGNORECASE) and _ALL_PREVIOUS.match(clean):
            found.add(self._order[:position])
        elif _PREVIOUS.match(clean):
            found.add(self._order[max(position - 1, 0) : position])
        elif not (
            self._try_names(clean, found)
            or self._try_range(clean, found)
            or self._try_one(piece, clean, found)
        ):
            self._note_near_title(clean, found)

    def _try_names(self, clean: str, found: Resolved) -> bool:
        """An id as this project writes it, a code, or a title; remarks in brackets aside."""
        bare = re.sub(r"\s*\([^()]*\)", "", clean).strip()
        if exact := self._to_the_letter(bare):
            found.add(exact)
            return True
        if self._by_code and self._try_codes(bare, found):
            return True
        spellings = {self._written[each] for each in self._titled(bare)}
        named = self._by_id.get(bare.lower()) or self._by_id.get(bare.lower().replace("-", "_"))
        if named is not None and len(spellings) < 2:
            found.add([named.id])
            return True
        titled = self._by_title.get(plain(clean)) or self._by_title.get(plain(bare))
        if not titled:
            return False
        if len(titled) > 1:
            found.ambiguous.append((clean, titled))
        else:
            found.add(titled)
        return True

    def _try_codes(self, bare: str, found: Resolved) -> bool:
        """A code of the file, `ABC-12`, or a range of them."""
        coded = self._by_code.get(bare.lower(), [])
        if len(coded) > 1:
            found.ambiguous.append((bare, coded))
        found.add(coded if len(coded) == 1 else [])
        for between in () if coded else _BETWEEN.finditer(bare):
            ends = [
                self._by_code.get(end.lower(), [])
                for end in (bare[: between.start()], bare[between.end() :])
            ]
            if all(len(end) == 1 for end in ends):
                first, last = sorted(self._position[end[0]] for end in ends)
                found.add(self._order[first : last + 1])
                return True
        return bool(coded)

    def _try_range(self, clean: str, found: Resolved) -> bool:
        match = self._range.match(clean)
        if match is None or not _only_remarks(match, clean):
            return False
        whole = self._one.match(clean)
        if whole and whole.end() == match.end() and self._lookup(whole, 1):
            return False  # `Task 1-3` is the id 1.3 where the file has one.
        ends = self._lookup(match, 1), self._lookup(match, 2)
        for candidates, group in zip(ends, (1, 2), strict=True):
            if len(candidates) != 1:
                self._note_missing(_written(match, group), candidates, found)
        if all(len(candidates) == 1 for candidates in ends):
            first, last = sorted(self._position[candidates[0].id] for candidates in ends)
            found.add(self._order[first : last + 1])
            self._note_beside(match, clean, found)
        return True

    def _try_one(self, piece: str, clean: str, found: Resolved) -> bool:
        match = self._one.match(clean)
        if match is None or not _only_remarks(match, clean):
            return False
        candidates = self._lookup(match, 1)
        if len(candidates) == 1:
            found.add([candidates[0].id])
            self._note_beside(match, clean, found)
            return True
        number = match["number1"] or match["bare1"]
        if not candidates and not self._is_own_numbering(match, number):
            if match["word1"] or match["code1"]:
                self._note_external(piece, clean, found)
            else:
                found.prose.append(clean)
            return True
        self._note_missing(_written(match, 1), candidates, found)
        return True

    def _lookup(self, match: re.Match[str], group: int) -> list[Name]:
        """The subtasks that the matched reference may mean, the likest kind only."""
        number = match[f"number{group}"] or match[f"bare{group}"]
        candidates = self._by_key.get(key_of(number), [])
        said = (match[f"word{group}"] or match[f"code{group}"] or "").lower().strip("-#")
        said = said.removesuffix("s")
        if len(candidates) < 2 and said not in _OTHER_WORDS:
            return candidates
        same = [each for each in candidates if (each.prefix or "").lower() == said]
        return same or (candidates if said not in _OTHER_WORDS else [])

    def _is_own_numbering(self, match: re.Match[str], number: str) -> bool:
        code = (match["code1"] or "").strip("-#")
        if code and code.upper() not in self._prefixes:
            return False
        key = key_of(number)
        if key == self._task_key and shape_of(number) not in self._shapes:
            return False
        if self._only_first is not None and len(key) > 1 and key[0] != self._only_first:
            return False
        if code and len(code) == 1:
            # `T100` beside `T007`: what is padded with zeros needs none from 100 on.
            return any(shape_of(number)[0] == components for components, _ in self._shapes)
        return not self._shapes or shape_of(number) in self._shapes

    def _note_missing(self, written: str, candidates: list[Name], found: Resolved) -> None:
        if candidates and len({(each.prefix or "").lower() for each in candidates}) == 1:
            found.add([candidates[0].id])  # Numbered alike: that is an error of its own.
        elif candidates:
            found.ambiguous.append((written, [name.id for name in candidates]))
        else:
            found.unknown.append((written, self._near_ids(written)))

    def _note_beside(self, match: re.Match[str], clean: str, found: Resolved) -> None:
        """A remark that names other subtasks of the file may be meant as more dependencies."""
        for mention in mentions(clean[match.end() :]):
            named = self._one.match(mention)
            code = ((named and named["code1"]) or "").strip("-#").upper()
            own = named is not None and (not code or code in self._prefixes)
            candidates = self._lookup(named, 1) if named and own else []
            if len(candidates) == 1 and (match[0], candidates[0].id) not in found.beside:
                found.beside.append((match[0], candidates[0].id))

    def _near_ids(self, written: str) -> list[str]:
        number = re.sub(r"^\D+", "", written) or written
        near = self._near_numbers.to(number, n=2, cutoff=0.5)
        return [self._pool[each] for each in near] or self._order[:3]

    def _note_near_title(self, clean: str, found: Resolved) -> None:
        near = self._near_titles.to(plain(clean), n=1, cutoff=_NEAR_TITLE)
        numbered = _WORD_AND_NUMBER.match(clean)
        near_id = self._near_names.to(clean.lower(), n=1, cutoff=0.85) if "_" in clean else []
        if near:
            found.unknown.append((clean, self._by_title[near[0]]))
        elif numbered and is_nearly_task(numbered[1]):
            found.unknown.append((clean, self._near_ids(numbered[2])))
        elif near_id:
            found.unknown.append((clean, [self._by_id[near_id[0]].id]))
        elif clean:
            found.prose.append(clean)

    def _note_external(self, piece: str, clean: str, found: Resolved) -> None:
        match = self._one.match(clean)
        if _CODE.fullmatch(clean):
            found.external.append(External(id=clean, title=None, satisfied=False))
            return
        if match is None or not (match["word1"] or match["code1"]):
            if clean:
                found.prose.append(clean)
            return
        title = re.search(r"\(([^()]+)\)", clean)
        remark = piece[match.end() :]
        found.external.append(
            External(
                id=match["number1"] or f"{match['code1'].strip('#')}{match['bare1']}",
                title=title.group(1).strip() if title else None,
                satisfied=bool(_SATISFIED.search(remark)) and not _UNSATISFIED.search(remark),
            )
        )


@cache
def _shapes_of(prefixes: frozenset[str]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What one reference and a range look like in a file whose subtasks have these prefixes."""
    words = "".join(f"|{word}s?" for word in _OTHER_WORDS if word.upper() in prefixes)
    one, other = (_REFERENCE.format(end, words) for end in (1, 2))
    return re.compile(one, re.IGNORECASE), re.compile(one + _TO + other, re.IGNORECASE)


def _by_code(names: Sequence[Name]) -> dict[str, list[str]]:
    """The subtasks by their codes; one named `#3` is 3 too, where none has numbers."""
    found: dict[str, list[str]] = {}
    numbered = any(name.number is not None for name in names)
    for name in names:
        if name.code is not None:
            found.setdefault(name.code.lower(), []).append(name.id)
            if name.code.startswith("#") and not numbered:
                found.setdefault(name.code[1:], []).append(name.id)
    return found


def _only_remarks(match: re.Match[str], clean: str) -> bool:
    """Whether what follows the reference may stand there.

    After a marked reference (`Task 1`, `#1`, `T014`) any remark may; a bare number has to
    stand alone, or it is part of prose such as `3.11 or newer`.
    """
    rest = clean[match.end() :].strip()
    if not rest or match["word1"] or match["code1"]:
        return True
    return bool(re.match(r"[(:–—-]", rest)) or bool(_SATISFIED.match(rest))


def _written(match: re.Match[str], group: int) -> str:
    word = match[f"word{group}"]
    number = match[f"number{group}"] or match[f"bare{group}"]
    if word and word.lower().removesuffix("s") in _OTHER_WORDS:
        return f"{word.removesuffix('s')} {number}"
    return f"Task {number}" if word else f"{match[f'code{group}'] or ''}{number}"
