"""JSON as it comes from outside: nothing given twice, no NaN, no half of a character."""

from __future__ import annotations

import json
from typing import Any


def load(text: str | bytes) -> object:
    """The data in a text.

    Raises:
        ValueError: it is no JSON, or holds what no file of ours may hold.
        RecursionError: it nests too deeply.
    """
    data = json.loads(text, parse_constant=_refuse, object_pairs_hook=_object)
    if _has_lone_surrogate(data):
        raise ValueError("a text holds a lone surrogate, which is no character")
    return data


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no number of JSON")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; of a name that is given twice one value would be lost."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        again = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"`{again[:40]}` is given twice in one object")
    return found


def _has_lone_surrogate(data: object) -> bool:
    """Whether an escape such as `\\ud800` made a text that no file can hold."""
    try:
        json.dumps(data, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return True
    return False
