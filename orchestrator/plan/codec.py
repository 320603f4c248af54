"""The plan as JSON: written, read with validation, and its JSON Schema.

What comes from outside is held against the model and then against the invariants that no schema
can say.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice

import msgspec
from msgspec import Struct, ValidationError
from msgspec.structs import replace

from orchestrator.diagnostics import Diagnostic, Findings, StorageError
from orchestrator.document.strictjson import load
from orchestrator.plan.model import SCHEMA_VERSION, Plan, Source

_MOST_PROBLEMS = 50


def to_json(plan: Plan) -> str:
    """The plan as indented JSON with a final newline; the same plan gives the same bytes."""
    return b"".join(json_pieces(plan)).decode()


def json_pieces(plan: Plan) -> Iterator[bytes]:
    """What `to_json` gives, piece by piece: the whole of a long plan would take more memory
    than the plan itself."""
    rest = _indented(replace(plan, subtasks=(), findings=()), "")
    for name, values in (("subtasks", plan.subtasks), ("findings", plan.findings)):
        # No text can hold this line: within one every quotation mark has a backslash.
        before, empty, rest = rest.partition(f'\n "{name}": []'.encode())
        yield before + empty[:-1]
        for number, value in enumerate(values):
            yield (b",\n  " if number else b"\n  ") + _indented(value, "  ")
        yield b"\n ]" if values else b"]"
    yield rest + b"\n"


def _indented(value: object, margin: str) -> bytes:
    """As JSON; the lines after the first stand further to the right."""
    text = msgspec.json.format(msgspec.json.encode(value), indent=1)
    return text.replace(b"\n", b"\n" + margin.encode()) if margin else text


def json_schema() -> str:
    """The JSON Schema (draft 2020-12) of the plan, as indented JSON."""
    _, parts = msgspec.json.schema_components([Plan])
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "orchestrator plan",
    }
    schema = {**parts.pop("Plan"), **head, "$defs": parts}
    return json.dumps(schema, indent=1, sort_keys=True) + "\n"


def from_json(
    text: str | bytes, path: str, root: str
) -> tuple[Plan | None, tuple[Diagnostic, ...]]:
    """The plan in `text`, held against model and invariants; findings say why not.

    Fingerprints are made anew, so that an edited plan cannot pass for the old one.
    """
    from orchestrator.plan.fingerprint import with_fingerprints
    from orchestrator.plan.invariants import check_invariants

    findings = Findings(path)
    try:
        data = load(text)
    except (ValueError, RecursionError) as error:
        line, column = getattr(error, "lineno", 1), getattr(error, "colno", 1)
        message = getattr(error, "msg", str(error))
        findings.error("not-json", f"this is no JSON: {message}", line, column)
        return None, tuple(findings.made)
    plan = _validated(data, findings)
    if plan is not None:
        check_invariants(plan, root, findings)
    if plan is None or findings.made:
        return None, tuple(findings.made)
    return replace(plan, subtasks=with_fingerprints(plan.subtasks)), ()


def from_own_json(text: str) -> Plan:
    """A plan that `to_json` wrote and the store kept.

    Raises:
        StorageError: another release wrote it, in a way that this one does not read.
    """
    try:
        return msgspec.json.decode(text, type=Plan)
    except ValidationError as error:
        raise StorageError(
            "the plan that is recorded with the run cannot be read by this release",
            hint="start a new run; the old one is to be looked at with the release that made it",
        ) from error


def path_of(json: bytes) -> str | None:
    """The path of the file that a plan was made from, without reading more of it; None where
    this is no plan."""
    try:
        return msgspec.json.decode(json, type=_Made).source.path
    except (ValidationError, msgspec.DecodeError, UnicodeDecodeError):
        return None


class _Made(Struct):
    """Of a plan only where it comes from."""

    source: Source


def _validated(data: object, findings: Findings) -> Plan | None:
    version = data.get("schema_version", SCHEMA_VERSION) if isinstance(data, dict) else None
    if isinstance(version, int) and version > SCHEMA_VERSION:
        findings.error(
            "newer-schema",
            f"the plan has schema version {version}, this program knows up to {SCHEMA_VERSION}",
            hint="update orchestrator, or convert the task file again",
        )
        return None
    from orchestrator.plan.unfit import unfit

    problems = list(islice(unfit(data, Plan), _MOST_PROBLEMS))
    for place, what in problems:
        findings.error(
            "invalid-plan",
            f"{place.lstrip('.') or 'the plan'}: {what}",
            hint="`orchestrator convert_task --schema` prints what a plan may hold",
        )
    return None if problems else msgspec.convert(data, Plan)
