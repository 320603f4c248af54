"""What a justfile says: its recipes, what each calls, and the rest as text. Runs nothing.

Read by the grammar of just, as far as names, parameters and dependencies go; expressions are
not worked out, and what stands in a recipe's body is text.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from msgspec import Struct, field

from orchestrator.document.justblocks.justwords import (
    Attribute,
    Call,
    Parameter,
    Word,
    attribute_of,
    closing,
    dependencies_of,
    literal,
    nesting,
    outside,
    parameters_of,
    split,
    tokens,
)


class Recipe(Struct, frozen=True, kw_only=True):
    """`before` runs before it, `then` after it; `text` is all of it as written, `body` the lines
    below its header."""

    name: str
    line: int
    last: int
    doc: str
    parameters: tuple[Parameter, ...]
    before: tuple[Call, ...]
    then: tuple[Call, ...]
    attributes: tuple[Attribute, ...]
    text: str
    body: tuple[str, ...]

    def has(self, *names: str) -> bool:
        """Whether it has one of these attributes."""
        return any(attribute.name in names for attribute in self.attributes)


class Justfile(Struct):
    """`rest` is what belongs to no recipe: variables, settings, functions. `constants` are the
    variables that are one string in plain quotes, as it is written. `imports` and `strange` are
    lines: of what other files say, and of what is no item of a justfile. `broken`
    is the line from which on nothing can be read."""

    recipes: list[Recipe] = field(default_factory=list)
    aliases: dict[str, str] = field(default_factory=dict)
    settings: set[str] = field(default_factory=set)
    rest: list[str] = field(default_factory=list)
    constants: dict[str, str] = field(default_factory=dict)
    imports: list[int] = field(default_factory=list)
    strange: list[int] = field(default_factory=list)
    broken: int | None = None


def read_justfile(lines: Sequence[str]) -> Justfile:
    """Read the lines of a justfile; they count from 1."""
    reader = _Reader(lines)
    while reader.at < len(lines) and reader.found.broken is None:
        reader.item()
    return reader.found


class _Reader:
    """Goes over the lines item by item; `at` is the index of the next line."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.at = 0
        self.found = Justfile()
        self._text = "".join(f"{line}\n" for line in lines)
        self._starts = [0, *accumulate(len(line) + 1 for line in lines)]
        self._doc = ""
        self._attributes: list[Attribute] = []
        self._first = 0  # the index of the line at which the attributes of a recipe begin

    def item(self) -> None:
        """Take what begins on the next line."""
        line = self.lines[self.at]
        if not line.strip():
            self._doc = ""
            self.at += 1
        elif line.startswith("#"):
            self._doc = "" if line.startswith("#!") else line[1:].strip()
            self.at += 1
        elif line[0] in " \t":
            self._end(self.at + 1, strange=True)
        else:
            self._statement()

    def _statement(self) -> None:
        words, end = self._words(self.at)
        if words is None:
            self.found.broken = self.at + 1
            return
        if not self._attributes:
            self._first = self.at
        if words and words[0].text == "[":
            close = closing(words, 0)
            self._attributes += [attribute_of(part) for part in split(words[1:close]) if part]
            words = words[close + 1 :]
        if not words:
            self.at = end
        elif self._is_other(words):
            self.found.rest += self.lines[self.at : end]
            self._end(end)
        else:
            self._recipe(words, end)

    def _end(self, end: int, *, strange: bool = False) -> None:
        """An item is over; the next one begins on the line of this index."""
        if strange:
            self.found.strange.append(self.at + 1)
        self._doc, self._attributes = "", []
        self.at = end

    def _words(self, start: int) -> tuple[list[Word] | None, int]:
        """The tokens of the statement that begins on a line, and the line after it; no tokens
        where a string or a bracket is never closed."""
        words: list[Word] = []
        end, depth = start, 0
        for token in tokens(self._text, self._starts[start]):
            end += token[0].count("\n")
            if token["end"] is not None and depth <= 0:
                return words, end
            if token.lastgroup in ("string", "name", "mark"):
                depth += nesting(token[0])
                words.append(Word(token.lastgroup, token[0]))
        return None, start

    def _is_other(self, words: Sequence[Word]) -> bool:
        """Whether it is an item that is no recipe; what is known of it is kept."""
        texts = [word.text for word in words]
        kinds = [word.kind for word in words]
        sets = texts[0] == "set" and len(words) > 1 and kinds[1] == "name"
        if sets and (len(words) == 2 or texts[2] == ":="):
            if texts[3:] != ["false"]:
                self.found.settings.add(texts[1])
        elif texts[0] == "alias" and texts[2:3] == [":="]:
            self.found.aliases[texts[1]] = "".join(texts[3:])
        elif texts[0] in ("import", "mod") and ":" not in texts:
            self.found.imports.append(self.at + 1)
        else:
            names = next((at for at, kind in enumerate(kinds) if kind != "name"), len(kinds))
            function = texts[1:2] == ["("] and texts[closing(words, 1) + 1 :][:1] == [":="]
            assigned = names < len(kinds) and texts[names] == ":="
            unexports = texts[0] == "unexport" and ":" not in texts
            if names > 0 and assigned:
                self._variable(texts[names - 1], texts[names + 1 :])
                return True
            return unexports or function
        return True

    def _variable(self, name: str, value: Sequence[str]) -> None:
        plain = len(value) == 1 and literal(value[0]) is not None
        if plain and "\n" not in value[0]:
            self.found.constants[name] = value[0]
        else:
            self.found.constants.pop(name, None)

    def _recipe(self, words: Sequence[Word], end: int) -> None:
        """A recipe with the lines that are indented below it."""
        quiet = words[0].text == "@"
        name = words[quiet] if len(words) > quiet else words[0]
        colon = outside(words, ":")
        parameters = None if colon is None else parameters_of(words[quiet + 1 : colon])
        calls = None if colon is None else dependencies_of(words[colon + 1 :])
        if name.kind != "name" or parameters is None or calls is None:
            self._end(end, strange=True)
            return
        line, below = self.at, end
        while end < len(self.lines) and (not self.lines[end] or self.lines[end][0] in " \t"):
            end += 1
        last = end
        while not self.lines[last - 1].strip():
            last -= 1
        self.found.recipes.append(
            Recipe(
                name=name.text,
                line=line + 1,
                last=last,
                doc=self._doc,
                parameters=tuple(parameters),
                before=calls[0],
                then=calls[1],
                attributes=tuple(self._attributes),
                text="\n".join(self.lines[self._first : last]),
                body=tuple(self.lines[below:last]),
            )
        )
        self._end(end)
