"""What tools answer with, as models of which clients get a schema; knows no operation.

Schemas are read by agents, who pay for each word: names say what a field holds, fields that are
empty are left out of an answer, and titles out of a schema.
"""

from __future__ import annotations

from typing import Any

from pydantic import (
    BaseModel,
    ConfigDict,
    SerializerFunctionWrapHandler,
    model_serializer,
)

Record = dict[str, Any]


def without_titles(schema: dict[str, Any]) -> None:
    """Take out of a schema what only repeats the names of its fields, or says nothing."""
    for word in ("title", "description"):
        schema.pop(word, None)
    for each in schema.get("properties", {}).values():
        each.pop("title", None)
        each.get("items", {}).pop("additionalProperties", None)
        if each.get("default") in ([], {}, "", 0):
            del each["default"]
        options = each.get("anyOf", ())
        if "default" in each and each["default"] is None:
            # What may be left out needs no second form.
            named = [option for option in options if option.get("type") != "null"]
            if len(named) == 1:
                del each["anyOf"], each["default"]
                each.update(named[0])


class Answer(BaseModel):
    """What a tool answers; `next` says what to do now, where that is not plain."""

    model_config = ConfigDict(json_schema_extra=without_titles, frozen=True)

    @model_serializer(mode="wrap")
    def _without_empty(self, handler: SerializerFunctionWrapHandler) -> Record:
        data: Record = handler(self)
        required = type(self).model_fields
        return {
            name: value
            for name, value in data.items()
            if required[name].is_required() or value not in (None, [], {}, "")
        }


class Converted(Answer):
    """What a task file was read as."""

    task: str | None = None
    path: str
    subtasks: list[Record] = []
    more_subtasks: int | None = None
    allowed: bool = False
    findings: list[Record] = []
    more_findings: int | None = None
    next: str = ""


class RunStatus(Answer):
    """Where a run stands; without `task` the latest runs are in `runs`."""

    task: str | None = None
    run: str | None = None
    state: str | None = None
    complete: bool | None = None
    percent: float | None = None
    counts: dict[str, int] = {}
    subtasks: list[Record] = []
    runs: list[Record] = []
    starts_at: str | None = None
    notes: list[str] = []
    cursor: str | None = None
    next: str = ""


class Claimed(Answer):
    """A subtask to do by hand, or why there is none."""

    claimed: bool
    subtask: str | None = None
    lease: str | None = None
    until: str | None = None
    claim: Record = {}
    why: list[Record] = []
    next: str = ""


class Completed(Answer):
    """The verdict on a subtask with the evidence that was handed in."""

    subtask: str
    verdict: str
    complete: bool
    status: str
    accepted: list[str] = []
    reasons: list[str] = []
    evidence_missing: list[Record] = []
    checks: list[Record] = []
    run_state: str
    percent: float
    next: str = ""


class Controlled(Answer):
    """What came of each task or run that was named."""

    results: list[Record]
    next: str = ""


class Reported(Answer):
    """A report, or a part of it; or what was found."""

    text: str = ""
    total_chars: int | None = None
    files: list[str] = []
    found: list[Record] = []
    notes: list[str] = []
    cursor: str | None = None


class Past(Answer):
    """Rows of what was asked; `cursor` asks for more."""

    rows: list[Record]
    log: str = ""
    log_bytes: int | None = None
    cursor: str | None = None
    next: str = ""
