"""Values as JSON data with every field in it, for whoever reads what this program writes."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

from msgspec import Struct


def as_data(value: Any) -> Any:
    """Structs as dictionaries, tuples as lists, members of enums as their values; a field that has
    its default stands there all the same."""
    if isinstance(value, Struct):
        return {name: as_data(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple | list):
        return [as_data(item) for item in value]
    if isinstance(value, Mapping):
        return {key: as_data(item) for key, item in value.items()}
    return value
