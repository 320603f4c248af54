"""Ids of tasks, subtasks, steps; and when two of them mean the same. Knows no edges.

References ignore case, prefix, leading zeros and which separator is used, but never drop a
separator: `Task 1`, `#001`, `task-1` and `task_1` are one, `1.1` is not `11`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

GENERIC_STEMS = frozenset(
    {"tasks", "task", "readme", "todo", "plan", "maskfile", "inkjet", "index", "-"}
)

Key = tuple[tuple[str, str], ...]  # (digits without leading zeros, letters) for each component

_COMPONENT = re.compile(r"(\d*)([a-z]*)$")


def task_id(stem: str, folder: str) -> str:
    """The id of a task file: its stem, with its folder's name in front of a generic one."""
    name = "stdin" if stem == "-" else stem
    if stem.lower() in GENERIC_STEMS:
        name = f"{folder}_{name}" if folder else name
    return re.sub(r"[\s/\\\x00-\x1f\x7f-\x9f]+", "_", unicodedata.normalize("NFC", name)) or "task"


def slug(text: str, *, limit: int = 40) -> str:
    """Lower-case words of a title joined by `_`; letters of any script stay."""
    folded = unicodedata.normalize("NFKC", text).lower()
    words = re.sub(r"[\W_]+", "_", folded).strip("_")
    return words[:limit].strip("_") or "subtask"


def numbered_id(prefix: str | None, number: str) -> str:
    """`task_037_1` for Task 037.1, `subtask_2` for Subtask 2, `T014` as written."""
    if prefix is not None and prefix.upper() == "T":
        return f"{prefix}{number}"
    word = (prefix or "task").lower().replace("-", "")
    return f"{word}_{re.sub(r'[._-]', '_', number)}"


def unique(wanted: str, *taken: Container[str], counts: dict[str, int] | None = None) -> str:
    """`wanted`, or `wanted_2`, `wanted_3`, … whichever is in none of `taken`.

    `counts` keeps how far the search came for each, so that thousands of one name take no
    longer than others.
    """
    count = counts.get(wanted, 1) if counts is not None else 1
    candidate = wanted if count == 1 else f"{wanted}_{count}"
    while any(candidate in names for names in taken):
        count += 1
        candidate = f"{wanted}_{count}"
    if counts is not None:
        counts[wanted] = count
    return candidate


def key_of(number: str) -> Key:
    """What a number is compared by: `037.1` and `37-1` give the same key."""
    key = []
    for component in re.split(r"[._-]", number.lower()):
        match = _COMPONENT.match(component)
        digits, letters = match.groups() if match else ("", component)
        key.append((_plain(digits), letters))
    return tuple(key)


def _plain(digits: str) -> str:
    """Digits of any script in ours, without leading zeros; there may be thousands of them."""
    if not digits.isascii():
        digits = "".join(str(unicodedata.decimal(digit)) for digit in digits)
    return digits.lstrip("0") or digits[:1]


def shape_of(number: str) -> tuple[int, int]:
    """How a numbering looks: count of components, and width where it is padded with zeros."""
    components = re.split(r"[._-]", number)
    first = re.match(r"\d*", components[0])
    digits = first.group() if first else ""
    padded = len(digits) if digits.startswith("0") and len(digits) > 1 else 0
    return len(components), padded
