"""The words of a justfile and what headers are made of: parameters, calls, attributes.

Knows neither lines nor recipes, and works no expression out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct, field

_TOKEN = re.compile(
    r"""(?P<blank>[ \t\r\f\v]+|\\\n|\#[^\n]*)
    |(?P<end>\n)
    |(?P<string>[xf]?(?:\"\"\"(?:[^"\\]|\\.|"(?!""))*+\"\"\"|'''(?:[^']|'(?!''))*+'''
        |```(?:[^`]|`(?!``))*+```|"(?:[^"\\]|\\.)*+"|'[^']*+'|`[^`]*+`))
    |(?P<name>[A-Za-z_][A-Za-z0-9_-]*)
    |(?P<mark>:=|::|&&|\|\||.)""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(\n|.)", re.DOTALL)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "\n": ""}
_OPEN, _CLOSED = frozenset("([{"), frozenset(")]}")


class Word(Struct, frozen=True):
    """A token: `kind` is `string`, `name` or `mark`."""

    kind: str
    text: str


class Parameter(Struct, frozen=True):
    """`default` is the text of one that is nothing but a string, None of any other; `works` is
    whether to have its default something is called or run."""

    name: str
    variadic: bool
    required: bool
    default: str | None = None
    works: bool = False


class Call(Struct, frozen=True):
    """A dependency; `arguments` is None where just alone can work them out."""

    recipe: str
    arguments: tuple[str, ...] | None


class Attribute(Struct, frozen=True):
    """`[name('value', key='value')]`; of what is no string the text is empty."""

    name: str
    values: tuple[str, ...] = ()
    named: dict[str, str] = field(default_factory=dict)


def tokens(text: str, at: int) -> Iterator[re.Match[str]]:
    """The tokens of a text from a place on, up to a quotation that is never closed."""
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None or token[0] in ("'", '"', "`"):
            return
        yield token
        at = token.end()


def nesting(text: str) -> int:
    """By how many brackets a word leads deeper."""
    return (text in _OPEN) - (text in _CLOSED)


def literal(text: str) -> str | None:
    """What a string in plain quotes holds; None of any other expression."""
    if text[:3] in ("'''", '"""') or text[:1] not in ("'", '"') or len(text) < 2:
        return None
    inside = text[1:-1]
    if text[0] == "'":
        return inside
    return _ESCAPE.sub(lambda found: _ESCAPES.get(found[1], found[1]), inside)


def closing(words: Sequence[Word], start: int) -> int:
    """Where the bracket that opens at `start` is closed."""
    depth = 0
    for at in range(start, len(words)):
        depth += nesting(words[at].text)
        if depth <= 0:
            return at
    return len(words) - 1


def outside(words: Sequence[Word], mark: str) -> int | None:
    """Where a mark stands first outside all brackets."""
    at = 0
    while at < len(words):
        if words[at].text == mark:
            return at
        at = closing(words, at) + 1
    return None


def split(words: Sequence[Word]) -> list[list[Word]]:
    """The words cut at commas outside all brackets."""
    parts: list[list[Word]] = [[]]
    depth = 0
    for word in words:
        depth += nesting(word.text)
        if word.text == "," and depth == 0:
            parts.append([])
        else:
            parts[-1].append(word)
    return parts


def attribute_of(words: Sequence[Word]) -> Attribute:
    """What stands between the brackets of an attribute, up to a comma."""
    values: list[str] = []
    named: dict[str, str] = {}
    rest = words[2:-1] if words[1:2] and words[1].text == "(" else words[2:]
    for part in split(rest):
        key = part[0].text if part and part[0].kind == "name" else None
        if key is not None:
            named[key] = _text(part[2:]) or ""
        elif part:
            values.append(_text(part) or "")
    return Attribute(words[0].text, tuple(values), named)


def _text(words: Sequence[Word]) -> str | None:
    """What words are that are one string."""
    return literal(words[0].text) if len(words) == 1 else None


def parameters_of(words: Sequence[Word]) -> list[Parameter] | None:
    """The parameters of a recipe; None where they are none."""
    found = []
    at = 0
    while at < len(words):
        variadic = words[at].text if words[at].text in "*+" else ""
        at += bool(variadic)
        at += at < len(words) and words[at].text == "$"
        if at == len(words) or words[at].kind != "name":
            return None
        name, default, works = words[at].text, None, False
        at += 1
        given = at < len(words) and words[at].text == "="
        if given:
            end = _value_end(words, at + 1)
            default = _text(words[at + 1 : end])
            works = _works(words[at + 1 : end])
            at = end
        found.append(Parameter(name, bool(variadic), not given and variadic != "*", default, works))
    return found


def _works(words: Sequence[Word]) -> bool:
    """Whether something is called or run in an expression."""
    before = ("", *(word.kind for word in words))
    calls = any(
        word.text == "(" and kind == "name" for kind, word in zip(before, words, strict=False)
    )
    return calls or any(word.text.startswith("`") for word in words)


def _value_end(words: Sequence[Word], at: int) -> int:
    """The end of a value: a string, a name, a call, or what stands in brackets."""
    while at < len(words) and words[at].text == "!":
        at += 1
    if at < len(words) and words[at].kind == "name":
        at += 1
        if at == len(words) or words[at].text != "(":
            return at
    return min(closing(words, at) + 1, len(words))


def dependencies_of(words: Sequence[Word]) -> tuple[tuple[Call, ...], tuple[Call, ...]] | None:
    """What a recipe calls before and after itself; None where that cannot be read."""
    calls: tuple[list[Call], list[Call]] = [], []
    after = at = 0
    while at < len(words):
        if words[at].text == "&&":
            after = 1
            at += 1
            continue
        starred = words[at].text == "*"
        at += starred
        end = closing(words, at) + 1 if at < len(words) else at
        inner = words[at:end]
        if inner and inner[0].text == "(":
            inner = inner[1:-1]
        elif inner:
            while words[end : end + 1] and words[end].text == "::":
                end += 2
            inner = words[at:end]
        if not inner or inner[0].kind != "name":
            return None
        calls[after].append(_call(inner, known=not starred))
        at = end
    return tuple(calls[0]), tuple(calls[1])


def _call(words: Sequence[Word], *, known: bool) -> Call:
    """A name, perhaps of another module, and its arguments."""
    at = 1
    while at + 1 < len(words) and words[at].text == "::":
        at += 2
    arguments = [literal(word.text) if word.kind == "string" else None for word in words[at:]]
    texts = tuple(text for text in arguments if text is not None)
    known = known and len(texts) == len(arguments)
    return Call("".join(word.text for word in words[:at]), texts if known else None)
