"""A plan as reports may show it: without the tokens that its file was written with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any

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
    elif is_dataclass(value):
        for field in fields(value):
            yield from _texts(getattr(value, field.name))


def _shown(value: Any) -> Any:
    if isinstance(value, str):
        return value if isinstance(value, Enum) else scrub(value)
    if isinstance(value, Mapping):
        return {key: _shown(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return type(value)(map(_shown, value))
    if is_dataclass(value) and not isinstance(value, type):
        changed = {field.name: _shown(getattr(value, field.name)) for field in fields(value)}
        return replace(value, **changed)
    return value
