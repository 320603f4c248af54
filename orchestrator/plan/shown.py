"""Values as they may be shown: without the secrets in their texts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import astuple, replace

from orchestrator.plan.model import Plan
from orchestrator.plan.tokens import hide_tokens

Hide = Callable[[str], str]
T = TypeVar("T")

# What other values refer to, what leads to a file, and what is one of a few words: a secret that
# happens to be the same word must not make something else of it, nor a mask. Tokens are no such
# words.
_CODED = frozenset(
    {
        "at",
        "because",
        "blocked_by",
        "check",
        "choice",
        "code",
        "criterion",
        "depends_on",
        "dialect",
        "digest",
        "ended_at",
        "file",
        "fingerprint",
        "id",
        "idempotency_key",
        "inputs_sha256",
        "kind",
        "language",
        "log",
        "number",
        "order",
        "outcome",
        "parent_span",
        "parents",
        "path",
        "plan",
        "report_path",
        "retry_of",
        "role",
        "run",
        "selected",
        "severity",
        "sha256",
        "source",
        "span_id",
        "started_at",
        "state",
        "status",
        "step",
        "subtask",
        "task",
        "time",
        "trace_id",
        "type",
        "verdict",
        "when",
    }
)


_NO_TEXT = frozenset({int, float, bool, type(None)})


def as_it_is(text: str) -> str:
    """Hides nothing."""
    return text


def as_shown(plan: Plan, hide: Hide = hide_tokens) -> Plan:
    """The plan without secrets. What runs is the plan as it was written."""
    return hidden(plan, hide)


def hidden(value: T, hide: Hide = hide_tokens) -> T:
    """Structs, mappings, lists and tuples with all of their texts hidden, but for names and
    codes, which only lose tokens; the same value where there is nothing to hide."""
    # Most hold no secret, and one look at all of their text is far less than one at each.
    if hide is as_it_is:
        return value
    together = "\n".join(dict.fromkeys(_texts(value)))
    if hide(together) == together:
        return value
    shown: T = _shown(value, hide)
    return shown


def _texts(value: Any) -> Iterator[str]:
    left = [value]
    while left:
        each = left.pop()
        kind = type(each)
        if kind is str:
            yield each
        elif kind in _NO_TEXT:
            continue
        elif isinstance(each, Struct):
            left.extend(astuple(each))
        elif isinstance(each, tuple | list):
            left.extend(each)
        elif isinstance(each, Mapping):
            left.extend(each.values())
        elif isinstance(each, str) and not isinstance(each, Enum):
            yield each


def _shown(value: Any, hide: Hide) -> Any:
    if isinstance(value, str):
        return value if isinstance(value, Enum) else hide(value)
    if isinstance(value, Mapping):
        return {key: _shown(each, _for(key, each, hide)) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return type(value)(_shown(each, hide) for each in value)
    if isinstance(value, Struct):
        fields = ((name, getattr(value, name)) for name in value.__struct_fields__)
        changed = {name: _shown(each, _for(name, each, hide)) for name, each in fields}
        return replace(value, **changed)
    return value


def _for(name: object, value: Any, hide: Hide) -> Hide:
    words = value if isinstance(value, tuple | list) else [value]
    is_coded = name in _CODED and all(isinstance(word, str) for word in words)
    return hide_tokens if is_coded else hide
