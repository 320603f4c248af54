"""A plan as reports may show it: without the tokens that its file was written with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from orchestrator.plan.model import Plan
from orchestrator.plan.tokens import scrub


def as_shown(plan: Plan) -> Plan:
    """The plan, every text in it scrubbed. What runs is the plan as it was written."""
    # Most plans hold no token, and one look at all of their text is far less than one at each.
    together = "\n".join(_texts(plan))
    if scrub(together) == together:
        return plan
    shown: Plan = _shown(plan)
    return shown


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if not isinstance(value, Enum):
            yield value
    elif isinstance(value, Mapping):
        for item in value.items():
            yield from _texts(item)
    elif isinstance(value, tuple | list):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, Struct):
        for name in value.__struct_fields__:
            yield from _texts(getattr(value, name))


def _shown(value: Any) -> Any:
    if isinstance(value, str):
        return value if isinstance(value, Enum) else scrub(value)
    if isinstance(value, Mapping):
        return {key: _shown(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return type(value)(map(_shown, value))
    if isinstance(value, Struct):
        changed = {name: _shown(getattr(value, name)) for name in value.__struct_fields__}
        return replace(value, **changed)
    return value
