"""All places where JSON data does not fit a struct's types, not only the first; knows no struct."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args, get_origin

from msgspec import Struct, ValidationError, convert
from msgspec.structs import fields


def unfit(data: Any, kind: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Each place, such as `.subtasks[1].id`, with what is wrong there; none where all fits."""
    try:
        convert(data, kind)
    except ValidationError as error:
        within = list(_within(data, kind, place))
        what, _, below = str(error).partition(" - at `$")
        yield from within or [(place + below.rstrip("`"), what)]


def _within(data: Any, kind: Any, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(data, list) and get_origin(kind) is tuple and get_args(kind)[1:] == (...,):
        for number, item in enumerate(data):
            yield from unfit(item, get_args(kind)[0], f"{place}[{number}]")
    elif isinstance(data, dict) and isinstance(kind, type) and issubclass(kind, Struct):
        known = {each.encode_name: each for each in fields(kind)}
        for name, each in known.items():
            if name in data:
                yield from unfit(data[name], each.type, f"{place}.{name}")
            elif each.required:
                yield place, f"`{name}` is missing"
        for name in data.keys() - known:
            yield place, f"there is no field `{name}`"
