"""Where in a JSON value the records of attempts are, and what stands around each; reads no file.

What is looked for are objects with a status of their own. One that holds a list of subtasks,
steps or attempts with theirs is made of them, and is none itself; a subtask is one even where its
steps have theirs. An object without a status is looked into, whatever its lists are called.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from orchestrator.operations.history.backfill.fields import NAMES, by_our_names, plain

_DEEPEST = 50
RUN, TASK, SUBTASK, ATTEMPT = "run", "task", "subtask", "attempt"
_CONTAINERS: Mapping[str, str] = {
    **dict.fromkeys(("runs", "executions", "builds", "sessions", "workflowruns"), RUN),
    **dict.fromkeys(("subtasks", "steps", "stages", "children", "phases"), SUBTASK),
    **dict.fromkeys(("subtaskresults", "stepresults"), SUBTASK),
    **dict.fromkeys(("attempts", "tries", "retries"), ATTEMPT),
    **dict.fromkeys(("results", "tasks", "jobs", "items", "records", "data", "entries"), TASK),
    **dict.fromkeys(("tests", "testcases", "cases", "history", "taskresults"), TASK),
}
_PLACE = re.compile(r"[0-9]{1,9}")
_STATUS = frozenset((*NAMES["status"], *NAMES["flag"], *NAMES["exit_code"]))

Path = tuple[str, ...]
Mapped = Mapping[str, tuple[Path, ...]]
"""For a field of ours the places where it is, instead of all usual ones."""


class Level(NamedTuple):
    """An object and those around it. `fields` has its values by their plain names, `said` by our
    names for them; `where` is its place in the file, `number` that in its list, from 1, `key`
    what it stands under in an object."""

    record: Mapping[str, object]
    fields: Mapping[str, object]
    said: Mapping[str, list[object]]
    kind: str
    where: str
    number: int
    key: str | None
    outer: Level | None

    def around(self) -> Iterator[Level]:
        """This one, then what it is in, from inside out."""
        level: Level | None = self
        while level is not None:
            yield level
            level = level.outer

    def id(self) -> str | None:
        """Its id, where it has one."""
        id_ = self.fields.get("id")
        return str(id_).strip() if is_name(id_) else None

    def own_name(self) -> str | None:
        """What it is called where no field says more."""
        by_id = (self.id(), self.key)
        by_title = (self.fields.get("name"), self.fields.get("title"))
        # The id of a run tells one from another, not what was run.
        found = (*by_title, *by_id) if self.kind == RUN else (*by_id, *by_title)
        return next((str(each).strip() for each in found if is_name(each)), None)


class Nothing(NamedTuple):
    """A place where a record should be, and why there is none."""

    where: str
    why: str


def is_name(value: object) -> bool:
    """Whether a value can name something."""
    return (isinstance(value, str) and bool(value.strip())) or type(value) is int


def at(record: object, path: Path) -> object:
    """The value at a dotted place, None where there is none; a number counts from 0 in a list."""
    for part in path:
        if isinstance(record, Mapping):
            record = record.get(part)
        elif isinstance(record, list) and _PLACE.fullmatch(part) and int(part) < len(record):
            record = record[int(part)]
        else:
            return None
    return record


def records_in(value: object, mapped: Mapped) -> Iterator[Level | Nothing]:
    """The records in a value, in order."""
    return _in(value, mapped, TASK, "", None)


def _in(
    value: object, mapped: Mapped, kind: str, where: str, outer: Level | None
) -> Iterator[Level | Nothing]:
    if where.count(".") + where.count("[") > _DEEPEST:
        yield Nothing(where, "it is nested too deep")
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _of(each, mapped, kind, f"{where}[{index}]", index + 1, None, outer)
    else:
        yield from _of(value, mapped, kind, where, 1, None, outer)


def _of(
    value: object,
    mapped: Mapped,
    kind: str,
    where: str,
    number: int,
    key: str | None,
    outer: Level | None,
) -> Iterator[Level | Nothing]:
    """What an element of a list or of an object is, or holds."""
    if not isinstance(value, dict):
        yield Nothing(where, "it is no JSON object")
        return
    fields = {plain(name): each for name, each in value.items()}
    level = Level(value, fields, by_our_names(fields), kind, where, number, key, outer)
    has_status = _has_status(value, fields, mapped)
    parts = _parts(level, mapped, every=not has_status)
    if not parts and has_status:
        yield level
    elif not parts:
        yield Nothing(where, "it has no status")
    for name, inner, part in parts:
        place = f"{where}.{name}" if where else name
        if isinstance(part, dict) and _is_keyed(part, mapped):
            for count, (key_, each) in enumerate(part.items(), start=1):
                yield from _of(each, mapped, inner, f"{place}.{key_}", count, key_, level)
        else:
            yield from _in(part, mapped, inner, place, level)


def _parts(level: Level, mapped: Mapped, *, every: bool) -> Sequence[tuple[str, str, object]]:
    """The lists and objects in it that hold records; with `every`, where none of a usual name
    does, whatever they are called."""
    holding = [
        (name, _CONTAINERS.get(plain(name), ""), value)
        for name, value in level.record.items()
        if isinstance(value, list | dict)
    ]
    usual = [
        each
        for each in holding
        # A subtask's steps are no attempts, but its attempts are.
        if each[1] and (every or each[1] == ATTEMPT or level.kind in (RUN, TASK))
        if _holds_records(each[2], mapped, depth=3)
    ]
    if usual or not every:
        return usual
    return [(name, TASK, part) for name, _, part in holding if _holds_records(part, mapped, 3)]


def _is_keyed(part: Mapping[str, object], mapped: Mapped) -> bool:
    """Whether an object is as good as a list, of objects that stand under their names."""
    return not _is_record(part, mapped) and all(
        isinstance(each, dict) and _holds_records(each, mapped, 1) for each in part.values()
    )


def _holds_records(value: object, mapped: Mapped, depth: int) -> bool:
    if isinstance(value, list):
        # What is a list itself is no record, however deep it is.
        return any(isinstance(each, dict) and _holds_records(each, mapped, depth) for each in value)
    if not isinstance(value, dict):
        return False
    if _is_record(value, mapped):
        return True
    inner = (each for each in value.values() if isinstance(each, list | dict))
    return depth > 0 and any(_holds_records(each, mapped, depth - 1) for each in inner)


def _is_record(value: Mapping[str, object], mapped: Mapped) -> bool:
    return _has_status(value, {plain(name): each for name, each in value.items()}, mapped)


def _has_status(record: object, fields: Mapping[str, object], mapped: Mapped) -> bool:
    if "status" in mapped:
        return any(at(record, path) is not None for path in mapped["status"])
    return any(isinstance(fields[name], str | int) for name in _STATUS.intersection(fields))
