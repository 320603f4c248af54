"""Fields that a task file says as they are: held against the model, then put in place of what
was read. Reads no Markdown; what holds for whole plans is looked at elsewhere."""

from __future__ import annotations

import types
from typing import Any, TypeVar, Union, get_args, get_origin

from msgspec import Struct, convert
from msgspec.structs import fields as fields_of
from msgspec.structs import replace

from orchestrator.diagnostics import Findings
from orchestrator.document.model import Document, Fields, SubtaskSpec
from orchestrator.plan.model import Plan, Subtask, Why
from orchestrator.plan.unfit import unfit

# A task file chooses among the agents there are; it brings no command line of its own.
SUBTASK_FIELDS = frozenset(Subtask.__struct_encode_fields__) - {"line", "fingerprint", "agent"}
PLAN_FIELDS = frozenset(Plan.__struct_encode_fields__) - {
    "schema_version", "source", "subtasks", "findings",
}  # fmt: skip

_MOST_PROBLEMS = 10
_HINT = "`orchestrator convert_task --schema` prints what a plan may hold"
_Kind = TypeVar("_Kind", Plan, Subtask)


def uses_fields(document: Document) -> bool:
    """Whether anything in a document is said in such a block."""
    return document.fields is not None or any(spec.fields for spec in document.subtasks)


def named(document: Document) -> Document:
    """The document with the numbers and titles that the fields give its subtasks, so that they
    are found under these names."""
    return replace(document, subtasks=tuple(map(_named, document.subtasks)))


def said_id(spec: SubtaskSpec) -> str | None:
    """The id that the fields give a subtask."""
    said = spec.fields.values.get("id") if spec.fields is not None else None
    return said if isinstance(said, str) and said.strip() else None


def with_fields(made: _Kind, fields: Fields | None, findings: Findings) -> _Kind:
    """What was made, with what the fields say; what does not fit is told, and left out."""
    if fields is None:
        return made
    kind = type(made)
    known = SUBTASK_FIELDS if isinstance(made, Subtask) else PLAN_FIELDS
    given: dict[str, Any] = {}
    for field in fields_of(kind):
        name = field.encode_name
        if name not in known or name not in fields.values:
            continue
        value = _with_lines(fields.values[name], field.type, fields.line)
        problems = list(unfit(value, field.type, f".{name}"))
        for place, what in problems[:_MOST_PROBLEMS]:
            findings.error("bad-fields", f"{place.lstrip('.')}: {what}", fields.line, hint=_HINT)
        if not problems:
            given[field.name] = convert(value, field.type)
    for name in fields.values.keys() - known:
        findings.error(
            "bad-fields", f"there is no field `{name[:40]}` to say here", fields.line, hint=_HINT
        )
    return replace(made, **given)


def _named(spec: SubtaskSpec) -> SubtaskSpec:
    values = spec.fields.values if spec.fields is not None else {}
    number, title = values.get("number", spec.number), values.get("title", spec.title)
    fits = isinstance(number, str | None) and isinstance(title, str)
    return replace(spec, number=number, title=title) if values and fits else spec


def _with_lines(data: Any, kind: Any, line: int) -> Any:
    """The data with the line of its block wherever a line is due, and edges as stated ones."""
    struct = _struct_of(kind)
    if isinstance(data, dict) and struct is not None:
        known = {each.encode_name: each for each in fields_of(struct)}
        filled = {
            name: _with_lines(value, known[name].type, line) if name in known else value
            for name, value in data.items()
        }
        given = {"line": line, "why": Why.EXPLICIT.value}
        return {name: value for name, value in given.items() if name in known} | filled
    if isinstance(data, list) and get_origin(kind) is tuple:
        return [_with_lines(each, get_args(kind)[0], line) for each in data]
    return data


def _struct_of(kind: Any) -> type[Struct] | None:
    """The struct that a type is, or that it may be beside None."""
    if get_origin(kind) in (Union, types.UnionType):
        return next((found for each in get_args(kind) if (found := _struct_of(each))), None)
    return kind if isinstance(kind, type) and issubclass(kind, Struct) else None
