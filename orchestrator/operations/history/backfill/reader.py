"""Reads the fields of a record under our names for them, and of what stands around it; pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, TypeVar

from orchestrator.operations.history.backfill.fields import (
    duration_of,
    is_said,
    moment_of,
    number_of,
    shown,
    status_of,
)
from orchestrator.operations.history.backfill.nesting import (
    ATTEMPT,
    RUN,
    SUBTASK,
    TASK,
    Level,
    Mapped,
    at,
    is_name,
)

T = TypeVar("T")


class Times(NamedTuple):
    """When it began and ended and how long it took, each as far as it is told; `zoned` is whether
    all that is told has a zone."""

    started: datetime
    ended: datetime | None
    duration_ms: int | None
    zoned: bool


class Reader:
    """Of one record. `mapped` are places of fields that count instead of the usual names,
    `statuses` what words for a status mean."""

    def __init__(self, level: Level, mapped: Mapped, statuses: Mapping[str, str]) -> None:
        self.level = level
        self._mapped = mapped
        self._statuses = statuses

    def raw(self, name: str) -> object:
        """The first value that says something; None where there is none."""
        values = self._values(name, self.level)
        return values[0] if values else None

    def read(self, name: str, reader: Callable[[object], T]) -> T | None:
        """The value as `reader` reads it. A flag or an object of the name is passed over.

        Raises:
            ValueError: it is not such a value.
        """
        return self._read(name, reader, self.level)

    def name(self, name: str) -> str | None:
        """What names something, in the record or around it."""
        for level in self.level.around():
            for value in self._values(name, level):
                named = _named(value)
                if named is not None:
                    return named
        return None

    def status(self) -> str:
        """What became of it, or `NOT_ENDED`.

        Raises:
            ValueError: it does not say, or in a word that is not known.
        """
        values = [
            each for each in self._values("status", self.level) if isinstance(each, str | int)
        ]
        for value in values:
            known = self._statuses.get(str(value)) or status_of(str(value))
            if known is not None:
                return known
        if values:
            word = shown(values[0])
            theirs = values[0] if word.strip("'") == str(values[0]) else "THEIRS"
            raise ValueError(f"the status {word} is not known (--status-map {theirs}=succeeded)")
        flag = next((each for each in self._values("flag", self.level) if each in (0, 1)), None)
        code = self.read("exit_code", code_of)
        if flag is None and code is None:
            raise ValueError("it has no status")
        return "succeeded" if flag or (flag is None and code == 0) else "failed"

    def names(self) -> tuple[str, str, str | None]:
        """Task, subtask and run; the subtask is empty where the record is of the whole task.

        Raises:
            ValueError: it does not say of which task.
        """
        task, subtask, run = self.name("task"), self.name("subtask"), self.name("run")
        by_place = "task" not in self._mapped
        is_inside = False  # of what has given the task its name, or might have
        for level in self.level.around():
            own = level.own_name()
            if level.kind == SUBTASK:
                subtask = subtask or own
            elif level.kind != ATTEMPT:
                if is_inside or level.kind == RUN:
                    run = run or level.id()
                if not is_inside and by_place:
                    if task is None:
                        task = own
                    elif level.kind == TASK and not self._values("task", level):
                        # The task's name stands around it, so that its own is one within that.
                        subtask = subtask or own
                is_inside = True
        if task is None:
            raise ValueError("it does not say of which task")
        return task, subtask or "", run

    def times(self, *, completed: bool = True) -> Times:
        """When it was; where the record has no time, that of what is around it. What follows from
        the other two of start, end and duration is given too, unless it is not to be `completed`.

        Raises:
            ValueError: there is none, or it is none.
        """
        started, ended = self.read("started_at", moment_of), self.read("ended_at", moment_of)
        seconds = self._seconds()
        if started is None and ended is None:
            around = (self._read("started_at", moment_of, each) for each in self.level.around())
            started = next((each for each in around if each is not None), None)
            if started is None:
                raise ValueError("it does not say when")
            return Times(started[0], None, _ms(seconds), started[1])
        zoned = all(each[1] for each in (started, ended) if each is not None)
        if not completed and started is not None:
            return Times(started[0], ended and ended[0], _ms(seconds), zoned)
        return _completed(started and started[0], ended and ended[0], seconds, zoned)

    def attempt(self) -> int:
        """Its number, from 1."""
        number = self.read("attempt", lambda value: number_of(value, 0))
        if number is not None:
            return max(number, 1)
        again = self.read("retries", lambda value: number_of(value, 0))
        if again is not None:
            return again + 1
        return self.level.number if self.level.kind == ATTEMPT else 1

    def _seconds(self) -> float | None:
        in_ms = self.read("duration_ms", duration_of)
        if in_ms is not None:
            return in_ms / 1000
        seconds = self.read("duration_s", duration_of)
        return self.read("duration", duration_of) if seconds is None else seconds

    def _read(self, name: str, reader: Callable[[object], T], level: Level) -> T | None:
        for value in self._values(name, level):
            if not isinstance(value, bool | list | dict):
                return reader(value)
        return None

    def _values(self, name: str, level: Level) -> Sequence[object]:
        if name not in self._mapped:
            return level.said.get(name, ())
        found = (at(level.record, path) for path in self._mapped[name])
        return [each for each in found if is_said(each)]


def _named(value: object) -> str | None:
    if isinstance(value, dict):
        value = next((value[each] for each in ("id", "name") if each in value), None)
    return str(value).strip() if is_name(value) else None


def code_of(value: object) -> int:
    """An exit code."""
    return number_of(value, -(2**31))


# Moments in whole seconds may lie nearer to each other than what they enclose took.
_ROUNDED_S = 1.0


def _completed(
    started: datetime | None, ended: datetime | None, seconds: float | None, zoned: bool
) -> Times:
    """What follows from two of start, end and duration. The duration that is told is believed, as
    it may have been measured by a better clock, unless it is longer than what lies between the
    other two, as one in another unit is; without any the end is all there is."""
    length = None if seconds is None else timedelta(seconds=seconds)
    try:
        if started is None:
            assert ended is not None
            return Times(ended - (length or timedelta()), ended, _ms(seconds), zoned)
        if ended is None:
            end = None if length is None else started + length
            return Times(started, end, _ms(seconds), zoned)
    except OverflowError:
        raise ValueError("it began or ended in no year from 1 to 9999") from None
    if ended < started:
        raise ValueError("it ended before it began")
    if seconds is None or seconds > (ended - started).total_seconds() + _ROUNDED_S:
        seconds = (ended - started).total_seconds()
    return Times(started, ended, _ms(seconds), zoned)


def _ms(seconds: float | None) -> int | None:
    return None if seconds is None else round(seconds * 1000)
