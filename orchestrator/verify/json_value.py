"""Reading JSON and comparing its values; knows no expectation.

True is not 1 and "1" is not 1, but 1 is 1.0, as in JSON itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

JsonValue = Any
DEPTH = 100


class NotJsonError(ValueError):
    """The text is not JSON; the message says why and where."""


def read(text: str) -> JsonValue:
    """The value that the text holds.

    Raises:
        NotJsonError: it is not JSON, is nested too deeply or holds NaN or an infinity.
    """
    try:
        value = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise NotJsonError(str(error)) from error
    # Comparing goes as deep as the value: what is too deep for it is found here, once.
    if _depth_is_over(value, DEPTH):
        raise NotJsonError(f"nested deeper than {DEPTH} levels")
    return value


def _depth_is_over(value: JsonValue, limit: int) -> bool:
    level = [value]
    for _ in range(limit + 1):
        level = [item for outer in level for item in _items(outer)]
        if not level:
            return False
    return True


def _items(value: JsonValue) -> Iterable[JsonValue]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _refuse(word: str) -> JsonValue:
    raise NotJsonError(f"{word} is not JSON")


def same(left: JsonValue, right: JsonValue) -> bool:
    """Whether both are the same JSON value; the order of an object's keys does not count."""
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    return _same_scalar(left, right)


def holds(whole: JsonValue, part: JsonValue) -> bool:
    """Whether every value of `part` is in `whole`: keys by name, items in any place."""
    if isinstance(whole, dict) and isinstance(part, dict):
        return all(key in whole and holds(whole[key], part[key]) for key in part)
    if isinstance(whole, list) and isinstance(part, list):
        return all(any(holds(item, wanted) for item in whole) for wanted in part)
    return _same_scalar(whole, part)


def _same_scalar(left: JsonValue, right: JsonValue) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, int | float) and isinstance(right, int | float):
        return left == right
    return type(left) is type(right) and bool(left == right)
