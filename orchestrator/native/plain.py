"""Values of a plan as data without their lines: what two plans are held beside each other by, and
what a block of fields says."""

from __future__ import annotations

from enum import Enum
from functools import cache
from typing import Any

from msgspec import NODEFAULT, Struct
from msgspec.structs import FieldInfo, fields

# Where it is written, and what follows from all the rest.
_LEFT_OUT = frozenset({"line", "fingerprint", "why"})


def plain(value: object) -> Any:
    """The value as JSON has it, without lines and without what is as it is by itself."""
    if isinstance(value, Struct):
        return {
            field.encode_name: plain(given)
            for field in _fields(type(value))
            if (given := getattr(value, field.name)) != _default(field)
        }
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    return value


@cache
def _fields(kind: type[Struct]) -> tuple[FieldInfo, ...]:
    return tuple(field for field in fields(kind) if field.name not in _LEFT_OUT)


def _default(field: FieldInfo) -> object:
    if field.default is not NODEFAULT:
        return field.default
    return field.default_factory() if callable(field.default_factory) else ...
