"""A document and its findings as small JSON: what is not said is left out."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence

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
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        out = {}
        for field in dataclasses.fields(value):
            given = getattr(value, field.name)
            if field.name not in _LEFT_OUT and given != _default(field):
                out[field.name] = _plain(given)
        return out
    if isinstance(value, dict):
        return {key: _plain(given) for key, given in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(given) for given in value]
    return value


def _default(field: dataclasses.Field[object]) -> object:
    if field.default is not dataclasses.MISSING:
        return field.default
    return field.default_factory() if field.default_factory is not dataclasses.MISSING else ...
