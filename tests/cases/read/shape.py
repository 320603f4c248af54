"""A document and its findings as small JSON: what is not said is left out."""

from __future__ import annotations

import json
from collections.abc import Sequence

from msgspec import NODEFAULT, Struct
from msgspec.structs import FieldInfo, fields

from orchestrator.diagnostics import Diagnostic, Span
from orchestrator.document.model import Document

_LEFT_OUT = frozenset({"path", "sha256"})


def shape(document: Document, findings: Sequence[Diagnostic]) -> str:
    """The JSON text that the file beside a case holds."""
    told = [f"{one.line}: {one.severity} {one.code}" for one in findings]
    data = {"document": _plain(document), "findings": told}
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _plain(value: object) -> object:
    if isinstance(value, Span):
        return f"{value.line}:{value.column}"
    if isinstance(value, Struct):
        out = {}
        for field in fields(value):
            given = getattr(value, field.name)
            if field.name not in _LEFT_OUT and given != _default(field):
                out[field.name] = _plain(given)
        return out
    if isinstance(value, dict):
        return {key: _plain(given) for key, given in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(given) for given in value]
    return value


def _default(field: FieldInfo) -> object:
    if field.default is not NODEFAULT:
        return field.default
    return field.default_factory() if callable(field.default_factory) else ...
