"""Events as JSON data and back; knows dataclasses, not SQLite.

Stored data leaves out what has its default, so that a no-op step costs a few dozen bytes;
lines for other programs hold every field. Unknown fields are ignored on reading, so that a
database written by a newer minor version stays readable.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from orchestrator.run.events import EVENT_TYPES, TYPE_NAMES, Event, Recorded


def event_to_data(event: Event) -> dict[str, object]:
    """The event's own fields, without those that have their default."""
    return _encode_fields(event, keep_defaults=False)


def event_from_data(type_name: str, data: Mapping[str, object]) -> Event:
    """The event of that type.

    Raises:
        ValueError: the type is unknown, or a field is missing or has not its type.
    """
    kind = EVENT_TYPES.get(type_name)
    if kind is None:
        raise ValueError(f"unknown event type {type_name!r}")
    event = _decode(kind, data, type_name)
    assert isinstance(event, Event)
    return event


def to_json_dict(record: Recorded) -> dict[str, object]:
    """One line of `execute_task --json`: the record's place, then all fields of the event."""
    return {
        "seq": record.seq,
        "time": record.time,
        "type": TYPE_NAMES[type(record.event)],
        "run": record.run,
        **_encode_fields(record.event, keep_defaults=True),
    }


def _encode_fields(value: object, *, keep_defaults: bool) -> dict[str, object]:
    encoded: dict[str, object] = {}
    kind: Any = type(value)
    for item in _fields(kind):
        content = getattr(value, item.name)
        if keep_defaults or item.default is MISSING or content != item.default:
            encoded[item.name] = _encode(content, keep_defaults=keep_defaults)
    return encoded


def _encode(value: object, *, keep_defaults: bool) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple | list):
        return [_encode(item, keep_defaults=keep_defaults) for item in value]
    if isinstance(value, dict):
        return {key: _encode(item, keep_defaults=keep_defaults) for key, item in value.items()}
    if is_dataclass(value):
        return _encode_fields(value, keep_defaults=keep_defaults)
    return value


@cache
def _fields(kind: Any) -> tuple[Field[Any], ...]:
    return fields(kind)


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _decode(kind: Any, value: object, where: str) -> object:
    """`value` as an object of the annotated type `kind`, or a ValueError naming `where`."""
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        return _decode_union(kind, value, where)
    if origin is tuple:
        return _decode_tuple(kind, value, where)
    if is_dataclass(kind):
        return _decode_dataclass(kind, value, where)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(value)
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise ValueError(f"{where}: {value!r} is not of type {kind.__name__}")
    return value


def _decode_union(kind: Any, value: object, where: str) -> object:
    if value is None and NoneType in get_args(kind):
        return None
    (inner,) = (option for option in get_args(kind) if option is not NoneType)
    return _decode(inner, value, where)


def _decode_tuple(kind: Any, value: object, where: str) -> object:
    if not isinstance(value, list | tuple):
        raise ValueError(f"{where}: {value!r} is not a list")
    args = get_args(kind)
    if len(args) == 2 and args[1] is Ellipsis:
        return tuple(_decode(args[0], item, where) for item in value)
    return tuple(_decode(arg, item, where) for arg, item in zip(args, value, strict=True))


def _decode_dataclass(kind: Any, value: object, where: str) -> object:
    if not isinstance(value, Mapping):
        raise ValueError(f"{where}: {value!r} is not an object")
    hints = _hints(kind)
    content = {}
    for item in _fields(kind):
        if item.name in value:
            path = f"{where}.{item.name}"
            content[item.name] = _decode(hints[item.name], value[item.name], path)
        elif item.default is MISSING and item.default_factory is MISSING:
            raise ValueError(f"{where}: {item.name} is missing")
    return kind(**content)
