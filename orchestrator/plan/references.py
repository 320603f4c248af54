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

from msgspec import Struct, field

from orchestrator.plan.ids import key_of, shape_of
from orchestrator.plan.near import Near
from orchestrator.plan.wording import NUMBER, is_nearly_task, pieces, plain, whole_title

_REFERENCE = (
    rf"(?:(?P<word{{0}}>(?:sub-?)?tasks?)[\s_:-]*#?\s*(?P<number{{0}}>{NUMBER}|[A-Z]\d*(?![a-z]))"
    rf"|(?P<code{{0}}>T|[A-Z][A-Z0-9]*-|\#)?\s*(?P<bare{{0}}>{NUMBER}))(?![\w])"
)
_ONE = re.compile(_REFERENCE.format(1), re.IGNORECASE)
_RANGE = re.compile(
    _REFERENCE.format(1) + r"\s*(?:-|–|—|\.\.\.?|\bto\b|\bthrough\b)\s*" + _REFERENCE.format(2),
    re.IGNORECASE,
)
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


class External(Struct, frozen=True):
    """A reference to another numbering."""

    id: str
    title: str | None
    satisfied: bool


class Resolved(Struct):
    """What one value refers to. `unknown` pairs a reference with near ids, `ambiguous` with
    all ids that it may mean; `prose` names no task."""

    ids: list[str] = field(default_factory=list)
    external: list[External] = field(default_factory=list)
    unknown: list[tuple[str, list[str]]] = field(default_factory=list)
    ambiguous: list[tuple[str, list[str]]] = field(default_factory=list)
    prose: list[str] = field(default_factory=list)
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
        self._by_id = {name.id.lower(): name for name in names}
        self._written = {name.id: name.title.lower() for name in names}
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
            if re.search(r"[,;&+]|\b(and|or)\b", name.title, re.IGNORECASE)
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
        whole = self._by_title.get(plain(text), [])
        if len(whole) > 1:
            # `db-drop` and `db drop` have the same words; as written they are two.
            whole = [each for each in whole if self._written[each] == text.strip().lower()]
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
        """An id as this project writes it, or a title; remarks in brackets aside."""
        bare = re.sub(r"\s*\([^()]*\)", "", clean).strip()
        exact = self._by_id.get(bare.lower()) or self._by_id.get(bare.lower().replace("-", "_"))
        if exact is not None:
            found.add([exact.id])
            return True
        titled = self._by_title.get(plain(clean)) or self._by_title.get(plain(bare))
        if not titled:
            return False
        if len(titled) > 1:
            found.ambiguous.append((clean, titled))
        else:
            found.add(titled)
        return True

    def _try_range(self, clean: str, found: Resolved) -> bool:
        match = _RANGE.match(clean)
        if match is None or not _only_remarks(match, clean):
            return False
        whole = _ONE.match(clean)
        if whole and whole.end() == match.end() and self._lookup(whole, 1):
            return False  # `Task 1-3` is the id 1.3 where the file has one.
        ends = self._lookup(match, 1), self._lookup(match, 2)
        for candidates, group in zip(ends, (1, 2), strict=True):
            if len(candidates) != 1:
                self._note_missing(_written(match, group), candidates, found)
        if all(len(candidates) == 1 for candidates in ends):
            first, last = sorted(self._position[candidates[0].id] for candidates in ends)
            found.add(self._order[first : last + 1])
        return True

    def _try_one(self, piece: str, clean: str, found: Resolved) -> bool:
        match = _ONE.match(clean)
        if match is None or not _only_remarks(match, clean):
            return False
        candidates = self._lookup(match, 1)
        if len(candidates) == 1:
            found.add([candidates[0].id])
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
        if len(candidates) < 2:
            return candidates
        said = (match[f"word{group}"] or match[f"code{group}"] or "").lower().strip("-#s")
        same = [each for each in candidates if (each.prefix or "").lower() == said]
        return same or candidates

    def _is_own_numbering(self, match: re.Match[str], number: str) -> bool:
        code = (match["code1"] or "").strip("-#")
        if code and code.upper() not in self._prefixes:
            return False
        key = key_of(number)
        if key == self._task_key and shape_of(number) not in self._shapes:
            return False
        if self._only_first is not None and len(key) > 1 and key[0] != self._only_first:
            return False
        return not self._shapes or shape_of(number) in self._shapes

    def _note_missing(self, written: str, candidates: list[Name], found: Resolved) -> None:
        if candidates and len({(each.prefix or "").lower() for each in candidates}) == 1:
            found.add([candidates[0].id])  # Numbered alike: that is an error of its own.
        elif candidates:
            found.ambiguous.append((written, [name.id for name in candidates]))
        else:
            found.unknown.append((written, self._near_ids(written)))

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
        match = _ONE.match(clean)
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
    return f"Task {number}" if word else f"{match[f'code{group}'] or ''}{number}"
