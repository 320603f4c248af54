"""A run's events as spans of its trace: the run, its attempts, their commands; sends nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from orchestrator.operations.history.commands import command_of
from orchestrator.operations.past import Attribute, Span
from orchestrator.operations.project import Project
from orchestrator.operations.reporting.status import load_run
from orchestrator.report.times import milliseconds
from orchestrator.run import events as ev
from orchestrator.run.trace import span_of_attempt, span_of_command, span_of_run
from orchestrator.verify.model import CommandResult, Outcome

_ENDS = (
    ev.SubtaskSucceeded, ev.SubtaskFailed, ev.SubtaskTimedOut, ev.SubtaskRetried, ev.SubtaskWaiting,
    ev.SubtaskSkipped, ev.SubtaskCancelled, ev.SubtaskInterrupted, ev.ValidationStopped,
)  # fmt: skip
_BAD = (ev.SubtaskFailed, ev.SubtaskTimedOut, ev.SubtaskRetried, ev.SubtaskInterrupted)


class _Open(Struct):
    """An attempt that has begun."""

    event: ev.SubtaskStarted | ev.ValidationStarted
    start_ms: int
    span_id: str
    retry_of: str | None


def send_run(project: Project, run: str, endpoint: str | None) -> int:
    """Send a recorded run's spans; how many.

    Raises:
        InputError: there is no such run.
        MissingExtraError: what sends them is not installed.
        StorageError: they were not taken.
    """
    loaded = load_run(project, "", run)
    spans = spans_of(loaded.records, complete=loaded.state.outcome == "succeeded")
    project.traces(endpoint).send(spans)
    return len(spans)


def spans_of(records: Sequence[ev.Recorded], *, complete: bool) -> Sequence[Span]:
    """The spans of a run from all of its events, that of the run first."""
    start = records[0].event
    assert isinstance(start, ev.RunStarted)
    found = _Spans(records[0].run, start)
    for record in records:
        found.take(record)
    end = _ms(records[-1].time)
    root = Span(
        name=f"run {start.task}",
        trace_id=start.trace_id,
        span_id=span_of_run(records[0].run),
        parent_id=start.parent_span,
        start_ms=_ms(records[0].time),
        end_ms=end,
        error=None if complete else "the run did not succeed",
        attributes={"orchestrator.task": start.task, "orchestrator.run": records[0].run},
    )
    return [root, *found.closed(end)]


class _Spans:
    """The attempts and commands of a run, as its events come."""

    def __init__(self, run: str, start: ev.RunStarted) -> None:
        self._trace_id = start.trace_id
        self._root = span_of_run(run)
        self._open: dict[str, _Open] = {}
        self._keys: dict[str, str] = {}  # of each attempt, as `task_1.2`
        self._failed: dict[str, str] = {}  # the span of a subtask's last attempt, if it failed
        self._spans: list[Span] = []

    def take(self, record: ev.Recorded) -> None:
        event = record.event
        if isinstance(event, ev.SubtaskStarted | ev.ValidationStarted):
            self._begin(event, _ms(record.time))
        elif isinstance(event, _ENDS) and event.attempt is not None:
            self._end(event.subtask, event, _ms(record.time))
        elif isinstance(event, ev.AttemptEvent) and (found := command_of(event)):
            self._command(event, *found)

    def closed(self, end_ms: int) -> Iterable[Span]:
        """All of them; an attempt that has not ended does so with the run."""
        for subtask in list(self._open):
            self._end(subtask, None, end_ms)
        return self._spans

    def _begin(self, event: ev.SubtaskStarted | ev.ValidationStarted, at: int) -> None:
        span = span_of_attempt(event.idempotency_key)
        # What only checks again is no retry and is none's.
        retried = isinstance(event, ev.SubtaskStarted)
        retry_of = self._failed.pop(event.subtask, None) if retried else None
        self._keys[f"{event.subtask}.{event.attempt}"] = event.idempotency_key
        if event.subtask not in self._open:
            self._open[event.subtask] = _Open(event, at, span, retry_of)

    def _end(self, subtask: str, event: ev.Event | None, at: int) -> None:
        begun = self._open.pop(subtask, None)
        if begun is None:
            return
        started = begun.event
        parents = started.parents if isinstance(started, ev.SubtaskStarted) else ()
        links = [span_of_attempt(self._keys[name]) for name in parents if name in self._keys]
        if isinstance(started, ev.SubtaskStarted) and isinstance(event, _BAD):
            self._failed[subtask] = begun.span_id
        attributes: dict[str, Attribute] = {
            "orchestrator.subtask": subtask,
            "orchestrator.attempt": started.attempt,
            "orchestrator.idempotency_key": started.idempotency_key,
            "orchestrator.event": ev.TYPE_NAMES[type(event)] if event else "unfinished",
        }
        if begun.retry_of:
            attributes["orchestrator.retry_of"] = begun.retry_of
        cause = getattr(event, "error", None)
        if cause is not None:
            attributes["error.type"] = cause.type
            attributes["orchestrator.error_hash"] = cause.hash
        self._spans.append(
            Span(
                name=subtask,
                trace_id=self._trace_id,
                span_id=begun.span_id,
                parent_id=self._root,
                start_ms=begun.start_ms,
                end_ms=at,
                error=getattr(event, "reason", "failed") if isinstance(event, _BAD) else None,
                links=tuple(links),
                attributes=attributes,
            )
        )

    def _command(self, event: ev.AttemptEvent, name: str, result: CommandResult) -> None:
        # Of the attempt, which may be over: what takes it back comes later.
        key = self._keys.get(f"{event.subtask}.{event.attempt}")
        if key is None:
            return
        attributes: dict[str, Attribute] = {
            "orchestrator.cpu_ms": result.cpu_ms,
            "orchestrator.memory_kb": result.memory_kb,
            "orchestrator.output_bytes": result.output_bytes,
        }
        if result.exit_code is not None:
            attributes["process.exit.code"] = result.exit_code
        start = _ms(result.started_at)
        self._spans.append(
            Span(
                name=f"{event.subtask} {name}",
                trace_id=self._trace_id,
                span_id=span_of_command(key, name),
                parent_id=span_of_attempt(key),
                start_ms=start,
                end_ms=start + result.duration_ms,
                error=None if result.outcome == Outcome.SUCCEEDED else result.reason or "failed",
                attributes=attributes,
            )
        )


def _ms(time: str) -> int:
    return milliseconds(time) or 0
