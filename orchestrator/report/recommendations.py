"""What to do next, for each way in which a run can be incomplete; knows no command line parser."""

from __future__ import annotations

import shlex
from collections.abc import Collection
from dataclasses import dataclass

from orchestrator.run.summary import RunSummary

# The statuses that a line of advice is about, the line with a place for their ids, and whether
# going on with the run is what to do then.
_ADVICE = (
    (
        ("failed", "timed_out"),
        "Mend the cause of what did not end well ({}), then go on with the run.",
        True,
    ),
    (("cancelled", "interrupted"), "Go on with what was stopped ({}).", True),
    (("waiting",), "Answer what waits ({}), then go on with the run.", True),
    (
        ("succeeded",),
        "Supply the proof that is missing ({}): the commands succeeded, and the reasons in the "
        "matrix say what is lacking.",
        False,
    ),
    (("pending", "running", "blocked", "skipped"), "Run what has not run ({}).", True),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
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
    go_on = f"orchestrator execute_task {task} --resume"
    return tuple(
        Recommendation(text=text.format(ids), command=go_on if resumes else None)
        for statuses, text, resumes in _ADVICE
        if (ids := _named(summary, statuses))
    )


def _named(summary: RunSummary, statuses: Collection[str]) -> str:
    """At most five ids of the incomplete subtasks with one of the statuses."""
    ids = [
        row.id
        for row in summary.subtasks
        if row.counted and row.verdict != "complete" and row.status in statuses
    ]
    more = f" and {len(ids) - 5} more" if len(ids) > 5 else ""
    return ", ".join(ids[:5]) + more
