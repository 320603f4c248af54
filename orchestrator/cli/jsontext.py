"""Puts values into a text of JSON and leaves all else in it as it stands: order, indents, numbers,
names that stand twice. Knows no file, and not what the text is of."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_DECODER = json.JSONDecoder()
_BLANKS = re.compile(r"[ \t\r\n]*")
_INDENT = re.compile(r"\n([ \t]+)\S")


class _Span(NamedTuple):
    start: int
    end: int


class _Member(NamedTuple):
    """What stands in an object under a name, or in an array under none."""

    name: str | None
    value: _Span


def put(text: str, path: Sequence[str], value: object) -> str:
    """The text with `value` at the path of names; objects on the way are made where they are
    missing, and what stood there is replaced.

    Raises:
        ValueError: the text is no JSON, or something on the way is no object.
    """
    at = _beginning(text)
    for depth, name in enumerate(path):
        members = _members(text, at, "{", depth)
        # Of names that stand twice the last counts, for every reader.
        found = [member.value for member in members if member.name == name]
        if not found:
            for missing in reversed(path[depth + 1 :]):
                value = {missing: value}
            return _added(text, at, depth, f"{_dumped(name)}: ", value, members)
        at = found[-1].start
    end = found[-1].end
    return text[:at] + _written(text, value, len(path)) + text[end:]


def append(text: str, name: str, value: object) -> str:
    """The text with `value` as the last of the array of that name, which is made where there is
    none.

    Raises:
        ValueError: the text is no JSON object, or what has the name is no array.
    """
    start = _beginning(text)
    found = [member.value for member in _members(text, start, "{", 0) if member.name == name]
    if not found:
        return put(text, (name,), [value])
    at = found[-1].start
    return _added(text, at, 1, "", value, _members(text, at, "[", 1))


def _beginning(text: str) -> int:
    try:
        json.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    return _past_blanks(text, 0)


def _members(text: str, at: int, opening: str, depth: int) -> list[_Member]:
    """All that is in the object or the array that begins at an offset of a text of JSON."""
    if text[at] != opening:
        where = "the whole" if depth == 0 else "what stands there"
        raise ValueError(f"{where} is no {'object' if opening == '{' else 'array'}")
    return list(_each(text, at))


def _each(text: str, at: int) -> Iterator[_Member]:
    has_names = text[at] == "{"
    at = _past_blanks(text, at + 1)
    while text[at] not in "}]":
        name = None
        if has_names:
            name, at = _DECODER.raw_decode(text, at)
            at = _past_blanks(text, _past_blanks(text, at) + 1)
        _, end = _DECODER.raw_decode(text, at)
        yield _Member(name, _Span(at, end))
        at = _past_blanks(text, end)
        at = _past_blanks(text, at + 1) if text[at] == "," else at


def _past_blanks(text: str, at: int) -> int:
    found = _BLANKS.match(text, at)
    return found.end() if found else at


def _added(
    text: str, at: int, depth: int, label: str, value: object, members: Sequence[_Member]
) -> str:
    """The text with one more in the object or array that begins at an offset."""
    written = label + _written(text, value, depth + 1)
    if members:
        last = members[-1].value.end
        return text[:last] + "," + _line(text, depth + 1, or_else=" ") + written + text[last:]
    end = _past_blanks(text, at + 1)
    before, after = _line(text, depth + 1), _line(text, depth)
    return text[: at + 1] + before + written + after + text[end:]


def _written(text: str, value: object, depth: int) -> str:
    """A value as it stands at a depth of the text, in lines if the text is."""
    if not _has_lines(text):
        return _dumped(value)
    return json.dumps(value, ensure_ascii=False, indent=_indent(text)).replace(
        "\n", _line(text, depth)
    )


def _line(text: str, depth: int, *, or_else: str = "") -> str:
    """What begins a line of that depth; something else where the text is in one line."""
    if not _has_lines(text):
        return or_else
    return ("\r\n" if "\r\n" in text else "\n") + _indent(text) * depth


def _has_lines(text: str) -> bool:
    # An empty object has yet to get its lines.
    return "\n" in text.strip() or len(text.strip()) <= len("{ }")


def _indent(text: str) -> str:
    found = _INDENT.search(text)
    return found[1] if found else "  "


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
