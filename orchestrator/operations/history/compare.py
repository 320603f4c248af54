"""What is different between two runs: definitions, results, durations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from orchestrator.asdata import as_data
from orchestrator.operations.reporting.status import LoadedRun
from orchestrator.plan.model import Plan, Subtask
from orchestrator.run.summarize import summarize
from orchestrator.run.summary import RunSummary, SubtaskSummary

# Where it stands in the file, and what follows from the rest.
_NO_DEFINITION = frozenset(
    {"line", "fingerprint", "done", "declared_status", "parts", "description", "metadata", "column"}
)


class Side(Struct, frozen=True, kw_only=True):
    """One of the two runs."""

    run: str
    task: str
    state: str
    complete: bool
    percent: float
    started_at: str | None
    duration_ms: int


class Change(Struct, frozen=True, kw_only=True):
    """A subtask in both runs; `definition` names what of it was edited, and is `added` or
    `removed` where only one has it. Durations in milliseconds."""

    subtask: str
    title: str
    definition: tuple[str, ...]
    status: tuple[str | None, str | None]
    verdict: tuple[str | None, str | None]
    reasons: tuple[tuple[str, ...], tuple[str, ...]]
    attempts: tuple[int, int]
    duration_ms: tuple[int | None, int | None]

    @property
    def is_other(self) -> bool:
        """Whether anything but the duration is another."""
        same = self.status[0] == self.status[1] and self.verdict[0] == self.verdict[1]
        return bool(self.definition) or not same or self.reasons[0] != self.reasons[1]


class Comparison(Struct, frozen=True, kw_only=True):
    """Two runs side by side; `task` names what of the task as a whole was edited."""

    runs: tuple[Side, Side]
    task: tuple[str, ...]
    subtasks: tuple[Change, ...]


def compare(before: LoadedRun, after: LoadedRun) -> Comparison:
    """The second run as seen from the first."""
    summaries = (summarize(before.plan, before.state), summarize(after.plan, after.state))
    return Comparison(
        runs=(_side(summaries[0]), _side(summaries[1])),
        task=_edited_task(before.plan, after.plan),
        subtasks=tuple(_changes(before, after, summaries)),
    )


def _side(summary: RunSummary) -> Side:
    return Side(
        run=summary.run,
        task=summary.task,
        state=summary.state,
        complete=summary.complete,
        percent=summary.percent,
        started_at=summary.started_at,
        duration_ms=summary.duration_ms,
    )


def _changes(
    before: LoadedRun, after: LoadedRun, summaries: tuple[RunSummary, RunSummary]
) -> Sequence[Change]:
    one, other = ({each.id: each for each in run.plan.subtasks} for run in (before, after))
    rows = [{row.id: row for row in summary.subtasks} for summary in summaries]
    ids = dict.fromkeys((*one, *other))
    return [
        _change(one.get(id_), other.get(id_), rows[0].get(id_), rows[1].get(id_)) for id_ in ids
    ]


def _change(
    one: Subtask | None,
    other: Subtask | None,
    before: SubtaskSummary | None,
    after: SubtaskSummary | None,
) -> Change:
    definition: tuple[str, ...]
    definition = ("added",) if one is None else ("removed",) if other is None else ()
    subtask = other or one
    assert subtask is not None
    if one is not None and other is not None:
        definition = _edited(_definition(one), _definition(other))
    return Change(
        subtask=subtask.id,
        title=subtask.title,
        definition=definition,
        status=(before.status if before else None, after.status if after else None),
        verdict=(before.verdict if before else None, after.verdict if after else None),
        reasons=(before.reasons if before else (), after.reasons if after else ()),
        attempts=(before.attempts if before else 0, after.attempts if after else 0),
        duration_ms=(before.duration_ms if before else None, after.duration_ms if after else None),
    )


def _edited_task(one: Plan, other: Plan) -> tuple[str, ...]:
    names = ("title", "env", "secrets", "criteria_policy")
    return tuple(name for name in names if getattr(one, name) != getattr(other, name))


def _edited(one: Mapping[str, object], other: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(name for name in one if one[name] != other.get(name))


def _definition(subtask: Subtask) -> dict[str, object]:
    """All that says what a subtask is, without where it says so."""
    found = _without_places(as_data(subtask))
    assert isinstance(found, dict)
    return found


def _without_places(value: object) -> object:
    if isinstance(value, dict):
        return {
            name: _without_places(each)
            for name, each in value.items()
            if name not in _NO_DEFINITION
        }
    if isinstance(value, list | tuple):
        return [_without_places(each) for each in value]
    return value
