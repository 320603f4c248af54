"""Why there is nothing to claim in a run, and what would help; looks at values alone."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence

from msgspec import Struct

from orchestrator.operations.project import Lease
from orchestrator.plan.graph import after
from orchestrator.plan.model import Plan
from orchestrator.run.summary import COMPLETE, RunSummary, SubtaskSummary

_NAMED = 5
_LEASES_TOLD = 10
_APPROVAL = "approval"
# What goes on when somebody lets it, and what has nothing after it that waits.
_READY = ("answered", "not_run")
_ENDED = ("unproved", "not_run")


class Hindrance(Struct, frozen=True, kw_only=True):
    """One thing that stands in the way. `kind` is no_run, later, complete, done, claimed, running,
    failed, approval, rejected, answered, unproved or not_run; `subtasks` are ids, `command` what
    helps."""

    kind: str
    text: str
    subtasks: tuple[str, ...] = ()
    command: str | None = None


def no_run(task: str) -> Hindrance:
    """The task was never run."""
    command = f"orchestrator execute_task {shlex.quote(task)}"
    return Hindrance(kind="no_run", text=f"there is no run of {task} yet", command=command)


def later(task: str, at: str) -> Hindrance:
    """The task was never run, and is to be run at that moment."""
    command = f"orchestrator cancel {shlex.quote(task)}"
    text = f"there is no run of {task} yet: one begins at {at}, unless it is called off"
    return Hindrance(kind="later", text=text, command=command)


def hindrances(plan: Plan, summary: RunSummary, leases: Sequence[Lease]) -> tuple[Hindrance, ...]:
    """What stands in the way of each subtask that is not complete; that all is, where it is so."""
    task = shlex.quote(summary.task)
    if summary.complete:
        return (
            Hindrance(
                kind="complete",
                text="every subtask that counts is COMPLETE; nothing is left",
                command=f"orchestrator generate_report {task}",
            ),
        )
    left = _left(plan, summary, {each.subtask for each in leases})
    is_running = summary.state == "running"
    if is_running:
        left.setdefault("running", [])
    go_on = " ".join((f"orchestrator execute_task {task} --resume", *summary.give_again))
    found = [
        _hindrance(kind, left[kind], text, command)
        for kind, text, command in _told(task, go_on)
        # What is ready is taken up by whoever drives the run.
        if kind in left and not (is_running and kind in _READY)
    ]
    return (*_claimed(leases), *found)


def _claimed(leases: Sequence[Lease]) -> Iterator[Hindrance]:
    """Who has what until when, that first which is free again first."""
    by_end = sorted(leases, key=lambda lease: lease.until)
    for lease in by_end[:_LEASES_TOLD]:
        yield Hindrance(
            kind="claimed",
            text=f"{lease.subtask} is claimed by {lease.holder} until {lease.until}",
            subtasks=(lease.subtask,),
        )
    if more := tuple(lease.subtask for lease in by_end[_LEASES_TOLD:]):
        text = f"{len(more)} more are claimed, until {by_end[-1].until} at the latest"
        yield Hindrance(kind="claimed", text=text, subtasks=more)


def _told(task: str, go_on: str) -> tuple[tuple[str, str, str | None], ...]:
    """Kinds, what to say of each, and what helps; ids come in place of braces."""
    approve = f"orchestrator approve {task} {{}}"
    return (
        ("running", "{} {is_are} running", f"orchestrator task_status {task} --watch"),
        ("failed", "{} failed; when the cause is mended, run again", f"{go_on} --again {{}}"),
        ("approval", "{} wait{s} for an approval: a person's to give, never an agent's", approve),
        ("rejected", "{} {is_are} refused by a person, who may still approve", approve),
        ("answered", "{} can go on with what was handed in", go_on),
        ("unproved", "{} lack{s} a proof that nobody's word can give: {why}", None),
        ("not_run", "{} {has_have} not run to the end", go_on),
    )


def _left(plan: Plan, summary: RunSummary, claimed: set[str]) -> dict[str, list[SubtaskSummary]]:
    """What is not complete and nobody's, by kind, but for what only comes after such as that."""
    left: dict[str, list[SubtaskSummary]] = {}
    for row in summary.subtasks:
        if row.counted and row.verdict != COMPLETE and row.id not in claimed:
            left.setdefault(_kind(row), []).append(row)
    first = {row.id for kind in left if kind not in _ENDED for row in left[kind]} | claimed
    later = after(plan, first) - first
    left["not_run"] = [row for row in left.get("not_run", ()) if row.id not in later]
    return {kind: rows for kind, rows in left.items() if rows}


def _hindrance(
    kind: str, rows: Sequence[SubtaskSummary], text: str, command: str | None
) -> Hindrance:
    ids = tuple(row.id for row in rows)
    if not ids:
        return Hindrance(kind=kind, text="the run goes on", command=command)
    more = f" and {len(ids) - _NAMED} more" if len(ids) > _NAMED else ""
    one = len(ids) == 1
    words = {
        "s": "s" if one else "",
        "is_are": "is" if one else "are",
        "has_have": "has" if one else "have",
        "why": rows[0].reasons[0] if rows[0].reasons else "",
    }
    # Whoever runs again names all, whoever answers one after the other.
    named = ",".join(ids) if kind == "failed" else ids[0]
    return Hindrance(
        kind=kind,
        text=text.format(", ".join(ids[:_NAMED]) + more, **words),
        subtasks=ids,
        command=command and command.replace("{}", shlex.quote(named)),
    )


def _kind(row: SubtaskSummary) -> str:
    if row.rejected:
        return "rejected"
    if row.can_go_on:
        return "answered"
    if row.waits_for == _APPROVAL:
        return "approval"
    if row.status in ("failed", "timed_out"):
        return "failed"
    if row.status == "succeeded":
        return "unproved"
    return "running" if row.status == "running" else "not_run"
