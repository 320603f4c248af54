"""What to do next, for each way in which a run can be incomplete; parses no command line."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator

from msgspec import Struct

from orchestrator.plan.model import ActionKind
from orchestrator.run.summary import COMPLETE, RunSummary, SubtaskSummary

_APPROVAL = "approval"
# The subtasks that a line of advice is about, the line with a place for their ids, a command.
_Advice = tuple[list[SubtaskSummary], str, str | None]


class Recommendation(Struct, frozen=True, kw_only=True):
    """Advice, and the command that goes with it if there is one."""

    text: str
    command: str | None = None


def recommendations(summary: RunSummary) -> tuple[Recommendation, ...]:
    """One for each kind of incompleteness, in the order in which to follow them."""
    if summary.complete:
        return (Recommendation(text="Every subtask that counts is COMPLETE; nothing is left."),)
    task = shlex.quote(summary.task)
    if summary.state == "running":
        follow = f"orchestrator task_status {task} --watch"
        return (Recommendation(text="The run is not over; follow it.", command=follow),)
    left = [row for row in summary.subtasks if row.counted and row.verdict != COMPLETE]
    return tuple(
        Recommendation(text=text.format(_named(rows)), command=command)
        for rows, text, command in _advice(task, left, _going_on(task, summary))
        if rows
    )


def _going_on(task: str, summary: RunSummary) -> str:
    """The command that goes on with the run."""
    return " ".join((f"orchestrator execute_task {task} --resume", *summary.give_again))


def _advice(task: str, left: list[SubtaskSummary], go_on: str) -> Iterator[_Advice]:
    yield (
        _with(left, "failed", "timed_out"),
        "Mend the cause of what did not end well ({}), then go on with the run.",
        go_on,
    )
    stopped = [row for row in _with(left, "cancelled", "interrupted") if not row.rejected]
    answered = [row for row in _with(left, "waiting", "cancelled") if _is_answered(row)]
    yield (
        [row for row in stopped if row not in answered],
        "Go on with what was stopped ({}).",
        go_on,
    )
    yield answered, "Go on with what has been answered ({}).", go_on
    rejected = [row for row in left if row.rejected]
    yield (
        rejected,
        "Approve it after all, or leave it ({}).",
        _of_first("approve", task, rejected),
    )
    waiting = [row for row in _with(left, "waiting") if row not in answered]
    approvals = [row for row in waiting if row.waits_for == _APPROVAL]
    yield (
        approvals,
        "Approve or reject what waits for an approval ({}).",
        _of_first("approve", task, approvals),
    )
    by_hand = [row for row in waiting if row.waits_for != _APPROVAL]
    yield (
        by_hand,
        "Do what waits for somebody ({}), hand in the evidence, and go on with the run.",
        _attest(task, by_hand, go_on),
    )
    unproved = _with(left, "succeeded")
    yield (
        unproved,
        "Supply the proof that is missing ({}): the commands succeeded, and the reasons in the "
        "matrix say what is lacking.",
        _attest(task, [row for row in unproved if open_criteria(row) or open_steps(row)], go_on),
    )
    not_run = _with(left, "pending", "running", "blocked", "skipped")
    held_up = _held_up(not_run, rejected)
    yield [row for row in not_run if row.id not in held_up], "Run what has not run ({}).", go_on


def _with(rows: Iterable[SubtaskSummary], *statuses: str) -> list[SubtaskSummary]:
    return [row for row in rows if row.status in statuses]


def _is_answered(row: SubtaskSummary) -> bool:
    return row.can_go_on


def _held_up(rows: list[SubtaskSummary], rejected: list[SubtaskSummary]) -> set[str]:
    """The ids of those that nothing but a rejection holds up: to go on does not help them."""
    held_up: set[str] = set()
    found = {row.id for row in rejected}
    while found - held_up:
        held_up |= found
        found = {row.id for row in rows if row.blocked_by and held_up.issuperset(row.blocked_by)}
    return held_up


def _named(rows: list[SubtaskSummary]) -> str:
    """At most five ids."""
    more = f" and {len(rows) - 5} more" if len(rows) > 5 else ""
    return ", ".join(row.id for row in rows[:5]) + more


def _of_first(verb: str, task: str, rows: list[SubtaskSummary]) -> str | None:
    """The command for the first of them; the others go the same way."""
    return f"orchestrator {verb} {task} {shlex.quote(rows[0].id)}" if rows else None


def _attest(task: str, rows: list[SubtaskSummary], go_on: str) -> str | None:
    """The command that hands in evidence for what the first of them lacks."""
    command = _of_first("attest", task, rows)
    if command is None:
        return None
    steps, criteria = open_steps(rows[0]), open_criteria(rows[0])
    if steps:
        command += f" --step {shlex.quote(steps[0])}"
    elif criteria:
        command += f" --criterion {shlex.quote(criteria[0])}"
    else:
        return go_on  # all is there, and has to be read
    return f"{command} --evidence TEXT"


def open_steps(row: SubtaskSummary) -> tuple[str, ...]:
    """The steps that are somebody's and still open, or have an agent's word alone."""
    return tuple(
        step.id
        for step in row.steps
        if step.kind != ActionKind.COMMAND
        and (step.status in ("waiting", "pending") or step.doubted)
        and not step.optional
    )


def open_criteria(row: SubtaskSummary) -> tuple[str, ...]:
    """The required criteria that are not met."""
    return tuple(each.id for each in row.criteria if each.status != "met" and not each.optional)
